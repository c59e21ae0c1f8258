// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { ForecastScore, OwnNetworkSighting } from "../api/client";
import { calm_words, groups_of, type Answers } from "./attention";

const now = Date.parse("2026-03-02T12:00:00Z");
const hours_ago = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
const nothing: Answers = {
    ...{ cases: [], new_cases: 0, held: [], held_total: 0, hook_stopped: false, sightings: [] },
    ...{ incidents: [], incidents_total: 0, alarms: [], reminders: [], scores: [], failing: [] },
    ...{ feeds: [], down: [] },
};
const groups = (change: Partial<Answers>) => groups_of({ ...nothing, ...change }, now, "UTC");

const score = (state: ForecastScore["state"], hours: number): ForecastScore => ({
    ...{ id: `f-${state}-${hours}`, subject: "tcp/445", finding: "tcp-445.growth.2", state },
    ...{ at: hours_ago(hours), bin_h: 1, made_at: hours_ago(hours + 24), seen: 9, exposure: 1 },
    hosts: { q025: 1, q10: 2, q50: 3, q90: 4, q975: 5 },
    ...{ inside_80: false, inside_95: false, sentence: "Projected 2 to 4 hosts; 9 were seen." },
});
const sighting = (id: string, hours: number): OwnNetworkSighting => ({
    ...{ id, network: "192.0.2.0/24", owner: "NOC", address: "192.0.2.7", where: "events" },
    ...{ first: hours_ago(hours), last: hours_ago(hours) },
});

test("nothing waits where nothing was found", () => {
    expect(groups({})).toEqual([]);
});

test("only what answered is said to be calm", () => {
    expect(calm_words(new Set(["alarms", "feeds"]))).toEqual([
        "no open alarm",
        "every feed is fetched",
    ]);
    expect(calm_words(new Set())).toEqual([]);
});

test("a promise waits from its time on, raised or not, and a kept one no more", () => {
    const reminder = { text: "More on Monday", campaign: "tcp-445.campaign.1" };
    const found = groups({
        reminders: [
            { ...reminder, id: "r-1", state: "waiting", due: hours_ago(-1) },
            { ...reminder, id: "r-2", state: "waiting", due: hours_ago(0) },
            { ...reminder, id: "r-3", state: "raised", due: hours_ago(400) },
            { ...reminder, id: "r-4", state: "done", due: hours_ago(1) },
        ],
    });
    expect(found.map((one) => [one.name, one.entries.map(({ key }) => key)])).toEqual([
        ["promises", ["r-2", "r-3"]],
    ]);
    expect(found[0]?.entries[0]?.link).toBe("#/campaign/tcp-445.campaign.1");
});

test("forecasts that held wait for nobody; the others do for a week", () => {
    const scores = [score("hit", 1), score("miss", 2), score("not_covered", 3), score("miss", 169)];
    expect(groups({ scores })[0]?.entries.map(({ key }) => key)).toEqual([
        "f-miss-2",
        "f-not_covered-3",
    ]);
});

test("an own address is told for a week after it was seen last", () => {
    const found = groups({ sightings: [sighting("s-1", 167), sighting("s-2", 169)] });
    expect(found[0]?.total).toBe(1);
    expect(found[0]?.entries[0]?.link).toBe("#/source/192.0.2.7");
});

test("a hook that stopped itself comes before the requests that it holds, and all are counted", () => {
    const request = {
        ...{ version: 1, state: "held", at: hours_ago(1), author: "hitme", source: "10.0.0.1" },
        ...{ mode: "none", dry_run: false, simulated: false, evidence: {} },
    };
    const held = [1, 2, 3].map((at) => ({ ...request, id: `qr-${at}` })) as Answers["held"];
    const [found] = groups({ held, held_total: 12, hook_stopped: true });
    expect(found?.entries.map(({ key }) => key)).toEqual(["hook", "qr-1", "qr-2"]);
    expect(found?.total).toBe(13);
});

test("every entry and every list leads to a page, the worst first", () => {
    const found = groups({
        ...{ new_cases: 4, cases: [], incidents_total: 2, incidents: [], hook_stopped: true },
        sightings: [sighting("s-1", 1)],
        scores: [score("miss", 1)],
    });
    expect(found.map(({ name }) => name)).toEqual([
        ...["cases", "quarantine", "own addresses", "incidents", "forecasts"],
    ]);
    const links = found.flatMap((one) => [one.all, ...one.entries.map(({ link }) => link)]);
    for (const link of links) expect(link).toMatch(/^#\/\w/);
    expect(found[3]?.all).toBe("#/incidents?state=open&severity=high");
});
