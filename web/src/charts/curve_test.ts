// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { FindingChart } from "../api/client";
import { band_path, dots_of, line_path, time_marks, uncovered, value_axis } from "./curve";

const at = (hour: number) => new Date(Date.UTC(2009, 0, 24, hour)).toISOString();
const bin = (hour: number, hosts: number, exposure: number) => ({
    at: at(hour),
    hosts,
    loud: 0,
    exposure,
    judged: true,
});
const chart: FindingChart = {
    id: "tcp-445.growth.1",
    subject: "tcp/445",
    bin_seconds: 3600,
    bins: [bin(0, 10, 1), bin(1, 5, 0.5), bin(2, 3, 0.25), bin(3, 2, 0.25), bin(4, 12, 1)],
    curves: [],
    baseline: { level: 10, dispersion: 1, amplitude: 0, peak_hour: null, points: [] },
    forecasts: [],
    onset: null,
    coverage: [],
};

test("a linear axis begins at nothing and ends on a round mark", () => {
    const axis = value_axis("linear", 47);
    expect(axis.marks).toEqual([0, 10, 20, 30, 40, 50]);
    expect(axis.place(25)).toBeCloseTo(0.5);
    expect(axis.place(1000)).toBe(1);
});

test("on a log axis equal ratios are equally long, and nothing lies at the foot", () => {
    const axis = value_axis("log", 100);
    expect(axis.place(20) - axis.place(10)).toBeCloseTo(axis.place(80) - axis.place(40));
    expect(axis.place(0)).toBe(0);
    expect(axis.marks).toContain(1);
    expect(axis.marks).toContain(100);
});

test("hosts are divided by their exposure, and a bin that hardly anybody watched is blank", () => {
    // 5 hosts at half exposure stand for 10 at full; a quarter says too little.
    expect(dots_of(chart).map((dot) => dot.hosts)).toEqual([10, 10, null, null, 12]);
});

test("uncovered bins of one share are one span", () => {
    expect(uncovered(chart).map(({ from, to, share }) => [(to - from) / 3_600_000, share])).toEqual(
        [
            [1, 0.5],
            [2, 0.25],
        ],
    );
});

test("a line breaks at a gap", () => {
    const places = [
        { x: 0, y: 1 },
        { x: 1, y: null },
        { x: 2, y: 3 },
        { x: 3, y: 4 },
    ];
    expect(line_path(places)).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
    expect(band_path(places.slice(0, 1), places.slice(0, 1))).toBe("");
});

test("marks of time fall on the wall of the zone", () => {
    const from = Date.UTC(2009, 0, 24);
    const marks = time_marks(from, from + 3 * 86_400_000, "Asia/Kolkata", 4);
    // Midnight in India is 18:30 UTC the day before.
    expect(marks.map((mark) => new Date(mark).toISOString().slice(11, 16))).toEqual(
        marks.map(() => "18:30"),
    );
    expect(marks).toHaveLength(3);
});
