// SPDX-License-Identifier: Apache-2.0
// Who came when: scan and sleep inside a day where the console tells hours, sleep between days else (dormancy). Pure.
import type { Pictures } from "../api/client";

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
const widths_ms = [hour_ms, 3 * hour_ms, 6 * hour_ms];

export interface Raster {
    /** Start of the first and end of the last UTC day, milliseconds since 1970. */
    from: number;
    to: number;
    /** Of one cell, milliseconds. */
    cell_ms: number;
    cells: number;
    rows: {
        source: string;
        contacts: number;
        /** Places of the cells with a contact, from 0. */
        seen: number[];
        /** Cells before this one are not kept for this source. */
        known_from: number;
    }[];
    sources_not_shown: number;
}

/** Of a source the console keeps the 64 days up to its last one. */
export const days_kept = 64;

/** "1 h", "3 h", "6 h" or "1 UTC day": what one cell stands for. */
export function cell_words(raster: Raster): string {
    return raster.cell_ms === day_ms ? "1 UTC day" : `${raster.cell_ms / hour_ms} h`;
}

/** All rows in cells as narrow as the console tells them and `most_cells` allow; of days at most that many up to the last. */
export function raster_of(pictures: Pictures, most_cells: number): Raster {
    const { raster } = pictures;
    const place = (day: string) => Math.floor(Date.parse(`${day}T00:00:00Z`) / day_ms);
    const rows = raster.rows.map((row) => ({ ...row, at: row.days.map(place) }));
    const all = rows.flatMap((row) => row.at);
    const { sources_not_shown } = raster;
    if (all.length === 0)
        return { from: 0, to: 0, cell_ms: day_ms, cells: 0, rows: [], sources_not_shown };
    const last = Math.max(...all);
    const earliest = Math.min(...all);
    const told_ms = raster.cell_seconds * 1000;
    const span_ms = (last + 1 - earliest) * day_ms;
    const width = widths_ms.find((one) => one >= told_ms && span_ms / one <= most_cells);
    if (width) {
        const start = Date.parse(raster.cells_from);
        const from = earliest * day_ms;
        return {
            ...{ from, to: from + span_ms, cell_ms: width, cells: span_ms / width },
            rows: rows.map(({ source, contacts, cells }) => {
                const seen = cells.map((cell) =>
                    Math.floor((start + cell * told_ms - from) / width),
                );
                return { source, contacts, seen: [...new Set(seen)], known_from: 0 };
            }),
            sources_not_shown,
        };
    }
    const first = Math.max(earliest, last - most_cells + 1);
    return {
        ...{ from: first * day_ms, to: (last + 1) * day_ms },
        ...{ cell_ms: day_ms, cells: last - first + 1 },
        rows: rows.map((row) => ({
            source: row.source,
            contacts: row.contacts,
            seen: row.at.filter((day) => day >= first).map((day) => day - first),
            known_from: Math.max(0, Math.max(...row.at) - days_kept + 1 - first),
        })),
        sources_not_shown,
    };
}
