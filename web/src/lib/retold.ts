// SPDX-License-Identifier: Apache-2.0
// Times inside sentences that judgements wrote, told in the reader's zone. They stand there as the console's own zone shows them,
// "Tue 2013-03-05 1:19 PM UTC"; those in another zone than UTC name it, and stay.
import { offset_of } from "./time";

const written =
    /\b(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) (\d{4}-\d{2}-\d{2}) (\d{1,2}):(\d{2}) ([AP])M UTC\b/g;

/** "Tue 2013-03-05 2:19 PM UTC+1". */
function told(at_ms: number, zone: string): string {
    const found: Record<string, string> = {};
    const parts = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        weekday: "short",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "numeric",
        minute: "2-digit",
        hour12: true,
    }).formatToParts(at_ms);
    for (const part of parts) found[part.type] = part.value;
    const day = `${found["weekday"]} ${found["year"]}-${found["month"]}-${found["day"]}`;
    const clock = `${found["hour"]}:${found["minute"]} ${found["dayPeriod"]}`;
    return `${day} ${clock} ${offset_of(zone, at_ms)}`;
}

export function retold(sentence: string, zone: string): string {
    return sentence.replaceAll(
        written,
        (words: string, day: string, hour: string, minute: string, half: string) => {
            const hours = (Number(hour) % 12) + (half === "P" ? 12 : 0);
            const at = Date.parse(`${day}T${String(hours).padStart(2, "0")}:${minute}:00Z`);
            return Number.isNaN(at) ? words : told(at, zone);
        },
    );
}
