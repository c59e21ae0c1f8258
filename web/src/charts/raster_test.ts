// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Contact } from "../api/client";
import { families_of, funnel_of, raster_of } from "./raster";

const contact = (source: string, hour: number, more: Partial<Contact> = {}): Contact => ({
    id: `${source}-${hour}`,
    kind: "contact",
    seen_at: new Date(Date.UTC(2009, 0, 24, hour)).toISOString(),
    source,
    ...more,
});

test("a source that returns comes before one that came once, and each bin has its contacts", () => {
    const raster = raster_of(
        [contact("a", 0), contact("b", 2), contact("b", 2), contact("a", 47, { count: 3 })],
        10,
        48,
    );
    expect(raster.bin_ms).toBe(3_600_000);
    expect(raster.rows.map((row) => [row.source, row.total])).toEqual([
        ["a", 4],
        ["b", 2],
    ]);
    expect(raster.rows[0]?.counts[0]).toBe(1);
    expect(raster.rows[0]?.counts[47]).toBe(3);
    expect(raster.rows[1]?.counts[2]).toBe(2);
});

test("rows that do not fit are counted", () => {
    const many = Array.from({ length: 12 }, (_, index) => contact(`s${index}`, index));
    expect(raster_of(many, 10, 48).sources_not_shown).toBe(2);
    expect(raster_of([], 10, 48).rows).toEqual([]);
});

test("the funnel counts sources by the furthest that each got", () => {
    const steps = funnel_of([
        contact("a", 0, { stage: "probe" }),
        contact("a", 1, { stage: "exploit_attempt" }),
        contact("b", 0, { stage: "probe" }),
        contact("c", 0),
    ]);
    const reached = Object.fromEntries(steps.map((step) => [step.stage, step.reached]));
    expect(reached).toMatchObject({ none: 3, probe: 2, exploit_attempt: 1, payload_delivery: 0 });
});

test("corrupted copies of one payload are one family", () => {
    const families = families_of([
        contact("a", 0, { similarity: "77", first_bytes_sha256: "01" }),
        contact("b", 1, { similarity: "77", first_bytes_sha256: "02" }),
        contact("b", 2, { first_bytes_sha256: "03" }),
        contact("c", 2),
    ]);
    expect(
        families.map(({ key, copies, variants, sources }) => [key, copies, variants, sources]),
    ).toEqual([
        ["77", 2, 2, 2],
        ["03", 1, 1, 1],
    ]);
});
