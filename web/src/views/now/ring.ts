// SPDX-License-Identifier: Apache-2.0
// The last `size` things that came; older ones give way. Its memory never grows.

export class Ring<Thing> {
    #things: (Thing | undefined)[];
    #next = 0;
    #held = 0;

    constructor(readonly size: number) {
        this.#things = new Array<Thing | undefined>(size).fill(undefined);
    }

    add(thing: Thing): void {
        this.#things[this.#next] = thing;
        this.#next = (this.#next + 1) % this.size;
        this.#held = Math.min(this.#held + 1, this.size);
    }

    get held(): number {
        return this.#held;
    }

    latest_first(): Thing[] {
        const found: Thing[] = [];
        for (let back = 1; back <= this.#held; back += 1) {
            const thing = this.#things[(this.#next - back + this.size) % this.size];
            if (thing !== undefined) found.push(thing);
        }
        return found;
    }

    clear(): void {
        this.#things.fill(undefined);
        this.#next = this.#held = 0;
    }
}
