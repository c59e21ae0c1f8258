// SPDX-License-Identifier: Apache-2.0
// What waits for a person, by page: new cases, open alarms, channels that fail, sensors that are down, and the like. Asked
// every half minute; a console that lacks a part is not asked for it again.
import { api, Problem } from "../api/client";
import { counted } from "../lib/numbers";
import type { PageName } from "../lib/route";
import { due_of, type Answers } from "./attention";

const every_ms = 30_000;
const most_rows = 50;

const nothing: Answers = {
    ...{ cases: [], new_cases: 0, held: [], held_total: 0, hook_stopped: false, sightings: [] },
    ...{ incidents: [], incidents_total: 0, alarms: [], reminders: [], scores: [], failing: [] },
    ...{ feeds: [], down: [] },
};

class Waiting {
    answers: Answers = $state.raw(nothing);
    /** When the answers came, by the browser's clock. */
    asked_ms = $state(0);
    /** True once every part has answered or is known to be absent. */
    known = $state(false);
    /** Parts that have answered; of the others nothing may be said. */
    answered: ReadonlySet<string> = $state.raw(new Set());
    #absent = new Set<string>();

    of(page: PageName): number {
        const { answers } = this;
        if (page === "cases") return answers.new_cases;
        if (page === "campaigns") return answers.alarms.length;
        if (page === "advisories") return due_of(answers.reminders, this.asked_ms).length;
        if (page === "settings")
            return answers.failing.length + answers.feeds.length + answers.held_total;
        if (page === "sensors") return answers.down.length;
        return 0;
    }

    words(page: PageName): string {
        const count = this.of(page);
        if (page === "cases") return counted(count, "new case");
        if (page === "campaigns") return counted(count, "open alarm");
        if (page === "advisories") return `${counted(count, "promise")} due`;
        if (page === "settings") {
            const { failing, feeds, held_total } = this.answers;
            const parts = [
                failing.length > 0 ? `${counted(failing.length, "channel")} failing` : "",
                feeds.length > 0 ? `${counted(feeds.length, "feed")} failing` : "",
                held_total > 0 ? `${counted(held_total, "request")} held` : "",
            ];
            return parts.filter(Boolean).join(", ");
        }
        if (page === "sensors") return `${counted(count, "sensor")} down`;
        return "";
    }

    async #part(name: string, ask: () => Promise<Partial<Answers>>): Promise<void> {
        if (this.#absent.has(name)) return;
        try {
            const fresh = await ask();
            this.answers = { ...this.answers, ...fresh };
            this.answered = new Set([...this.answered, name]);
        } catch (cause) {
            this.answered = new Set([...this.answered].filter((one) => one !== name));
            if (cause instanceof Problem && cause.status === 404) this.#absent.add(name);
        }
    }

    async ask(): Promise<void> {
        this.asked_ms = Date.now();
        await Promise.all([
            this.#part("cases", async () => {
                const page = await api.cases({ state: "new", limit: most_rows });
                return { cases: page.rows, new_cases: page.total };
            }),
            this.#part("quarantine", async () => {
                const [page, hook] = await Promise.all([
                    api.quarantineRequests({ state: "held", limit: most_rows }),
                    api.quarantineState(),
                ]);
                return { held: page.rows, held_total: page.total, hook_stopped: hook.stopped };
            }),
            this.#part("own addresses", async () => {
                const { sightings } = await api.own_network_sightings({ limit: most_rows });
                return { sightings };
            }),
            this.#part("incidents", async () => {
                const page = await api.incidents({
                    ...{ state: "open", severity: "high", limit: most_rows },
                });
                return { incidents: page.rows, incidents_total: page.total };
            }),
            this.#part("alarms", async () => {
                const page = await api.alarms({ state: "open", limit: most_rows });
                return { alarms: page.rows };
            }),
            this.#part("promises", async () => ({ reminders: (await api.reminders()).rows })),
            this.#part("forecasts", async () => ({
                scores: (await api.forecastScores({ limit: most_rows })).rows,
            })),
            this.#part("channels", async () => {
                const { channels } = await api.channels();
                return { failing: channels.filter((one) => one.state.status === "failing") };
            }),
            this.#part("feeds", async () => {
                const { feeds } = await api.outside_feeds();
                return { feeds: feeds.filter((one) => one.failures > 0) };
            }),
            this.#part("sensors", async () => {
                const { sensors } = await api.sensors();
                return { down: sensors.filter((one) => !one.up) };
            }),
        ]);
        this.known = true;
    }

    /** Asks now and again until the returned function is called. */
    start(): () => void {
        void this.ask();
        const again = setInterval(() => {
            if (!document.hidden) void this.ask();
        }, every_ms);
        return () => clearInterval(again);
    }
}

export const waiting = new Waiting();
