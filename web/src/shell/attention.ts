// SPDX-License-Identifier: Apache-2.0
// From what the console answered to what needs a person, worst first, each with the page where it is dealt with: pure, so that a
// test can hold it.
//
// Order   own hosts, hosts whose isolation waits for a decision, own addresses seen outside, incidents of high severity, rises,
//         what was promised, and last what makes us blind or dumb: channels, feeds, sensors.
// Recent  a sighting or a scored forecast is a record for good; it needs somebody for `recent_ms` after it came.
import type {
    Alarm,
    Case,
    Channel,
    ForecastScore,
    Incident,
    OutsideFeed,
    OwnNetworkSighting,
    QuarantineRequest,
    Reminder,
    Sensor,
} from "../api/client";
import { counted } from "../lib/numbers";
import { link_to } from "../lib/route";
import { minute_time } from "../lib/time";

export const most_each = 3;
export const recent_ms = 7 * 86_400_000;

/** Everything that was asked; totals beside lists that may be longer than what was given. */
export interface Answers {
    cases: Case[];
    new_cases: number;
    held: QuarantineRequest[];
    held_total: number;
    hook_stopped: boolean;
    sightings: OwnNetworkSighting[];
    incidents: Incident[];
    incidents_total: number;
    alarms: Alarm[];
    reminders: Reminder[];
    scores: ForecastScore[];
    failing: Channel[];
    feeds: OutsideFeed[];
    down: Sensor[];
}

export interface Entry {
    key: string;
    /** One or two words in a box; `tone` as in lib/tones, empty for what the word itself has. */
    tag: string;
    tone: "bad" | "";
    subject: string;
    /** What of it: a sentence that may hold strangers' text. */
    words: string;
    link: string;
    /** What the link says. */
    press: string;
}

export interface Group {
    name: string;
    total: number;
    entries: Entry[];
    /** The list that has them all. */
    all: string;
    /** What one of them is called, and what many. */
    one: string;
    many: string;
}

function group(
    name: string,
    total: number,
    entries: Entry[],
    all: string,
    [one, many]: [string, string],
): Group {
    return { name, total, entries: entries.slice(0, most_each), all, one, many };
}

/** Recent is measured against the clock of the browser: a wrong one shows more or fewer old records, and loses none for good. */
function is_recent(at: string, now_ms: number): boolean {
    return now_ms - Date.parse(at) <= recent_ms;
}

export function due_of(reminders: Reminder[], now_ms: number): Reminder[] {
    return reminders.filter(
        (one) =>
            one.state === "raised" || (one.state === "waiting" && Date.parse(one.due) <= now_ms),
    );
}

/** Forecasts that came due and did not hold, or could not be checked: what was said of them needs an update. */
export function missed_of(scores: ForecastScore[], now_ms: number): ForecastScore[] {
    return scores.filter((one) => one.state !== "hit" && is_recent(one.at, now_ms));
}

export function seen_of(sightings: OwnNetworkSighting[], now_ms: number): OwnNetworkSighting[] {
    return sightings.filter((one) => is_recent(one.last, now_ms));
}

export function groups_of(answers: Answers, now_ms: number, zone: string): Group[] {
    const told = (at: string | null | undefined) => minute_time(at, zone);
    type Tagged = Pick<Entry, "tag" | "tone">;
    const loud = (tag: string): Tagged => ({ tag, tone: "bad" });
    const plain = (tag: string): Tagged => ({ tag, tone: "" });
    const settings = (part: string) => link_to("settings", part);
    const seen = seen_of(answers.sightings, now_ms);
    const due = due_of(answers.reminders, now_ms);
    const missed = missed_of(answers.scores, now_ms);
    const stopped: Entry[] = answers.hook_stopped
        ? [
              {
                  ...loud("stopped"),
                  ...{ key: "hook", subject: "The hook" },
                  words: "that isolates hosts has stopped itself and waits for a person",
                  ...{ link: settings("quarantine"), press: "Look at it" },
              },
          ]
        : [];
    const groups = [
        group(
            "cases",
            answers.new_cases,
            answers.cases.map((one) => ({
                key: one.id,
                ...loud("own host"),
                subject: one.host.name || one.host.address,
                words: `touched a decoy${one.reopened > 0 ? " again" : ""}, ${counted(one.touches, "time")}, last ${told(one.last_touch)}`,
                ...{ link: link_to("case", one.id), press: "Open the case" },
            })),
            link_to("cases", "", { state: "new" }),
            ["new case", "new cases"],
        ),
        group(
            "quarantine",
            answers.held_total + stopped.length,
            [
                ...stopped,
                ...answers.held.map((one): Entry => ({
                    key: one.id,
                    ...plain("held"),
                    subject: one.source,
                    words: `waits for a decision to isolate it, since ${told(one.at)}${one.result ? `: ${one.result}` : ""}`,
                    ...{ link: settings("quarantine"), press: "Decide" },
                })),
            ],
            settings("quarantine"),
            ["held request", "held requests"],
        ),
        group(
            "own addresses",
            seen.length,
            seen.map((one) => ({
                key: one.id,
                ...loud("own address"),
                subject: one.address,
                words:
                    one.where === "feed"
                        ? `of ${one.owner} is ${one.certain === false ? "in a network " : ""}named by ${one.feed ?? "a feed"}, ${told(one.last)}`
                        : `of ${one.owner} was a source at our own decoys, last ${told(one.last)}`,
                link: one.address.includes("/")
                    ? settings("own-networks")
                    : link_to("source", one.address),
                press: "See the record",
            })),
            settings("own-networks"),
            ["sighting", "sightings"],
        ),
        group(
            "incidents",
            answers.incidents_total,
            answers.incidents.map((one) => ({
                key: one.id,
                ...plain(one.severity),
                subject: one.source || "Many sources",
                words: `reached ${one.stage.replaceAll("_", " ")}${one.labels.length > 0 ? ` (${one.labels.slice(0, 3).join(", ")})` : ""}, ${counted(one.contacts, "contact")}, last ${told(one.last)}`,
                ...{ link: link_to("incident", one.id), press: "Open it" },
            })),
            link_to("incidents", "", { state: "open", severity: "high" }),
            ["incident of high severity", "incidents of high severity"],
        ),
        group(
            "alarms",
            answers.alarms.length,
            answers.alarms.map((one) => ({
                key: one.id,
                ...plain(one.severity),
                subject: one.subject,
                words: one.sentence,
                ...{ link: link_to("campaign", one.subject), press: "See the curve" },
            })),
            link_to("campaigns"),
            ["open alarm", "open alarms"],
        ),
        group(
            "promises",
            due.length,
            due.map((one) => ({
                key: one.id,
                ...loud("due"),
                subject: told(one.due),
                words: one.text,
                link: one.campaign ? link_to("campaign", one.campaign) : link_to("advisories"),
                press: "Keep it",
            })),
            link_to("advisories"),
            ["promise that is due", "promises that are due"],
        ),
        group(
            "forecasts",
            missed.length,
            missed.map((one) => ({
                key: one.id,
                ...plain(one.state),
                subject: one.subject,
                words: one.sentence,
                ...{ link: link_to("finding", one.finding), press: "See the forecast" },
            })),
            link_to("campaigns"),
            ["forecast that did not hold", "forecasts that did not hold"],
        ),
        group(
            "channels",
            answers.failing.length,
            answers.failing.map((one) => ({
                key: one.name,
                ...loud("not told"),
                subject: `Channel ${one.name}`,
                words: `does not deliver: ${one.state.last_error || "no reason known"}`,
                ...{ link: settings("channels"), press: "Channels" },
            })),
            settings("channels"),
            ["failing channel", "failing channels"],
        ),
        group(
            "feeds",
            answers.feeds.length,
            answers.feeds.map((one) => ({
                key: one.name,
                ...loud("not fetched"),
                subject: `Feed ${one.name}`,
                words: `failed ${counted(one.failures, "time")} in a row: ${one.problem || "no reason known"}`,
                ...{ link: settings("outside"), press: "Feeds" },
            })),
            settings("outside"),
            ["failing feed", "failing feeds"],
        ),
        group(
            "sensors",
            answers.down.length,
            answers.down.map((one) => ({
                key: one.name,
                ...loud("blind"),
                subject: `Sensor ${one.name}`,
                words: `is down since ${told(one.last_heartbeat)}`,
                ...{ link: link_to("sensors"), press: "Sensors" },
            })),
            link_to("sensors"),
            ["sensor that is down", "sensors that are down"],
        ),
    ];
    return groups.filter((one) => one.total > 0);
}

/** What each part that was asked says when nothing of it waits. */
const calm: [part: string, words: string][] = [
    ["cases", "no new case"],
    ["quarantine", "no held request"],
    ["own addresses", "no own address seen outside"],
    ["incidents", "no incident of high severity"],
    ["alarms", "no open alarm"],
    ["promises", "no promise due"],
    ["forecasts", "every forecast that came due held"],
    ["channels", "every channel delivers"],
    ["feeds", "every feed is fetched"],
    ["sensors", "every sensor is up"],
];

/** Only what was asked and answered is said to be calm. */
export function calm_words(answered: ReadonlySet<string>): string[] {
    return calm.filter(([part]) => answered.has(part)).map(([, words]) => words);
}
