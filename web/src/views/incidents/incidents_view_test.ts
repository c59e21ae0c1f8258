// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from "vitest";
import { console_of, shown, type Shown } from "../answers_for_tests";
import IncidentsView from "./Incidents.svelte";

let page: Shown | undefined;
afterEach(() => {
    page?.close();
    page = undefined;
    vi.unstubAllGlobals();
});

const answer = { total: 0, offset: 0, looked_through: 0, complete: true, rows: [] };

test("Incidents asks for the severity and the telling that the address says", async () => {
    const asked = console_of({
        "/api/v1/incidents": { ...answer, looked_through: 20_000, complete: false },
    });
    const query = { state: "open", severity: "high", told: "false" };
    page = await shown(IncidentsView, { query }, (text) => text.includes("0 incidents"));
    expect(asked[0]).toBe(
        "/api/v1/incidents?state=open&severity=high&told=false&offset=0&limit=50",
    );
    expect(page.text()).toContain("Among the 20,000 incidents that changed last");
    const link = page.root.querySelector('[data-testid="severity-critical"]');
    expect(link?.getAttribute("href")).toBe("#/incidents?state=open&severity=critical&told=false");
});

test("a word that is no severity filters nothing", async () => {
    const asked = console_of({ "/api/v1/incidents": answer });
    page = await shown(IncidentsView, { query: { severity: "dire", told: "perhaps" } }, (text) =>
        text.includes("0 incidents"),
    );
    expect(asked[0]).toBe("/api/v1/incidents?offset=0&limit=50");
});
