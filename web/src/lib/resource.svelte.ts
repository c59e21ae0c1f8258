// SPDX-License-Identifier: Apache-2.0
// One answer of the console as a page sees it: waiting, there, or refused. An answer that comes after a newer question
// was asked is thrown away; a refusal keeps the last good answer beside it.
import { Problem } from "../api/client";

export class Resource<T> {
    value: T | undefined = $state.raw();
    problem: Problem | undefined = $state.raw();
    loading = $state(false);
    #turn = 0;

    async load(ask: () => Promise<T>): Promise<void> {
        const turn = ++this.#turn;
        this.loading = true;
        try {
            const value = await ask();
            if (turn !== this.#turn) return;
            this.value = value;
            this.problem = undefined;
        } catch (cause) {
            if (turn !== this.#turn) return;
            this.problem = cause instanceof Problem ? cause : new Problem(0, String(cause));
        }
        this.loading = false;
    }

    /** Takes an answer that came by another way (the live feed), and drops what is being asked. */
    take(value: T): void {
        this.#turn += 1;
        this.value = value;
        this.problem = undefined;
        this.loading = false;
    }

    forget(): void {
        this.#turn += 1;
        this.value = undefined;
        this.problem = undefined;
        this.loading = false;
    }
}
