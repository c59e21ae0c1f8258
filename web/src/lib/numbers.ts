// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them. A share below one is never rounded up to 100 %, nor one above none down to 0 %.

const grouped = new Intl.NumberFormat("en");

export function count(value: number): string {
    return grouped.format(value);
}

/** "1 contact", "2 contacts". */
export function counted(value: number, one: string, many = `${one}s`): string {
    return `${count(value)} ${value === 1 ? one : many}`;
}

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value: number): string {
    let unit = 0;
    let scaled = value;
    while (scaled >= 1024 && unit < units.length - 1) {
        scaled /= 1024;
        unit += 1;
    }
    const digits = unit === 0 || scaled >= 100 ? 0 : 1;
    return `${scaled.toFixed(digits)} ${units[unit]}`;
}

export function percent(share: number): string {
    if (share <= 0) return "0 %";
    if (share >= 1) return "100 %";
    const value = share * 100;
    if (value < 1) return "< 1 %";
    return value >= 99 ? `${(Math.floor(value * 10) / 10).toFixed(1)} %` : `${Math.round(value)} %`;
}

/** A span in a unit that people use for it: "90 s", "5 min", "1 h", "24 h", "7 d". */
export function span(seconds: number): string {
    const value = Math.max(0, seconds);
    if (value >= 172_800) return `${trimmed(value / 86_400)} d`;
    if (value >= 7_200 || value === 3_600) return `${trimmed(value / 3_600)} h`;
    if (value >= 120) return `${trimmed(value / 60)} min`;
    return `${trimmed(value)} s`;
}

function trimmed(value: number): string {
    return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}
