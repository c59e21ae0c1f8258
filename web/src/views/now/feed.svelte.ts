// SPDX-License-Identifier: Apache-2.0
// The live feed's rows. A busy minute must not choke the page: what comes is gathered in a ring that holds no more than can
// be shown, drawn at most once a frame of the screen and `least_ms` apart, and the rest is only counted. A completion
// replaces the early report with its id.
import type { Contact } from "../../api/client";
import { joined, most_rows } from "./feed_rows";
import { Ring } from "./ring";

const least_ms = 200;

export class Feed {
    rows: Contact[] = $state.raw([]);
    paused = $state(false);
    /** Contacts that came while paused. */
    waiting = $state(0);
    /** Contacts that the console says this page missed. */
    dropped = $state(0);
    /** Contacts a second, over the last seconds. */
    rate = $state(0);
    #gathered = new Ring<Contact>(most_rows);
    #timer: ReturnType<typeof setTimeout> | undefined;
    #frame: number | undefined;
    #last_shown = 0;
    #counted = 0;
    #counted_since = performance.now();

    add(contact: Contact): void {
        this.#gathered.add(contact);
        this.#counted += 1;
        if (this.paused) this.waiting += 1;
        else this.#plan();
    }

    #plan(): void {
        if (this.#timer !== undefined || this.#frame !== undefined) return;
        const wait = Math.max(0, this.#last_shown + least_ms - performance.now());
        this.#timer = setTimeout(() => {
            this.#timer = undefined;
            this.#frame = requestAnimationFrame(() => {
                this.#frame = undefined;
                this.show();
            });
        }, wait);
    }

    /** Rows to begin with, latest first; what came meanwhile goes before them. */
    begin(contacts: Contact[]): void {
        this.rows = joined(this.rows, contacts);
    }

    show(): void {
        this.#forget_plan();
        this.#last_shown = performance.now();
        this.rows = joined(this.#gathered.latest_first(), this.rows);
        this.#gathered.clear();
        this.waiting = 0;
        this.measure();
    }

    /** Takes stock of the rate once some time has passed. */
    measure(): void {
        const seconds = (performance.now() - this.#counted_since) / 1000;
        if (seconds < 2) return;
        this.rate = this.#counted / seconds;
        this.#counted = 0;
        this.#counted_since = performance.now();
    }

    pause(): void {
        this.show();
        this.paused = true;
    }

    go_on(): void {
        this.paused = false;
        this.show();
    }

    #forget_plan(): void {
        clearTimeout(this.#timer);
        if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
        this.#timer = this.#frame = undefined;
    }

    stop(): void {
        this.#forget_plan();
    }
}
