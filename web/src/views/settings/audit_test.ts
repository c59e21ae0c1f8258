// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from "vitest";
import { console_of, shown, type Shown } from "../answers_for_tests";
import Audit from "./Audit.svelte";

let page: Shown | undefined;
afterEach(() => {
    page?.close();
    page = undefined;
    location.hash = "";
    vi.unstubAllGlobals();
});

const entry = {
    at: "2026-03-02T11:50:00Z",
    author: "mia",
    kind: "case",
    id: "c-1",
    version: 1,
    state: "new",
};

test("The filters and the page of the audit trail are those of the address", async () => {
    const asked = console_of({ "/api/v1/audit": { total: 250, entries: [entry] } });
    page = await shown(Audit, { query: { author: "mia", kind: "case", offset: "100" } }, (text) =>
        text.includes("250 entries"),
    );
    const query = new URL(asked[0] ?? "", "http://localhost").searchParams;
    expect(query.get("author")).toBe("mia");
    expect(query.get("kind")).toBe("case");
    expect(query.get("offset")).toBe("100");
    const field = (name: string) =>
        page?.root.querySelector<HTMLInputElement>(`input[aria-label=${name}]`);
    expect(field("Author")?.value).toBe("mia");
    const links = [...page.root.querySelectorAll("nav a")].map((one) => one.getAttribute("href"));
    expect(links).toEqual([
        "#/settings/audit?author=mia&kind=case",
        "#/settings/audit?author=mia&kind=case&offset=200",
    ]);
});

test("Filtering the audit trail changes the address", async () => {
    console_of({ "/api/v1/audit": { total: 1, entries: [entry] } });
    page = await shown(Audit, { query: {} }, (text) => text.includes("1 entry"));
    const author = page.root.querySelector<HTMLInputElement>("input[aria-label=Author]");
    if (!author) throw new Error("no field for the author");
    author.value = " mia ";
    author.dispatchEvent(new Event("input", { bubbles: true }));
    page.root.querySelector("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    expect(location.hash).toBe("#/settings/audit?author=mia");
});
