// SPDX-License-Identifier: Apache-2.0
// How many sources there were up to a time, beside how many were active on each day (C-15), and which classes of networks those
// were of that came (C-58). Pure, of the console's own counts.
//
// Cumulative  distinct sources from the first contact on; it never falls.
// Active      distinct sources of the UTC day; a day that the console did not count is not known.
// Shares      sources by class in the bin of their first contact.
import type { Pictures } from "../api/client";

const day_ms = 86_400_000;

export interface AccumulationPoint {
    /** End of the bin, milliseconds since 1970. */
    at: number;
    cumulative: number;
    active: number | null;
}

export interface Accumulation {
    from: number;
    to: number;
    bin_ms: number;
    points: AccumulationPoint[];
}

function frame(pictures: Pictures) {
    const bin_ms = pictures.bin_seconds * 1000;
    const from = Date.parse(pictures.arrivals[0]?.at ?? pictures.from);
    return { from, to: from + pictures.arrivals.length * bin_ms, bin_ms };
}

/** The active ones are those of the day in which the bin's last instant lies. */
export function accumulation_of(pictures: Pictures): Accumulation {
    const { from, to, bin_ms } = frame(pictures);
    const active = new Map(
        pictures.active_days.map((one) => [Date.parse(`${one.day}T00:00:00Z`), one.sources]),
    );
    // Between days that were counted one that is missing had nobody.
    const first = Math.min(...active.keys());
    const points = pictures.arrivals.map((bin, index) => {
        const at = from + (index + 1) * bin_ms;
        const day = Math.floor((at - 1) / day_ms) * day_ms;
        return {
            at,
            cumulative: bin.cumulative,
            active: active.get(day) ?? (day > first ? 0 : null),
        };
    });
    return { from, to, bin_ms, points };
}

export const unknown_class = "unknown";
export const other_classes = "other classes";

export interface Shares {
    from: number;
    to: number;
    bin_ms: number;
    /** From the foot of the stack up: the largest first, then the others together, then unknown. */
    classes: string[];
    bins: { at: number; sources: number; counts: number[] }[];
}

/** Classes by bin; at most `most_classes` stand by name. */
export function shares_of(pictures: Pictures, most_classes: number): Shares {
    const { from, to, bin_ms } = frame(pictures);
    const totals = pictures.classes.map((name, index) => ({
        name,
        index,
        sources: pictures.arrivals.reduce((sum, bin) => sum + (bin.by_class[index] ?? 0), 0),
    }));
    const known = totals
        .filter((one) => one.name !== unknown_class && one.sources > 0)
        .sort((a, b) => b.sources - a.sources || a.name.localeCompare(b.name));
    const named = known.slice(0, most_classes);
    const others = known.slice(most_classes);
    const unknown = totals.filter((one) => one.name === unknown_class && one.sources > 0);
    const stacks = [
        ...named.map((one) => ({ name: one.name, of: [one] })),
        ...(others.length > 0 ? [{ name: other_classes, of: others }] : []),
        ...unknown.map((one) => ({ name: one.name, of: [one] })),
    ];
    return {
        from,
        to,
        bin_ms,
        classes: stacks.map((one) => one.name),
        bins: pictures.arrivals.map((bin, at) => ({
            at: from + at * bin_ms,
            sources: bin.by_class.reduce((sum, one) => sum + one, 0),
            counts: stacks.map(({ of }) =>
                of.reduce((sum, one) => sum + (bin.by_class[one.index] ?? 0), 0),
            ),
        })),
    };
}
