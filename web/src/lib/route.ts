// SPDX-License-Identifier: Apache-2.0
// The page that the address names: #/sources?search=192.0.2.0%2F24 and the like. Everything a page shows can be linked.

const pages = [
    "now",
    "search",
    "campaigns",
    "campaign",
    "finding",
    "sources",
    "source",
    "networks",
    "contacts",
    "contact",
    "cases",
    "case",
    "incidents",
    "incident",
    "dossier",
    "re-entry",
    "sensors",
    "advisories",
    "advisory",
    "settings",
] as const;

export type PageName = (typeof pages)[number];

export interface Route {
    page: PageName;
    /** The one thing that the page is about: an address, an id, a part of the settings. */
    subject: string;
    query: Record<string, string>;
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** What the console's messages name by their lists: /cases/c-1 is one case. */
const one_of: Record<string, PageName> = {
    campaigns: "campaign",
    findings: "finding",
    cases: "case",
    incidents: "incident",
    advisories: "advisory",
};
/** Requests to the network's gear and drills have their place in the settings. */
const part_of_settings: Record<string, string> = { quarantine: "quarantine", drills: "quarantine" };

/** Reads a hash; what is not understood leads to the first page. */
export function parse_route(hash: string): Route {
    const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
    const [name = "", ...rest] = path.split("/");
    const subject = decoded(rest.join("/"));
    const part = part_of_settings[name];
    const known = pages.find((one) => one === name) ?? "now";
    const page = part ? "settings" : subject ? (one_of[name] ?? known) : known;
    return {
        page,
        subject: part ?? subject,
        query: Object.fromEntries(new URLSearchParams(query)),
    };
}

/** The hash of a page; empty values are left out. */
export function link_to(
    page: PageName,
    subject = "",
    query: Record<string, string | undefined> = {},
): string {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) asked.set(name, value);
    const path = subject ? `#/${page}/${encodeURIComponent(subject)}` : `#/${page}`;
    return asked.size > 0 ? `${path}?${asked}` : path;
}
