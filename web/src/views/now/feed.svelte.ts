// SPDX-License-Identifier: Apache-2.0
// The live feed's rows. A busy minute must not choke the page: contacts are gathered and shown a few times a second,
// and only the latest are kept. A completion replaces the early report with its id.
import type { Contact } from "../../api/client";
import { joined } from "./feed_rows";

const most_waiting = 1_000;
const gather_ms = 250;

export class Feed {
    rows: Contact[] = $state.raw([]);
    paused = $state(false);
    /** Contacts that came while paused. */
    waiting = $state(0);
    /** Contacts that the console says this page missed. */
    dropped = $state(0);
    #gathered: Contact[] = [];
    #timer: ReturnType<typeof setTimeout> | undefined;

    add(contact: Contact): void {
        this.#gathered.push(contact);
        if (this.#gathered.length > most_waiting) this.#gathered.shift();
        if (this.paused) this.waiting += 1;
        else this.#timer ??= setTimeout(() => this.show(), gather_ms);
    }

    /** Rows to begin with, latest first; what came meanwhile goes before them. */
    begin(contacts: Contact[]): void {
        this.rows = joined(this.rows, contacts);
    }

    show(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.rows = joined(this.#gathered.toReversed(), this.rows);
        this.#gathered = [];
        this.waiting = 0;
    }

    pause(): void {
        this.show();
        this.paused = true;
    }

    go_on(): void {
        this.paused = false;
        this.show();
    }

    stop(): void {
        clearTimeout(this.#timer);
    }
}
