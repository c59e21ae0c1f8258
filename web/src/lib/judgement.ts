// SPDX-License-Identifier: Apache-2.0
// Findings in words and numbers, grouped for reading: pure functions.
import type { Alarm, Attribution, Finding, FindingNumber } from "../api/client";
import { count, percent, span } from "./numbers";
import { link_to } from "./route";
import { minute_time } from "./time";

export const questions = [
    "growth",
    "onset",
    "persistence",
    "agreement",
    "worm_ladder",
    "dormancy",
    "attribution",
] as const;
export type Question = (typeof questions)[number];

export const question_words: Record<Question, string> = {
    growth: "Does it grow, and how?",
    onset: "Since when?",
    dormancy: "Do the hosts sleep?",
    attribution: "Whose hosts grew?",
    persistence: "Did it go on?",
    agreement: "In every class of sensors?",
    worm_ladder: "How much like a worm?",
};

/** The standing finding of each question. */
export function standing_by_question(findings: Finding[]): Partial<Record<Question, Finding>> {
    const found: Partial<Record<Question, Finding>> = {};
    for (const one of findings) if (one.state === "standing") found[one.question] ??= one;
    return found;
}

/** Subjects with their standing findings, the one judged last first. */
export function by_subject(findings: Finding[]): { subject: string; findings: Finding[] }[] {
    const groups = new Map<string, Finding[]>();
    for (const one of findings) {
        const group = groups.get(one.subject) ?? [];
        group.push(one);
        groups.set(one.subject, group);
    }
    const latest = (group: Finding[]) => Math.max(...group.map((one) => Date.parse(one.judged_at)));
    return [...groups]
        .map(([subject, group]) => ({ subject, findings: group }))
        .sort((a, b) => latest(b.findings) - latest(a.findings));
}

function one_number(value: number, unit: string, zone: string): string {
    if (unit === "ms") return minute_time(new Date(value).toISOString(), zone);
    if (unit === "share") return percent(value);
    if (unit === "h") return span(value * 3600);
    const rounded =
        Math.abs(value) >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
    return unit ? `${rounded} ${unit.replace("h2", "h²")}` : rounded;
}

/** "6.2 h (4.9 h – 8.1 h)"; limits that are not known are said to be so. */
export function number_words(number: FindingNumber, zone: string): string {
    if (number.value === null) return "not known";
    const say = (value: number | null) =>
        value === null ? "unbounded" : one_number(value, number.unit, zone);
    const value = one_number(number.value, number.unit, zone);
    if (number.low === null && number.high === null) return `${value}, limits not known`;
    return `${value} (${say(number.low)} – ${say(number.high)})`;
}

const number_names: Record<string, string> = {
    doubling_h: "Doubling time",
    slope_hosts_per_h2: "Slope",
    level_hosts_per_h: "Level",
    onset: "Onset",
    excess: "Hosts above the baseline",
    hours_above: "Hours above the baseline",
    hours_observed: "Hours observed",
};

export function number_name(name: string): string {
    const known = number_names[name];
    if (known) return known;
    const words = name.replaceAll("_", " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where the contacts of a finding's window are listed. */
export function window_link(finding: Finding): string {
    const signal = finding.subject.includes("/") ? finding.subject : "";
    return link_to("contacts", "", {
        signal,
        from: finding.window.from,
        to: finding.window.to,
    });
}

const reasons: Record<string, string> = {
    first: "first judgement",
    verdict: "another verdict",
    interval: "the estimate moved",
    method: "a newer method",
    late_events: "late events came in",
    reason: "refused for another reason",
    window: "of another time",
    longer: "of a longer time",
    rise_confirmed: "the rise was confirmed",
};

/** Why a finding took the place of the one before it. */
export function reason_words(finding: Finding): string {
    return reasons[finding.why] ?? finding.why;
}

/** What corroboration is asked about: when it rose, and from when on others would have to have seen it. */
export interface Rise {
    at: string;
    from: string;
    to: string;
}

/** The rise that an onset finding states; from the beginning of that UTC day on, because others' data are of whole days. */
export function rise_of(findings: Finding[]): Rise | undefined {
    for (const one of findings) {
        if (one.question !== "onset" || one.verdict !== "rise") continue;
        const at = one.numbers.find((number) => number.name === "onset")?.value;
        if (at === null || at === undefined) continue;
        const day_ms = 86_400_000;
        return {
            at: new Date(at).toISOString(),
            from: new Date(Math.floor(at / day_ms) * day_ms).toISOString(),
            to: one.window.to,
        };
    }
    return undefined;
}

/** Where the contacts are listed that an alarm's sentence speaks of: from its opening to its end, or until now. */
export function alarm_link(alarm: Alarm): string {
    return link_to("contacts", "", {
        signal: alarm.subject.includes("/") ? alarm.subject : "",
        source: alarm.source ?? "",
        from: alarm.opened,
        to: alarm.closed ?? "",
    });
}

type Group = Pick<Attribution["groups"][number], "name" | "unknown">;

/** The filters of the sources' list that name a group; nothing where the list knows no such filter, as for the rest. */
export function group_filter(by: string, group: Group): Record<string, string> | undefined {
    if (group.name === "rest") return undefined;
    // "unknown/asia" is unknown, and its region is not.
    const name = group.unknown && !group.name.includes("/") ? "unknown" : group.name;
    switch (by) {
        case "country":
            return { country: /^(EU|AP) /.test(name) ? name.slice(0, 2) : name };
        case "as":
            return { as: /^AS\d+/.exec(name)?.[0] ?? "unknown" };
        case "class":
            return { class: name };
        case "region":
            return { continent: name };
        case "class_region": {
            if (name === "unknown") return { class: "unknown", continent: "unknown" };
            const [kind = "", continent = ""] = name.split("/");
            return { class: kind, continent };
        }
        case "registry":
            return { registry: name.toLowerCase().replaceAll(" ", "_") };
        default:
            return undefined;
    }
}

/** Where the numbers of an attribution come from: hosts of its window, hosts of its baseline, and the shares themselves. Of a group
 *  that the list can be filtered by, its own hosts; else all. */
export function attribution_links(
    value: Attribution,
    signal: string,
    group?: Group,
): { window: string; baseline: string; shares: string } {
    const { from, to, baseline_from } = value;
    const filter = group && group_filter(value.by, group);
    const window = link_to("sources", "", { signal, from, to, ...filter });
    return {
        window,
        baseline: link_to("sources", "", { signal, from: baseline_from, to: from, ...filter }),
        shares: filter ? window : link_to("networks", "", { signal, by: value.by, from, to }),
    };
}
