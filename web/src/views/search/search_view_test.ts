// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from "vitest";
import {
    console_of,
    contact_answer,
    hostile,
    shown,
    source_answer,
    type Shown,
} from "../answers_for_tests";
import SearchView from "./Search.svelte";

let page: Shown | undefined;
afterEach(() => {
    page?.close();
    page = undefined;
    vi.unstubAllGlobals();
});

const link_of = (words: string) =>
    [...(page?.root.querySelectorAll("a") ?? [])]
        .find((one) => one.textContent?.trim() === words)
        ?.getAttribute("href");

test("an AS is asked of the look-up, and its sources are counted there", async () => {
    const asked = console_of({
        "/api/v1/ask": {
            query: "AS64500",
            kind: "as",
            simulated: false,
            known: true,
            sources: { total: 312, offset: 0, rows: [source_answer] },
            records: [],
        },
    });
    page = await shown(SearchView, { query: { q: "as 64500" } }, (text) =>
        text.includes("312 sources"),
    );
    expect(asked).toEqual(["/api/v1/ask?q=AS64500"]);
    expect(link_of("312 sources")).toBe("#/networks?by=as");
    expect(link_of("7")).toBe("#/contacts?source=192.0.2.77");
});

test("an AS of which no database tells anything is not said to be absent", async () => {
    console_of({
        "/api/v1/ask": {
            query: "AS64500",
            kind: "as",
            simulated: false,
            known: false,
            sources: { total: 0, offset: 0, rows: [] },
            records: [],
        },
    });
    page = await shown(SearchView, { query: { q: "AS64500" } }, (text) =>
        text.includes("No database here tells"),
    );
    expect(page.text()).not.toContain("None is stored");
});

test("a payload is known by the beginning of its hash, and leads to all of its contacts", async () => {
    const asked = console_of({
        "/api/v1/ask": {
            query: "e3b0c44298fc1c14",
            kind: "payload",
            simulated: false,
            contacts: { rows: [contact_answer], next: "c2" },
            records: [],
        },
    });
    page = await shown(SearchView, { query: { q: "E3B0C44298FC1C14" } }, (text) =>
        text.includes("there are more"),
    );
    expect(asked).toEqual(["/api/v1/ask?q=e3b0c44298fc1c14"]);
    expect(link_of("Latest contacts")).toBe("#/contacts?payload=e3b0c44298fc1c14");
});

test("words are asked of the look-up, and what is called so leads to its page", async () => {
    const asked = console_of({
        "/api/v1/ask": {
            query: "autumn probes",
            kind: "words",
            simulated: false,
            records: [
                {
                    kind: "campaign",
                    id: "tcp-445.campaign.1",
                    at: "2026-03-02T00:00:00Z",
                    state: "rising",
                    title: `Autumn probes ${hostile}`,
                },
                {
                    kind: "advisory",
                    id: "tcp-445.campaign.1.advisory.1",
                    at: "2026-03-02T00:00:00Z",
                    state: "draft",
                    title: "Probes of autumn",
                },
            ],
        },
    });
    page = await shown(SearchView, { query: { q: "autumn probes" } }, (text) =>
        text.includes("Called so"),
    );
    expect(asked).toEqual(["/api/v1/ask?q=autumn+probes"]);
    expect(link_of("tcp-445.campaign.1")).toBe("#/campaign/tcp-445.campaign.1");
    expect(link_of("tcp-445.campaign.1.advisory.1")).toBe(
        "#/advisory/tcp-445.campaign.1.advisory.1",
    );
    expect(page.text()).toContain(hostile);
    expect(page.root.querySelector("img")).toBeNull();
});

test("a single letter is asked of nobody", async () => {
    const asked = console_of({});
    page = await shown(SearchView, { query: { q: "x" } }, (text) => text.includes("single letter"));
    expect(asked).toEqual([]);
});

test("a network's records lead to their pages, and a kind that is full says so", async () => {
    const records = Array.from({ length: 10 }, (_, at) => ({
        kind: "case",
        id: `c-${at}`,
        at: "2026-03-02T00:00:00Z",
        state: "new",
    }));
    console_of({
        "/api/v1/ask": {
            query: "192.0.2.0/24",
            kind: "network",
            simulated: true,
            sources: { total: 0, offset: 0, rows: [] },
            contacts: { rows: [], next: null },
            records,
        },
    });
    page = await shown(SearchView, { query: { q: "192.0.2.0/24" } }, (text) =>
        text.includes("Cases:"),
    );
    expect(page.text()).toContain("Cases: the latest 10");
    expect(link_of("c-3")).toBe("#/case/c-3");
    expect(link_of("0 contacts")).toBe("#/contacts?source=192.0.2.0%2F24");
    expect(page.text()).toContain("simulated");
    expect(page.text()).toContain("no proof that none came");
});
