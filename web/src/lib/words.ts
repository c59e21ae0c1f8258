// SPDX-License-Identifier: Apache-2.0
// Sentences that the first page says. Pure, so that a test can hold each to its wording.
import type { Coverage, Interval, Now } from "../api/client";
import { count, counted, percent, span } from "./numbers";
import { signal_words } from "./signal";
import { minute_time } from "./time";

const day_ms = 86_400_000;

/** "coverage 97 % of 24 h, 1 sensor". */
export function coverage_words(coverage: Coverage, window_seconds: number): string {
    if (!coverage.known || coverage.share === null) {
        return `coverage of ${span(window_seconds)} not known: no heartbeats, so nothing can be said about gaps`;
    }
    return `coverage ${percent(coverage.share)} of ${span(window_seconds)}, ${counted(coverage.sensors, "sensor")}`;
}

export function headline_subject(now: Now): string {
    return `New hosts on ${signal_words(now.signal)}`;
}

/** The API's sentence with a dash between the limits, as numbers are set: "every 5.0 min (4.5–5.6)". While all hosts are
 * new, there is no interval to tell (C-11), only how many came. */
export function interval_words(interval: Interval, warming: boolean): string {
    if (warming && interval.mean_seconds === null)
        return `${counted(interval.count, "host")} so far`;
    return interval.sentence.replace(/(\d)\s*-\s*(\d)/g, "$1–$2");
}

/** "288 in 24 h, 95 % interval". */
export function interval_basis(interval: Interval): string {
    const basis = `${count(interval.count)} in ${span(interval.window_seconds)}`;
    return interval.mean_seconds === null ? basis : `${basis}, 95 % interval`;
}

/** Why no interval is told yet: the first day, or a hole in the coverage of the last one. */
export function warming_words(now: Now, zone: string): string {
    const until = now.warm_at ? minute_time(now.warm_at, zone) : "a day has been seen";
    const seen_ms = now.first_event ? Date.parse(now.at) - Date.parse(now.first_event) : 0;
    return seen_ms > day_ms
        ? `after a hole in the coverage a returning host cannot be told from a new one until ${until}`
        : `first 24 h: every host is new until ${until}`;
}

/** Share of sources whose country is not known; 0 where there are no sources. */
export function unknown_share(countries: Now["countries"]): number {
    const total = countries.rows.reduce((sum, row) => sum + row.sources, 0);
    const unknown = countries.rows
        .filter((row) => !row.country)
        .reduce((sum, row) => sum + row.sources, 0);
    return total > 0 ? unknown / total : 0;
}
