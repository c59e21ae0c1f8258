// SPDX-License-Identifier: Apache-2.0
// What belongs to this browser's session and nothing else: the zone that times are shown in, the page, and the clock.
import { parse_route, type Route } from "./route";
import { is_zone, viewer_zone } from "./time";

const zone_key = "hitme.zone";

function stored_zone(): string {
    try {
        const zone = localStorage.getItem(zone_key) ?? "";
        return zone && is_zone(zone) ? zone : viewer_zone();
    } catch {
        return viewer_zone(); // storage may be forbidden
    }
}

class Session {
    #zone = $state(stored_zone());
    #route: Route = $state.raw(parse_route(location.hash));
    /** Now, in milliseconds; moves once a second while a page is open. */
    clock = $state(Date.now());
    /** True once the console has said that it is a demonstration. */
    simulated = $state(false);

    get zone(): string {
        return this.#zone;
    }
    set zone(name: string) {
        if (!is_zone(name)) return;
        this.#zone = name;
        try {
            localStorage.setItem(zone_key, name);
        } catch {
            // Not kept then; it holds until the page is left.
        }
    }

    get route(): Route {
        return this.#route;
    }

    /** Follows the address bar and the clock until the returned function is called. */
    start(): () => void {
        const follow = () => (this.#route = parse_route(location.hash));
        addEventListener("hashchange", follow);
        const tick = setInterval(() => (this.clock = Date.now()), 1_000);
        follow();
        return () => {
            removeEventListener("hashchange", follow);
            clearInterval(tick);
        };
    }
}

export const session = new Session();
