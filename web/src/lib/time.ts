// SPDX-License-Identifier: Apache-2.0
// Instants in a named zone. The API speaks UTC; every time on a page is shown in the viewer's zone or a chosen one, and
// every place that shows times names it.

const formats = new Map<string, Intl.DateTimeFormat>();

function format_of(zone: string): Intl.DateTimeFormat {
    let format = formats.get(zone);
    if (!format) {
        format = new Intl.DateTimeFormat("en-GB", {
            timeZone: zone,
            hourCycle: "h23",
            year: "numeric",
            month: "2-digit",
            day: "2-digit",
            hour: "2-digit",
            minute: "2-digit",
            second: "2-digit",
        });
        formats.set(zone, format);
    }
    return format;
}

export interface ClockParts {
    date: string;
    clock: string;
    seconds: string;
}

/** Date, hours and minutes, and seconds of an instant (milliseconds since 1970) on the wall of `zone`. */
export function clock_parts(at_ms: number, zone: string): ClockParts {
    const found: Record<string, string> = {};
    for (const part of format_of(zone).formatToParts(at_ms)) found[part.type] = part.value;
    return {
        date: `${found["year"]}-${found["month"]}-${found["day"]}`,
        clock: `${found["hour"]}:${found["minute"]}`,
        seconds: found["second"] ?? "00",
    };
}

/** "2026-11-22 03:04:05", or a dash where the text is no time. */
export function date_time(text: string | null | undefined, zone: string): string {
    const at = Date.parse(text ?? "");
    if (Number.isNaN(at)) return "–";
    const parts = clock_parts(at, zone);
    return `${parts.date} ${parts.clock}:${parts.seconds}`;
}

/** The same with the fraction of a second that the text has, to the nanosecond. */
export function exact_time(text: string | null | undefined, zone: string): string {
    const fraction = /\.\d+/.exec(text ?? "")?.[0] ?? "";
    return date_time(text, zone) + fraction;
}

/** "03:04:05", for lists of what happened just now. */
export function clock_time(text: string | null | undefined, zone: string): string {
    return date_time(text, zone).slice(-8);
}

/** "2026-11-22 03:04". */
export function minute_time(text: string | null | undefined, zone: string): string {
    return date_time(text, zone).slice(0, 16);
}

/** Distance of a zone from UTC at an instant, as "UTC", "UTC+1" or "UTC+5:30". */
export function offset_of(zone: string, at_ms: number): string {
    const name = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" })
        .formatToParts(at_ms)
        .find((part) => part.type === "timeZoneName")?.value;
    return (name ?? "GMT").replace("GMT", "UTC").replace(/^UTC[+-]0$/, "UTC");
}

/** "Europe/Berlin (UTC+1)", or plain "UTC". */
export function zone_label(zone: string, at_ms: number): string {
    return zone === "UTC" ? "UTC" : `${zone} (${offset_of(zone, at_ms)})`;
}

export function is_zone(name: string): boolean {
    try {
        return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
    } catch {
        return false;
    }
}

/** Present names of zones that browsers still list under an older one (Asia/Calcutta), from the tz database's backward. */
const present_names = [
    "Africa/Asmara",
    "America/Argentina/Buenos_Aires",
    "America/Atikokan",
    "America/Indiana/Indianapolis",
    "America/Kentucky/Louisville",
    "America/Nuuk",
    "Asia/Ho_Chi_Minh",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Yangon",
    "Atlantic/Faroe",
    "Europe/Kyiv",
    "Pacific/Chuuk",
    "Pacific/Kanton",
    "Pacific/Pohnpei",
];

/** Every zone that can be chosen, UTC first. */
export function zone_names(): string[] {
    const names = new Set([
        ...Intl.supportedValuesOf("timeZone"),
        ...present_names.filter(is_zone),
    ]);
    names.delete("UTC");
    return ["UTC", ...[...names].sort()];
}

export function viewer_zone(): string {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Seconds from `text` to `now_ms`; undefined where the text is no time. */
export function age_seconds(text: string | null | undefined, now_ms: number): number | undefined {
    const at = Date.parse(text ?? "");
    return Number.isNaN(at) ? undefined : (now_ms - at) / 1000;
}
