// SPDX-License-Identifier: Apache-2.0
// What waits for a person, by page: new cases, open alarms, channels that fail, sensors that are down. Asked every half
// minute; a console that lacks a part is not asked for it again.
import { api, Problem, type Alarm, type Case, type Channel, type Sensor } from "../api/client";
import { counted } from "../lib/numbers";
import type { PageName } from "../lib/route";

const every_ms = 30_000;
const most_rows = 50;

class Waiting {
    cases: Case[] = $state.raw([]);
    new_cases = $state(0);
    alarms: Alarm[] = $state.raw([]);
    failing: Channel[] = $state.raw([]);
    down: Sensor[] = $state.raw([]);
    /** True once every part has answered or is known to be absent. */
    known = $state(false);
    /** Parts that have answered; of the others nothing may be said. */
    answered: ReadonlySet<string> = $state.raw(new Set());
    #absent = new Set<string>();

    of(page: PageName): number {
        if (page === "cases") return this.new_cases;
        if (page === "campaigns") return this.alarms.length;
        if (page === "settings") return this.failing.length;
        if (page === "sensors") return this.down.length;
        return 0;
    }

    words(page: PageName): string {
        const count = this.of(page);
        if (page === "cases") return counted(count, "new case");
        if (page === "campaigns") return counted(count, "open alarm");
        if (page === "settings") return `${counted(count, "channel")} failing`;
        if (page === "sensors") return `${counted(count, "sensor")} down`;
        return "";
    }

    async #part(name: string, ask: () => Promise<void>): Promise<void> {
        if (this.#absent.has(name)) return;
        try {
            await ask();
            this.answered = new Set([...this.answered, name]);
        } catch (cause) {
            this.answered = new Set([...this.answered].filter((one) => one !== name));
            if (cause instanceof Problem && cause.status === 404) this.#absent.add(name);
        }
    }

    async ask(): Promise<void> {
        await Promise.all([
            this.#part("cases", async () => {
                const page = await api.cases({ state: "new", limit: most_rows });
                this.cases = page.rows;
                this.new_cases = page.total;
            }),
            this.#part("alarms", async () => {
                const page = await api.alarms({ state: "open", limit: most_rows });
                this.alarms = page.rows;
            }),
            this.#part("channels", async () => {
                const { channels } = await api.channels();
                this.failing = channels.filter((one) => one.state.status === "failing");
            }),
            this.#part("sensors", async () => {
                const { sensors } = await api.sensors();
                this.down = sensors.filter((one) => !one.up);
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
