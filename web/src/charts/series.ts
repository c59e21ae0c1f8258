// SPDX-License-Identifier: Apache-2.0
// From the API's series to what the chart draws: pure functions.
//
// Bins       the coverage list gives every bin from first to last; the points leave out bins without events, which are
//            then zero - unless nobody listened. A sensor that was away is a gap, never a fall.
// Unit       always sources per 5 minutes (C-12). In wider bins the API gives the sum of 5-minute distincts; divided by
//            the 5-minute steps of the bin it is their mean, so all windows share one unit.
// Running    the bin that is not over yet holds less than it will: it is drawn apart.
import type { Series } from "../api/client";

export interface Bin {
    /** Start, seconds since 1970. */
    at: number;
    /** Sources per 5 minutes; null where nobody listened for at least half of the bin. */
    hosts: number | null;
    new_hosts: number | null;
    /** Counts of the whole bin, as the API gives them. */
    counted: { hosts: number; new_hosts: number; events: number; bytes_in: number };
    /** Share of the bin in which sensors listened; null: not known. */
    share: number | null;
    running: boolean;
}

/** Below this share of coverage a bin says too little to be drawn. */
export const least_share = 0.5;
const five_minutes = 300;

export function bins_of(series: Series, now_ms: number): Bin[] {
    const width = series.bin_seconds;
    const steps = series.hosts_are === "distinct" ? 1 : width / five_minutes;
    const points = new Map(series.points.map((point) => [Date.parse(point.at) / 1000, point]));
    const shares = new Map(series.coverage.map((bin) => [Date.parse(bin.at) / 1000, bin.share]));
    const starts = [...points.keys(), ...shares.keys()];
    if (starts.length === 0) return [];
    const first = Math.min(...starts);
    const last = Math.max(...starts);
    const bins: Bin[] = [];
    for (let at = first; at <= last; at += width) {
        const point = points.get(at);
        const share = shares.get(at) ?? null;
        const running = (at + width) * 1000 > now_ms;
        const blank = share !== null && share < least_share && !running;
        bins.push({
            at,
            hosts: blank ? null : (point?.hosts ?? 0) / steps,
            new_hosts: blank ? null : (point?.new_hosts ?? 0) / steps,
            counted: {
                hosts: point?.hosts ?? 0,
                new_hosts: point?.new_hosts ?? 0,
                events: point?.events ?? 0,
                bytes_in: point?.bytes_in ?? 0,
            },
            share,
            running,
        });
    }
    return bins;
}

export interface Span {
    from: number;
    to: number;
}

/** Runs of bins for which `holds`, as spans of time. */
function runs(bins: Bin[], width: number, holds: (bin: Bin) => boolean): Span[] {
    const spans: Span[] = [];
    for (const bin of bins.filter(holds)) {
        const last = spans.at(-1);
        if (last && last.to === bin.at) last.to = bin.at + width;
        else spans.push({ from: bin.at, to: bin.at + width });
    }
    return spans;
}

/** Where nobody listened: left blank and hatched. */
export function gaps_of(bins: Bin[], width: number): Span[] {
    return runs(bins, width, (bin) => bin.hosts === null);
}

export interface CoverageSpan extends Span {
    kind: "full" | "part" | "none" | "unknown";
    share: number;
}

function kind_of(share: number | null): CoverageSpan["kind"] {
    if (share === null) return "unknown";
    if (share <= 0) return "none";
    return share >= 0.995 ? "full" : "part";
}

/** The strip below the chart: neighbours of one kind (and, for "part", one share) are joined. */
export function coverage_spans(bins: Bin[], width: number): CoverageSpan[] {
    const spans: CoverageSpan[] = [];
    for (const bin of bins.filter((one) => !one.running)) {
        const kind = kind_of(bin.share);
        const share = kind === "full" ? 1 : (bin.share ?? 0);
        const last = spans.at(-1);
        if (last && last.to === bin.at && last.kind === kind && last.share === share) {
            last.to = bin.at + width;
        } else {
            spans.push({ from: bin.at, to: bin.at + width, kind, share });
        }
    }
    return spans;
}

/** x, sources, new hosts, and the running bin's sources. Each bin is two points, so that straight lines make steps. */
export type Columns = [number[], (number | null)[], (number | null)[], (number | null)[]];

const hair = 0.001; // seconds: two points may not share one x

export function columns_of(bins: Bin[], width: number): Columns {
    const columns: Columns = [[], [], [], []];
    for (const bin of bins) {
        for (const x of [bin.at, bin.at + width - hair]) {
            columns[0].push(x);
            columns[1].push(bin.running ? null : bin.hosts);
            columns[2].push(bin.running ? null : bin.new_hosts);
            columns[3].push(bin.running ? bin.hosts : null);
        }
    }
    return columns;
}

/** The window choices of the first page, each with the bin that it is drawn in. */
export const windows = [
    { name: "6h", words: "6 h", seconds: 21_600, bin: "5m" },
    { name: "24h", words: "24 h", seconds: 86_400, bin: "5m" },
    { name: "7d", words: "7 d", seconds: 604_800, bin: "1h" },
    { name: "30d", words: "30 d", seconds: 2_592_000, bin: "6h" },
    { name: "90d", words: "90 d", seconds: 7_776_000, bin: "1d" },
] as const;

export type WindowChoice = (typeof windows)[number];

export function window_of(name: string | undefined): WindowChoice {
    return windows.find((one) => one.name === name) ?? windows[1];
}
