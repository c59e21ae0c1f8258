// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Sensor } from "../api/client";
import { check_law } from "./law";

function sensor(counters: Record<string, number>, open_connections = 0): Sensor {
    return {
        name: "alpha",
        up: true,
        last_heartbeat: null,
        version: "",
        listeners: 0,
        listeners_failed: 0,
        open_connections,
        signals: [],
        counters: Object.entries(counters).map(([name, value]) => ({ name, value })),
        reach: [],
        events: 0,
    };
}

test("the law holds when accepted is the sum", () => {
    // 90 + 3 + 5 + 2 = 100
    const law = check_law(
        sensor({ accepted: 100, reported: 90, open: 3, aggregated: 5, refused: 2 }),
    );
    expect(law).toMatchObject({ known: true, sum: 100, holds: true });
});

test("one contact lost breaks it", () => {
    expect(
        check_law(sensor({ accepted: 101, reported: 90, open: 3, aggregated: 5, refused: 2 }))
            .holds,
    ).toBe(false);
});

test("reasons are added where there is no total, and not added twice where there is", () => {
    expect(check_law(sensor({ accepted: 7, refused_memory: 3, refused_total: 4 })).sum).toBe(7);
    expect(check_law(sensor({ accepted: 7, aggregated: 7, aggregated_per_source: 7 })).sum).toBe(7);
});

test("what is open comes from the heartbeat where no counter says it", () => {
    expect(check_law(sensor({ accepted: 4 }, 4)).holds).toBe(true);
});

test("without accepted nothing is claimed", () => {
    expect(check_law(sensor({ reported: 4 }))).toMatchObject({ known: false, holds: false });
});
