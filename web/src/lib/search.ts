// SPDX-License-Identifier: Apache-2.0
// What a person typed into the search for anything, and where that leads: pure, so that a test can hold it to its word.
//
//   192.0.2.7, 2001:db8::1      a source         192.0.2.0/24, 2001:db8::/32   a network
//   AS64500, as 64500           an AS            445, tcp/445, 53/udp, port 445   a port
//   16 to 64 hex digits         a payload by its SHA-256, or by its beginning
//   anything else               words: campaigns, advisories and cases by their id and by what they are called
import { country_name } from "./countries";
import { link_to } from "./route";
import { read_signal } from "./signal";

export type SearchKind = "nothing" | "address" | "network" | "as" | "port" | "payload" | "word";

export interface Search {
    kind: SearchKind;
    /** As the console takes it: trimmed, lower case where case says nothing. */
    value: string;
}

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const version_4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
/** Digits and colons with at least two colons; the console has the last word on whether it is an address. */
const version_6 = /^(?=.*:.*:)[0-9a-f:]+(?:\d{1,3}(?:\.\d{1,3}){3})?$/;

function is_address(text: string): boolean {
    return version_4.test(text) || version_6.test(text);
}

export function read_search(typed: string): Search {
    const text = typed.trim();
    const lower = text.toLowerCase();
    if (text === "") return { kind: "nothing", value: "" };
    if (is_address(lower)) return { kind: "address", value: lower };
    const [network, length, more] = lower.split("/");
    if (network && length && more === undefined && is_address(network) && /^\d{1,3}$/.test(length))
        return { kind: "network", value: lower };
    const as = /^as ?(\d{1,10})$/.exec(lower);
    if (as) return { kind: "as", value: as[1] ?? "" };
    if (/^[0-9a-f]{16,64}$/.test(lower)) return { kind: "payload", value: lower };
    const signal = read_signal(text);
    if (signal) return { kind: "port", value: signal };
    return { kind: "word", value: text };
}

/** What the console's look-up (/api/v1/ask) is asked; empty where it knows no such question. */
export function look_up_text(typed: string): string {
    const { kind, value } = read_search(typed);
    if (kind === "nothing" || (kind === "word" && value.length < 2)) return "";
    return kind === "as" ? `AS${value}` : value;
}

/** The page that answers at once, where one does; the page of answers for all else. */
export function search_link(typed: string): string {
    const { kind, value } = read_search(typed);
    if (kind === "address") return link_to("source", value);
    return link_to("search", "", { q: typed.trim() });
}

const words: Record<SearchKind, string> = {
    nothing: "Address, network, AS, payload hash, port or words",
    address: "a source",
    network: "a network",
    as: "an autonomous system",
    port: "a port",
    payload: "a payload, by its SHA-256",
    word: "words: campaigns, advisories and cases",
};

/** What the search took the typed text for. */
export function search_words(kind: SearchKind): string {
    return words[kind];
}

/** "de" gives DE; undefined for what is no country's code. */
export function country_of(typed: string): string | undefined {
    const code = typed.trim().toUpperCase();
    return /^[A-Z]{2}$/.test(code) && country_name(code) !== code ? code : undefined;
}
