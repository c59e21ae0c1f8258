// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Series } from "../api/client";
import { bins_of, columns_of, coverage_spans, gaps_of, window_of, windows } from "./series";
import { step_of, step_starts, step_words } from "./steps";

const start = Date.parse("2026-03-01T12:00:00Z");
const at = (bin: number, width = 300) => new Date(start + bin * width * 1000).toISOString();
const point = (bin: number, hosts: number, new_hosts: number, width = 300) => ({
    at: at(bin, width),
    events: hosts * 2,
    bytes_in: 10,
    hosts,
    new_hosts,
});

function series(points: Series["points"], shares: (number | null)[], width = 300): Series {
    return {
        signal: null,
        bin_seconds: width,
        hosts_are: width === 300 ? "distinct" : "sum_of_5m_distinct",
        points,
        coverage: shares.map((share, bin) => ({ at: at(bin, width), share })),
    };
}
const later = start + 10 * 86_400_000;

describe("bins", () => {
    test("a bin without a point is zero where somebody listened and a gap where nobody did", () => {
        const bins = bins_of(series([point(0, 4, 1)], [1, 1, 0]), later);
        expect(bins.map((bin) => bin.hosts)).toEqual([4, 0, null]);
    });
    test("unknown coverage is not taken for a gap", () => {
        expect(
            bins_of(series([point(0, 4, 1)], [null, null]), later).map((bin) => bin.hosts),
        ).toEqual([4, 0]);
    });
    test("wide bins are drawn as the mean of their 5-minute counts", () => {
        // An hour is twelve steps of five minutes: 36 / 12 = 3 and 6 / 12 = 0.5.
        const bins = bins_of(series([point(0, 36, 6, 3600)], [1], 3600), later);
        expect(bins[0]).toMatchObject({
            hosts: 3,
            new_hosts: 0.5,
            counted: { hosts: 36, new_hosts: 6 },
        });
    });
    test("the bin that is not over is marked, and low coverage of it is no gap", () => {
        const bins = bins_of(series([point(1, 2, 2)], [1, 0.2]), start + 360_000);
        expect(bins.map((bin) => [bin.running, bin.hosts])).toEqual([
            [false, 0],
            [true, 2],
        ]);
    });
    test("no answer makes no bins", () => {
        expect(bins_of(series([], []), later)).toEqual([]);
    });
});

test("gaps are joined to runs", () => {
    const bins = bins_of(series([], [1, 0, 0.1, 1, 0]), later);
    const second = start / 1000;
    expect(gaps_of(bins, 300)).toEqual([
        { from: second + 300, to: second + 900 },
        { from: second + 1200, to: second + 1500 },
    ]);
});

test("the coverage strip tells whole, part, none and unknown apart", () => {
    const spans = coverage_spans(bins_of(series([], [1, 0.999, 0.6, 0, null]), later), 300);
    expect(spans.map((span) => [span.kind, span.to - span.from])).toEqual([
        ["full", 600],
        ["part", 300],
        ["none", 300],
        ["unknown", 300],
    ]);
});

test("columns keep time rising and leave gaps empty", () => {
    const [x, hosts, fresh] = columns_of(
        bins_of(series([point(0, 4, 1), point(2, 6, 2)], [1, 0, 1]), later),
        300,
    );
    expect(hosts).toEqual([4, 4, null, null, 6, 6]);
    expect(fresh).toEqual([1, 1, null, null, 2, 2]);
    for (let index = 1; index < x.length; index += 1) {
        expect(x[index] as number).toBeGreaterThan(x[index - 1] as number);
    }
});

test("no window asks for more than a thousand bins", () => {
    const widths = { "5m": 300, "1h": 3600, "6h": 21_600, "1d": 86_400 };
    for (const one of windows) expect(one.seconds / widths[one.bin]).toBeLessThanOrEqual(1000);
    expect(window_of("nonsense").name).toBe("24h");
});

test("colour steps rise to the darkest, and none is the lightest", () => {
    const starts = step_starts(1000);
    expect(starts[0]).toBe(1);
    expect([...starts].sort((a, b) => a - b)).toEqual(starts);
    expect(step_of(0, starts)).toBe(0);
    expect(step_of(1000, starts)).toBe(5);
    expect(step_of(1, starts)).toBe(1);
    expect(step_starts(0)).toEqual([]);
    expect(step_of(1, step_starts(1))).toBe(5);
});

test("each step says its counts", () => {
    expect([0, 1, 2].map((index) => step_words([1, 2, 5], index))).toEqual([
        "1",
        "2–4",
        "5 and more",
    ]);
});
