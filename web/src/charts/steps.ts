// SPDX-License-Identifier: Apache-2.0
// Colour steps of the map: counts of sources span decades, so each step is a like ratio wide.

export const most_steps = 5;

/** Lower ends of the steps, from 1 up, for counts up to `largest`: at most five, each a whole number. */
export function step_starts(largest: number): number[] {
    if (largest < 1) return [];
    const starts: number[] = [];
    for (let step = 0; step < most_steps; step += 1) {
        const start = Math.round(Math.pow(largest + 1, step / most_steps));
        if (start <= largest && start !== starts.at(-1)) starts.push(start);
    }
    return starts;
}

/** 0 for none, else the number of the step from 1 to five; the last step is always the darkest. */
export function step_of(count: number, starts: number[]): number {
    if (count < 1 || starts.length === 0) return 0;
    const index = starts.findLastIndex((start) => count >= start);
    return Math.round(((index + 1) / starts.length) * most_steps);
}

/** "1", "2–4", "5 and more". */
export function step_words(starts: number[], index: number): string {
    const start = starts[index] ?? 0;
    const next = starts[index + 1];
    if (next === undefined) return `${start} and more`;
    return next - 1 > start ? `${start}–${next - 1}` : String(start);
}
