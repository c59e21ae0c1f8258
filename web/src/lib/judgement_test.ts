// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Alarm, Attribution } from "../api/client";
import { finding_answer } from "../views/answers_for_tests";
import {
    alarm_link,
    attribution_links,
    group_filter,
    by_subject,
    number_words,
    rise_of,
    standing_by_question,
    window_link,
} from "./judgement";

test("numbers carry their limits, and say so where there are none", () => {
    const doubling = { name: "doubling_h", value: 6.2, low: 4.9, high: 8.1, unit: "h" };
    expect(number_words(doubling, "UTC")).toBe("6.2 h (4.9 h – 8.1 h)");
    expect(number_words({ ...doubling, high: null }, "UTC")).toBe("6.2 h (4.9 h – unbounded)");
    expect(number_words({ ...doubling, low: null, high: null }, "UTC")).toBe(
        "6.2 h, limits not known",
    );
    expect(number_words({ ...doubling, value: null }, "UTC")).toBe("not known");
    // C-59: 2008-11-06T14:25Z is 9:25 AM in New York.
    const onset = {
        name: "onset",
        value: Date.UTC(2008, 10, 6, 14, 25),
        low: Date.UTC(2008, 10, 6, 13, 55),
        high: Date.UTC(2008, 10, 6, 15, 5),
        unit: "ms",
    };
    expect(number_words(onset, "America/New_York")).toBe(
        "2008-11-06 09:25 (2008-11-06 08:55 – 2008-11-06 10:05)",
    );
});

test("only what stands is a verdict, one a question", () => {
    const old = { ...finding_answer, id: "old", state: "superseded" as const };
    expect(standing_by_question([old, finding_answer]).growth?.id).toBe(finding_answer.id);
});

test("the subject judged last comes first", () => {
    const later = { ...finding_answer, subject: "tcp/23", judged_at: "2026-03-03T00:00:00Z" };
    expect(by_subject([finding_answer, later]).map((one) => one.subject)).toEqual([
        "tcp/23",
        "tcp/445",
    ]);
});

test("a window leads to its contacts", () => {
    expect(window_link(finding_answer)).toBe(
        "#/contacts?signal=tcp%2F445&from=2026-02-28T00%3A00%3A00Z&to=2026-03-02T00%3A00%3A00Z",
    );
});

test("what others are asked about is the rise, from the beginning of its day on", () => {
    // Post A: 9:25 AM EST on 6 November 2008.
    const at = Date.UTC(2008, 10, 6, 14, 25);
    const onset = {
        ...finding_answer,
        question: "onset" as const,
        verdict: "rise",
        numbers: [{ name: "onset", value: at, low: at - 1, high: at + 1, unit: "ms" }],
    };
    expect(rise_of([finding_answer, onset])).toEqual({
        at: "2008-11-06T14:25:00.000Z",
        from: "2008-11-06T00:00:00.000Z",
        to: finding_answer.window.to,
    });
    expect(rise_of([{ ...onset, verdict: "rise_refused" }])).toBeUndefined();
    expect(rise_of([{ ...onset, numbers: [] }])).toBeUndefined();
});

test("an alarm leads to the contacts of its time, and a loud source's to that source's", () => {
    const alarm: Alarm = {
        ...{ id: "a-1", subject: "tcp/445", kind: "rise", state: "open", confirmed: null },
        ...{ opened: "2026-03-01T00:00:00Z", closed: null, severity: "high", peak_excess: 81 },
        ...{ absorbed: 0, source: null, onset: null, sentence: "" },
    };
    expect(alarm_link(alarm)).toBe("#/contacts?signal=tcp%2F445&from=2026-03-01T00%3A00%3A00Z");
    const loud = { ...alarm, source: "192.0.2.7", closed: "2026-03-01T06:00:00Z" };
    expect(alarm_link(loud)).toBe(
        "#/contacts?signal=tcp%2F445&source=192.0.2.7&from=2026-03-01T00%3A00%3A00Z&to=2026-03-01T06%3A00%3A00Z",
    );
});

test("an attribution's numbers lead to its window, its baseline and its shares", () => {
    const value = {
        ...{ by: "country", from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" },
        baseline_from: "2026-02-15T00:00:00Z",
    } as Attribution;
    const links = attribution_links(value, "tcp/445");
    const asked = (link: string) =>
        Object.fromEntries(new URLSearchParams(link.slice(link.indexOf("?"))));
    expect(asked(links.window)).toEqual({ signal: "tcp/445", from: value.from, to: value.to });
    expect(asked(links.baseline)).toEqual({
        ...{ signal: "tcp/445", from: value.baseline_from, to: value.from },
    });
    expect(asked(links.shares)).toEqual({
        ...{ signal: "tcp/445", by: "country", from: value.from, to: value.to },
    });
});

test("each number of a group leads to the sources of that group, with the window", () => {
    const value = {
        ...{ by: "country", from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" },
        baseline_from: "2026-02-15T00:00:00Z",
    } as Attribution;
    const links = attribution_links(value, "tcp/445", { name: "BR", unknown: false });
    const asked = (link: string) =>
        Object.fromEntries(new URLSearchParams(link.slice(link.indexOf("?"))));
    const window = { signal: "tcp/445", country: "BR", from: value.from, to: value.to };
    expect(links.window.startsWith("#/sources?")).toBe(true);
    expect(asked(links.window)).toEqual(window);
    expect(asked(links.shares)).toEqual(window);
    expect(asked(links.baseline)).toEqual({
        ...{ signal: "tcp/445", country: "BR", from: value.baseline_from, to: value.from },
    });
});

test("a group is asked for as the list's filters name it, and the rest not at all", () => {
    const named = (by: string, name: string, unknown = false) =>
        group_filter(by, { name, unknown });
    expect(named("as", "AS64500 EXAMPLE BROADBAND")).toEqual({ as: "AS64500" });
    expect(named("as", "unknown", true)).toEqual({ as: "unknown" });
    expect(named("country", "EU (no country)")).toEqual({ country: "EU" });
    expect(named("class", "hosting")).toEqual({ class: "hosting" });
    expect(named("class_region", "consumer/asia")).toEqual({
        class: "consumer",
        continent: "asia",
    });
    expect(named("class_region", "unknown/asia", true)).toEqual({
        class: "unknown",
        continent: "asia",
    });
    expect(named("region", "south_america")).toEqual({ continent: "south_america" });
    expect(named("registry", "RIPE NCC")).toEqual({ registry: "ripe_ncc" });
    expect(named("registry", "unknown", true)).toEqual({ registry: "unknown" });
    // Which sensors a source reached is kept as a number only.
    expect(named("sensor_class", "dark_net")).toBeUndefined();
    expect(named("country", "rest")).toBeUndefined();
});
