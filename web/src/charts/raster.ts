// SPDX-License-Identifier: Apache-2.0
// Who came on which days: sleep between visits shows only in those who were there long (dormancy). Pure.
import type { Pictures } from "../api/client";

const day_ms = 86_400_000;

export interface Raster {
    /** Start of the first and end of the last UTC day, milliseconds since 1970. */
    from: number;
    to: number;
    days: number;
    rows: {
        source: string;
        contacts: number;
        /** Places of the days with a contact, from 0. */
        seen: number[];
        /** Days before this one are not kept for this source. */
        known_from: number;
    }[];
    sources_not_shown: number;
}

/** Of a source the console keeps the 64 days up to its last one. */
export const days_kept = 64;

/** The days of all rows, at most `most_days` up to the last of them. */
export function raster_of(pictures: Pictures, most_days: number): Raster {
    const place = (day: string) => Math.floor(Date.parse(`${day}T00:00:00Z`) / day_ms);
    const rows = pictures.raster.rows.map((row) => ({ ...row, at: row.days.map(place) }));
    const all = rows.flatMap((row) => row.at);
    if (all.length === 0)
        return {
            ...{ from: 0, to: 0, days: 0, rows: [] },
            sources_not_shown: pictures.raster.sources_not_shown,
        };
    const last = Math.max(...all);
    const first = Math.max(Math.min(...all), last - most_days + 1);
    return {
        from: first * day_ms,
        to: (last + 1) * day_ms,
        days: last - first + 1,
        rows: rows.map((row) => ({
            source: row.source,
            contacts: row.contacts,
            seen: row.at.filter((day) => day >= first).map((day) => day - first),
            known_from: Math.max(0, Math.max(...row.at) - days_kept + 1 - first),
        })),
        sources_not_shown: pictures.raster.sources_not_shown,
    };
}
