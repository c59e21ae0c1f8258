// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Pictures } from "../api/client";
import { accumulation_of, shares_of } from "./accumulation";

const bin = (hour: number, cumulative: number, by_class: number[]) => ({
    at: new Date(Date.UTC(2009, 0, 24, hour)).toISOString(),
    sources: by_class.reduce((sum, one) => sum + one, 0),
    cumulative,
    by_class,
});

const pictures = {
    ...{ signal: "tcp/445", simulated: false, contacts: 9, sources: 6, bin_seconds: 43_200 },
    ...{ from: "2009-01-24T00:00:00Z", to: "2009-01-26T01:00:00Z", networks_known: true },
    classes: ["unknown", "consumer", "mobile", "hosting"],
    arrivals: [
        bin(0, 3, [1, 2, 0, 0]),
        bin(12, 3, [0, 0, 0, 0]),
        bin(24, 5, [0, 1, 0, 1]),
        bin(36, 5, [0, 0, 0, 0]),
        bin(48, 6, [0, 0, 1, 0]),
    ],
    active_days: [
        { day: "2009-01-25", sources: 4 },
        { day: "2009-01-26", sources: 2 },
    ],
} as unknown as Pictures;

test("what accumulated is told at each bin's end, who was active for its UTC day", () => {
    const { points, from, to } = accumulation_of(pictures);
    expect(from).toBe(Date.UTC(2009, 0, 24));
    expect(to).toBe(Date.UTC(2009, 0, 26, 12));
    expect(points.map(({ cumulative, active }) => [cumulative, active])).toEqual([
        [3, null],
        [3, null],
        [5, 4],
        [5, 4],
        [6, 2],
    ]);
    expect(points[0]?.at).toBe(Date.UTC(2009, 0, 24, 12));
});

test("a day without anybody between days that were counted is nobody, one before them not known", () => {
    const quiet = { ...pictures, active_days: [{ day: "2009-01-24", sources: 3 }] };
    expect(accumulation_of(quiet).points.map((one) => one.active)).toEqual([3, 3, 0, 0, 0]);
    const uncounted = { ...pictures, active_days: [] };
    expect(accumulation_of(uncounted).points.map((one) => one.active)).toEqual([
        null,
        null,
        null,
        null,
        null,
    ]);
});

test("small classes stand together, unknown comes last, and no source is lost", () => {
    const shares = shares_of(pictures, 1);
    expect(shares.classes).toEqual(["consumer", "other classes", "unknown"]);
    expect(shares.bins[0]).toMatchObject({ sources: 3, counts: [2, 0, 1] });
    expect(shares.bins[1]).toMatchObject({ sources: 0, counts: [0, 0, 0] });
    expect(shares.bins[2]).toMatchObject({ sources: 2, counts: [1, 1, 0] });
    expect(shares.bins[4]).toMatchObject({ sources: 1, counts: [0, 1, 0] });
    const drawn = shares.bins.flatMap((one) => one.counts).reduce((sum, one) => sum + one, 0);
    expect(drawn).toBe(pictures.sources);
});
