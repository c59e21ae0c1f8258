// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Pictures } from "../api/client";
import { cell_words, raster_of } from "./raster";

const row = (source: string, ...days: string[]) => ({
    ...{ source, country: "", contacts: days.length },
    ...{ first_seen: `${days[0]}T00:00:00Z`, last_seen: `${days.at(-1)}T00:00:00Z` },
    days,
    cells: [] as number[],
});
const of = (...rows: ReturnType<typeof row>[]) =>
    ({
        raster: {
            ...{ cells_from: "2009-01-24T00:00:00Z", cell_seconds: 86_400 },
            ...{ rows, sources_not_shown: 7 },
        },
    }) as unknown as Pictures;

test("scan and sleep inside a day show in cells of hours", () => {
    const told = of({
        ...row("192.0.2.1", "2009-01-24", "2009-01-25"),
        // 01:00, 02:00 and, after a sleep, 23:00; then 00:00 of the next day.
        cells: [1, 2, 23, 24],
    });
    told.raster.cell_seconds = 3600;
    const hours = raster_of(told, 168);
    expect([hours.cells, cell_words(hours)]).toEqual([48, "1 h"]);
    expect(hours.rows[0]?.seen).toEqual([1, 2, 23, 24]);
    expect(hours.to - hours.from).toBe(48 * 3_600_000);
    // A narrow screen has room for fewer: hours are put together, and at last days.
    const narrow = raster_of(told, 20);
    expect([narrow.cells, cell_words(narrow), narrow.rows[0]?.seen]).toEqual([
        16,
        "3 h",
        [0, 7, 8],
    ]);
    const days = raster_of(told, 7);
    expect([days.cells, cell_words(days), days.rows[0]?.seen]).toEqual([2, "1 UTC day", [0, 1]]);
});

test("each row has its days, from the first day of any to the last", () => {
    const raster = raster_of(
        of(
            row("192.0.2.1", "2009-01-24", "2009-01-25", "2009-02-01"),
            row("192.0.2.2", "2009-01-26"),
        ),
        100,
    );
    expect([raster.cells, cell_words(raster)]).toEqual([9, "1 UTC day"]);
    expect(raster.from).toBe(Date.UTC(2009, 0, 24));
    expect(raster.to).toBe(Date.UTC(2009, 1, 2));
    expect(raster.rows.map((one) => one.seen)).toEqual([[0, 1, 8], [2]]);
    expect(raster.rows.map((one) => one.known_from)).toEqual([0, 0]);
    expect(raster.sources_not_shown).toBe(7);
});

test("days that do not fit are the early ones, and days that are not kept are told", () => {
    const long = of(row("192.0.2.1", "2009-01-01", "2009-01-20"), row("192.0.2.2", "2009-03-31"));
    const cut = raster_of(long, 30);
    expect(cut.cells).toBe(30);
    expect(cut.from).toBe(Date.UTC(2009, 2, 2));
    expect(cut.rows.map((one) => one.seen)).toEqual([[], [29]]);
    // 90 days from 1 January to 31 March; of the second source 64 are kept, the first 26 are not.
    expect(raster_of(long, 100).cells).toBe(90);
    expect(raster_of(long, 100).rows[1]?.known_from).toBe(26);
    expect(raster_of(of(), 10).rows).toEqual([]);
});
