// SPDX-License-Identifier: Apache-2.0
// From one growth judgement to what its picture draws: scales, marks on axes, lines that break where nobody listened.
// Pure functions; hosts are divided by the exposure they had, so that points and curves share one unit.
import type { FindingChart } from "../api/client";
import { clock_parts } from "../lib/time";

export type AxisKind = "linear" | "log";

export interface Axis {
    kind: AxisKind;
    low: number;
    high: number;
    marks: number[];
    /** Where a value lies between 0 (low) and 1 (high); values outside are held at the ends. */
    place(value: number): number;
}

/** A step of 1, 2 or 5 times a power of ten that cuts `length` into at most `most` pieces. */
function step_for(length: number, most: number): number {
    const raw = length / most;
    const power = 10 ** Math.floor(Math.log10(raw));
    const factor = [1, 2, 5, 10].find((one) => one * power >= raw * (1 - 1e-9)) ?? 10;
    return factor * power;
}

/** An axis from nothing (linear) or from `least` (log) up to `most`. */
export function value_axis(kind: AxisKind, most: number, least = 0.5): Axis {
    if (kind === "linear") {
        const step = step_for(Math.max(most, 4), 5);
        const high = Math.ceil(Math.max(most, 4) / step - 1e-9) * step;
        const marks = Array.from({ length: Math.round(high / step) + 1 }, (_, at) => at * step);
        return { kind, low: 0, high, marks, place: (value) => clamp(value / high) };
    }
    const low = least;
    const high = Math.max(most * 1.1, low * 10);
    const span = Math.log(high / low);
    const marks: number[] = [];
    const wide = high / low > 1000; // many decades: only their beginnings
    for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1)
        for (const factor of wide ? [1] : [1, 2, 5]) {
            const mark = factor * 10 ** power;
            if (mark >= low && mark <= high) marks.push(Number(mark.toPrecision(6)));
        }
    return {
        kind,
        low,
        high,
        marks,
        place: (value) => clamp(Math.log(Math.max(value, low) / low) / span),
    };
}

function clamp(value: number): number {
    return Math.min(1, Math.max(0, value));
}

const hour_ms = 3_600_000;
const hour_steps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720];

/** Full hours on the wall of `zone` between two instants, evenly many hours apart, at most `most` of them. */
export function time_marks(from: number, to: number, zone: string, most: number): number[] {
    const hours = (to - from) / hour_ms;
    const step = hour_steps.find((one) => hours / one <= most) ?? 720;
    const marks: number[] = [];
    const first = Math.ceil(from / (hour_ms / 4)) * (hour_ms / 4); // zones lie at quarters of an hour
    let days = -1;
    let last_date = "";
    for (let at = first; at <= to; at += hour_ms / 4) {
        const { date, clock } = clock_parts(at, zone);
        if (!clock.endsWith(":00")) continue;
        if (date !== last_date) {
            days += 1;
            last_date = date;
        }
        const hour = Number(clock.slice(0, 2));
        const falls = step < 24 ? hour % step === 0 : hour === 0 && days % (step / 24) === 0;
        if (falls) marks.push(at);
    }
    return marks;
}

export interface Dot {
    at: number;
    /** Hosts per bin at full exposure; null where fewer than half of the sensors listened. */
    hosts: number | null;
    seen: number;
    loud: number;
    exposure: number;
    judged: boolean;
}

/** Below this exposure a bin says too little to be drawn (as least_share of the other chart). */
export const least_exposure = 0.5;

export function dots_of(chart: FindingChart): Dot[] {
    const half = (chart.bin_seconds * 1000) / 2;
    return chart.bins.map((bin) => ({
        at: Date.parse(bin.at) + half,
        hosts:
            bin.exposure < least_exposure ? null : Math.max(0, bin.hosts - bin.loud) / bin.exposure,
        seen: bin.hosts,
        loud: bin.loud,
        exposure: bin.exposure,
        judged: bin.judged,
    }));
}

export interface Span {
    from: number;
    to: number;
    share: number;
}

/** Spans in which not the whole fleet listened, joined where they touch. */
export function uncovered(chart: FindingChart): Span[] {
    const spans: Span[] = [];
    const width = chart.bin_seconds * 1000;
    for (const bin of chart.bins) {
        if (bin.exposure >= 0.999) continue;
        const from = Date.parse(bin.at);
        const last = spans.at(-1);
        if (last && last.to === from && Math.abs(last.share - bin.exposure) < 1e-9)
            last.to = from + width;
        else spans.push({ from, to: from + width, share: bin.exposure });
    }
    return spans;
}

export interface Place {
    x: number;
    y: number | null;
}

const digits = (value: number) => value.toFixed(1);

/** A line through the places; it breaks where there is none. */
export function line_path(places: Place[]): string {
    let path = "";
    let drawing = false;
    for (const { x, y } of places) {
        if (y === null) drawing = false;
        else {
            path += `${drawing ? "L" : "M"}${digits(x)} ${digits(y)}`;
            drawing = true;
        }
    }
    return path;
}

/** An area between two lines over the same places. */
export function band_path(upper: Place[], lower: Place[]): string {
    const there = (place: Place): place is { x: number; y: number } => place.y !== null;
    const up = upper.filter(there);
    const down = lower.filter(there).reverse();
    if (up.length < 2 || down.length < 2) return "";
    return `${line_path(up)}L${down.map(({ x, y }) => `${digits(x)} ${digits(y)}`).join("L")}Z`;
}

/** From the first to the last instant that anything in the chart has. */
export function time_span(chart: FindingChart): { from: number; to: number } {
    const first = chart.bins[0];
    const last = chart.bins.at(-1);
    const from = first ? Date.parse(first.at) : 0;
    const end = last ? Date.parse(last.at) + chart.bin_seconds * 1000 : 1;
    const ahead = chart.forecasts
        .filter((one) => one.refused === null)
        .map((one) => Date.parse(one.at));
    const curves = chart.curves.map((curve) => Date.parse(curve.points.at(-1)?.at ?? ""));
    const to = Math.max(end, ...ahead, ...curves.filter((at) => !Number.isNaN(at)));
    return { from, to };
}

/** The highest value that must fit: dots and the fitted means; bands may leave the picture. */
export function highest(chart: FindingChart, dots: Dot[]): number {
    const limits = chart.forecasts.map((one) => (one.refused === null ? (one.q90 ?? 0) : 0));
    const seen = Math.max(1, ...dots.map((dot) => dot.hosts ?? 0));
    const fitted = Math.max(
        ...[0, ...limits],
        ...chart.curves.slice(0, 1).flatMap((curve) => curve.points.map((point) => point.mean)),
    );
    // An exponential far ahead must not press what was seen into the ground.
    return Math.max(seen, Math.min(fitted, seen * 3)) * 1.05;
}

export const family_words: Record<string, string> = {
    const: "constant",
    linear: "linear",
    exp: "exponential",
    logistic: "logistic",
    hump: "rise and fall",
};
