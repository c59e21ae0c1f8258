// SPDX-License-Identifier: Apache-2.0
// What belongs to this browser's session and nothing else: the zone that times are shown in, light or dark, the page, the
// clock, and who is signed in.
import { api, forget_seal, type Me } from "../api/client";
import { parse_route, type Route } from "./route";
import { is_zone, viewer_zone } from "./time";

const zone_key = "hitme.zone";
const theme_key = "hitme.theme";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const ranks = ["viewer", "analyst", "admin"];

function kept(key: string): string {
    try {
        return localStorage.getItem(key) ?? "";
    } catch {
        return ""; // storage may be forbidden
    }
}

function keep(key: string, value: string): void {
    try {
        localStorage.setItem(key, value);
    } catch {
        // Not kept then; it holds until the page is left.
    }
}

function stored_zone(): string {
    const zone = kept(zone_key);
    return zone && is_zone(zone) ? zone : viewer_zone();
}

/** The style sheet follows this attribute; without it, it follows the system. */
function show_theme(theme: Theme): void {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
}

class Session {
    #zone = $state(stored_zone());
    #theme: Theme = $state(themes.find((one) => one === kept(theme_key)) ?? "system");
    #route: Route = $state.raw(parse_route(location.hash));
    /** Now, in milliseconds; moves once a second while a page is open. */
    clock = $state(Date.now());
    /** True once the console has said that it is a demonstration. */
    simulated = $state(false);
    /** Who is signed in; undefined until the console has said so, or where it knows no users. */
    me: Me | undefined = $state.raw();

    get zone(): string {
        return this.#zone;
    }
    set zone(name: string) {
        if (!is_zone(name)) return;
        this.#zone = name;
        keep(zone_key, name);
    }

    get theme(): Theme {
        return this.#theme;
    }
    set theme(theme: Theme) {
        this.#theme = theme;
        show_theme(theme);
        keep(theme_key, theme);
    }

    /** Whether the role of whoever is signed in is at least this one. The console checks again; this only spares a try. */
    may(role: Me["role"]): boolean {
        return !this.me || ranks.indexOf(this.me.role) >= ranks.indexOf(role);
    }

    /** Asks who is signed in. */
    async know_me(): Promise<void> {
        try {
            this.me = await api.me();
        } catch {
            this.me = undefined;
        }
    }

    /** After signing in or out: the secret for changes is another one now. */
    forget_me(): void {
        this.me = undefined;
        forget_seal();
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
        show_theme(this.#theme);
        void this.know_me();
        return () => {
            removeEventListener("hashchange", follow);
            clearInterval(tick);
        };
    }
}

export const session = new Session();
