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

/** Sources by time: those with the longest span between first and last come first, for sleep shows only in them. */
export function raster_of(contacts: Contact[], most_rows: number, most_bins: number): Raster {
    const times = contacts.map((one) => Date.parse(one.seen_at));
    const from = Math.min(...times);
    const to = Math.max(...times) + 1;
    const hour = 3_600_000;
    const widths = [hour / 12, hour / 4, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour];
    const bin_ms = widths.find((width) => (to - from) / width <= most_bins) ?? 24 * hour;
    const start = Math.floor(from / bin_ms) * bin_ms;
    const bins = contacts.length > 0 ? Math.floor((to - 1 - start) / bin_ms) + 1 : 0;
    const found = new Map<string, Raster["rows"][number] & { first: number; last: number }>();
    contacts.forEach((one, index) => {
        const at = times[index] ?? from;
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
