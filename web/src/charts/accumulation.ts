// SPDX-License-Identifier: Apache-2.0
// How many sources there were up to a time, beside how many of them were still active (C-15), and which classes of networks they
// were of (C-58). Pure, and of the contacts that were given alone.
//
// Cumulative  distinct sources from the first contact on; it never falls.
// Active      of these: seen in the 24 h before. Where contacts before the first one were not given, it is not known for the
//             first 24 h, and said to be so.
// Shares      distinct sources per bin by class; a source whose class was not looked up is counted apart.
import type { Contact } from "../api/client";
import { time_bins } from "./raster";

const day_ms = 86_400_000;

export interface AccumulationPoint {
    /** End of the bin, milliseconds since 1970. */
    at: number;
    cumulative: number;
    active: number | null;
}

export interface Accumulation {
    from: number;
    to: number;
    bin_ms: number;
    points: AccumulationPoint[];
}

/** `whole`: there are no contacts before those given. */
export function accumulation_of(
    contacts: Contact[],
    most_bins: number,
    whole: boolean,
): Accumulation {
    const seen = contacts
        .map((one) => ({ at: Date.parse(one.seen_at), source: one.source ?? "" }))
        .sort((a, b) => a.at - b.at);
    const { start, bin_ms, bins } = time_bins(
        seen.map(({ at }) => at),
        most_bins,
    );
    const first = seen[0]?.at ?? 0;
    const last_seen = new Map<string, number>();
    const points: AccumulationPoint[] = [];
    let next = 0;
    for (let bin = 1; bin <= bins; bin += 1) {
        const end = start + bin * bin_ms;
        for (let one = seen[next]; one && one.at < end; one = seen[next]) {
            last_seen.set(one.source, one.at);
            next += 1;
        }
        let active = 0;
        for (const at of last_seen.values()) if (at >= end - day_ms) active += 1;
        points.push({
            at: end,
            cumulative: last_seen.size,
            active: whole || end - day_ms >= first ? active : null,
        });
    }
    return { from: start, to: start + bins * bin_ms, bin_ms, points };
}

export const unknown_class = "unknown";
export const other_classes = "other classes";

export interface Shares {
    from: number;
    to: number;
    bin_ms: number;
    /** From the foot of the stack up: the largest first, then the others together, then unknown. */
    classes: string[];
    bins: { at: number; sources: number; counts: number[] }[];
    /** Distinct sources whose class was not looked up: they are in no bin. */
    without: number;
}

/** Classes by bin; at most `most_classes` stand by name. */
export function shares_of(
    contacts: Contact[],
    class_of: ReadonlyMap<string, string>,
    most_bins: number,
    most_classes: number,
): Shares {
    const times = contacts.map((one) => Date.parse(one.seen_at));
    const { start, bin_ms, bins } = time_bins(times, most_bins);
    const by_bin = Array.from({ length: bins }, () => new Map<string, string>());
    const sources = new Map<string, string>();
    const without = new Set<string>();
    contacts.forEach((one, index) => {
        const source = one.source ?? "";
        const name = class_of.get(source);
        if (name === undefined) {
            without.add(source);
            return;
        }
        sources.set(source, name);
        by_bin[Math.floor(((times[index] ?? start) - start) / bin_ms)]?.set(source, name);
    });
    const totals = new Map<string, number>();
    for (const name of sources.values()) totals.set(name, (totals.get(name) ?? 0) + 1);
    const known = [...totals]
        .filter(([name]) => name !== unknown_class)
        .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
        .map(([name]) => name);
    const named = known.slice(0, most_classes);
    const classes = [
        ...named,
        ...(known.length > named.length ? [other_classes] : []),
        ...(totals.has(unknown_class) ? [unknown_class] : []),
    ];
    const place = (name: string) => classes.indexOf(classes.includes(name) ? name : other_classes);
    return {
        from: start,
        to: start + bins * bin_ms,
        bin_ms,
        classes,
        bins: by_bin.map((found, bin) => {
            const counts = classes.map(() => 0);
            for (const name of found.values()) {
                const at = place(name);
                counts[at] = (counts[at] ?? 0) + 1;
            }
            return { at: start + bin * bin_ms, sources: found.size, counts };
        }),
        without: without.size,
    };
}
