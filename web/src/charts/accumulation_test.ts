// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Contact } from "../api/client";
import { accumulation_of, shares_of } from "./accumulation";

const contact = (source: string, hour: number): Contact => ({
    id: `${source}-${hour}`,
    kind: "contact",
    seen_at: new Date(Date.UTC(2009, 0, 24, hour)).toISOString(),
    source,
});

// a at 0 h and 30 h, b at 1 h, c at 47 h: by hand, bins of 1 h.
const contacts = [contact("c", 47), contact("a", 30), contact("b", 1), contact("a", 0)];

test("what accumulated never falls, and who was silent for a day is active no more", () => {
    const { points, bin_ms } = accumulation_of(contacts, 48, true);
    expect(bin_ms).toBe(3_600_000);
    expect(points).toHaveLength(48);
    const after = (hour: number) => points[hour - 1];
    expect(after(1)).toMatchObject({ cumulative: 1, active: 1 });
    expect(after(2)).toMatchObject({ cumulative: 2, active: 2 });
    // At 24 h a was seen exactly 24 h ago and still counts (C-11); at 25 h it does not, and b does.
    expect(after(24)).toMatchObject({ cumulative: 2, active: 2 });
    expect(after(25)).toMatchObject({ cumulative: 2, active: 1 });
    expect(after(26)).toMatchObject({ cumulative: 2, active: 0 });
    expect(after(31)).toMatchObject({ cumulative: 2, active: 1 });
    expect(after(48)).toMatchObject({ cumulative: 3, active: 2 });
    for (const [index, point] of points.entries())
        expect(point.cumulative).toBeGreaterThanOrEqual(points[index - 1]?.cumulative ?? 0);
});

test("who was active before the first contact that was given is not known, and not said", () => {
    const { points } = accumulation_of(contacts, 48, false);
    expect(points[22]?.active).toBeNull();
    expect(points[23]?.active).toBe(2);
    expect(accumulation_of([], 48, false).points).toEqual([]);
});

test("each source counts once a bin, small classes stand together, unknown comes last", () => {
    const class_of = new Map([
        ["a", "consumer"],
        ["b", "hosting"],
        ["c", "unknown"],
        ["d", "consumer"],
    ]);
    const shares = shares_of(
        [...contacts, contact("a", 0), contact("d", 1), contact("e", 1)],
        class_of,
        48,
        1,
    );
    expect(shares.classes).toEqual(["consumer", "other classes", "unknown"]);
    expect(shares.bins[0]).toMatchObject({ sources: 1, counts: [1, 0, 0] });
    expect(shares.bins[1]).toMatchObject({ sources: 2, counts: [1, 1, 0] });
    expect(shares.bins[2]).toMatchObject({ sources: 0, counts: [0, 0, 0] });
    expect(shares.bins[47]).toMatchObject({ sources: 1, counts: [0, 0, 1] });
    expect(shares.without).toBe(1);
});
