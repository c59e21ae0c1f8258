// SPDX-License-Identifier: Apache-2.0
// Contacts of a stretch of time in three pictures: who came when (dormancy), how far they got, and with what. Pure, and
// honest about what they were made of: the latest contacts that the console gave, not all there ever were.
import type { Contact } from "../api/client";

export interface Raster {
    from: number;
    to: number;
    bin_ms: number;
    bins: number;
    rows: { source: string; country: string; counts: number[]; total: number }[];
    sources_not_shown: number;
}

const hour = 3_600_000;
const widths = [hour / 12, hour / 4, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour];

export interface TimeBins {
    /** A round instant at or before the first contact. */
    start: number;
    bin_ms: number;
    bins: number;
}

/** Bins of a round width that hold all of the times, at most `most_bins` where days are narrow enough. */
export function time_bins(times: number[], most_bins: number): TimeBins {
    let [from, to] = [Infinity, -Infinity];
    for (const at of times) [from, to] = [Math.min(from, at), Math.max(to, at + 1)];
    if (times.length === 0) return { start: 0, bin_ms: hour, bins: 0 };
    const bin_ms = widths.find((width) => (to - from) / width <= most_bins) ?? 24 * hour;
    const start = Math.floor(from / bin_ms) * bin_ms;
    return { start, bin_ms, bins: Math.floor((to - 1 - start) / bin_ms) + 1 };
}

/** Sources by time: those with the longest span between first and last come first, for sleep shows only in them. */
export function raster_of(contacts: Contact[], most_rows: number, most_bins: number): Raster {
    const times = contacts.map((one) => Date.parse(one.seen_at));
    const { start, bin_ms, bins } = time_bins(times, most_bins);
    const found = new Map<string, Raster["rows"][number] & { first: number; last: number }>();
    contacts.forEach((one, index) => {
        const at = times[index] ?? start;
        const source = one.source ?? "";
        let row = found.get(source);
        if (!row) {
            const counts = Array.from({ length: bins }, () => 0);
            row = { source, country: one.country ?? "", counts, total: 0, first: at, last: at };
            found.set(source, row);
        }
        const bin = Math.floor((at - start) / bin_ms);
        row.counts[bin] = (row.counts[bin] ?? 0) + (one.count ?? 1);
        row.total += one.count ?? 1;
        row.first = Math.min(row.first, at);
        row.last = Math.max(row.last, at);
    });
    const sorted = [...found.values()].sort(
        (a, b) => b.last - b.first - (a.last - a.first) || b.total - a.total,
    );
    return {
        from: start,
        to: start + bins * bin_ms,
        bin_ms,
        bins,
        rows: sorted
            .slice(0, most_rows)
            .map(({ source, country, counts, total }) => ({ source, country, counts, total })),
        sources_not_shown: Math.max(0, sorted.length - most_rows),
    };
}

/** From least to furthest, as docs/formats/events.md orders them. */
export const stages = [
    "none",
    "scan",
    "probe",
    "enumeration",
    "brute_force",
    "exploit_attempt",
    "payload_delivery",
] as const;

export interface FunnelStep {
    stage: string;
    /** Sources whose furthest stage is this one or a later one. */
    reached: number;
}

/** How many sources got at least that far. */
export function funnel_of(contacts: Contact[]): FunnelStep[] {
    const furthest = new Map<string, number>();
    for (const one of contacts) {
        const stage = stages.findIndex((name) => name === (one.stage ?? "none"));
        const source = one.source ?? "";
        furthest.set(source, Math.max(furthest.get(source) ?? 0, stage));
    }
    const ranks = [...furthest.values()];
    return stages.map((stage, rank) => ({
        stage,
        reached: ranks.filter((one) => one >= rank).length,
    }));
}

export interface Family {
    /** Similarity key where there is one: corrupted copies of one payload share it; else the hash of the first bytes. */
    key: string;
    copies: number;
    variants: number;
    sources: number;
    example: Contact;
}

/** Payloads that are alike, the most frequent first. */
export function families_of(contacts: Contact[]): Family[] {
    const found = new Map<string, Contact[]>();
    for (const one of contacts) {
        const key = one.similarity || one.first_bytes_sha256;
        if (!key) continue;
        const family = found.get(key) ?? [];
        family.push(one);
        found.set(key, family);
    }
    const families: Family[] = [];
    for (const [key, members] of found) {
        const example = members[0];
        if (!example) continue;
        families.push({
            key,
            copies: members.length,
            variants: new Set(members.map((one) => one.first_bytes_sha256)).size,
            sources: new Set(members.map((one) => one.source)).size,
            example,
        });
    }
    return families.sort((a, b) => b.copies - a.copies);
}
