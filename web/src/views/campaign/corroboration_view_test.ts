// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from "vitest";
import type { Corroboration } from "../../api/client";
import { shown, type Shown } from "../answers_for_tests";
import CorroborationView from "./Corroboration.svelte";

let page: Shown | undefined;
afterEach(() => {
    page?.close();
    page = undefined;
    vi.unstubAllGlobals();
});

const answer: Corroboration = {
    subject: "tcp/445",
    from: "2008-11-06T00:00:00Z",
    to: "2008-11-07T00:00:00Z",
    statements: [],
    submissions: 0,
    lists_total: 1,
    ours_complete: true,
    lists: [
        {
            ...{ source: "SANS", record: "cl-00000001", held_at: "2008-11-06T12:00:00Z" },
            ...{ networks: 0, hosts: 1, own: 0, both: 0 },
        },
    ],
    overlap: { count: 0, listed: [] },
    ours_only: { count: 11, listed: ["208.23.24.52"] },
    theirs_only: { count: 1, listed: ["61.218.147.66"] },
    curves: [],
};
const links = () =>
    [...(page?.root.querySelectorAll("a") ?? [])].map((one) => one.getAttribute("href"));

test("post A: nothing in both, each address that is told a link, and the list as old as it is", async () => {
    page = await shown(CorroborationView, { value: answer, at: "2008-11-06T14:25:00Z" }, (text) =>
        text.includes("SANS"),
    );
    expect(page.text()).toContain("Sources in both: 0");
    expect(page.text()).toContain("Only ours: 11");
    expect(page.text()).toContain("and 10 more");
    expect(page.text()).toContain("2008-11-06 12:00");
    expect(links()).toContain("#/source/61.218.147.66");
    expect(links()).toContain("#/campaign/tcp%2F445");
    expect(page.text()).toContain("No submission of our own");
});

test("without a rise none is stated, and what we sent is said to be taken away", async () => {
    const value = { ...answer, lists: [], lists_total: 0, submissions: 3 };
    page = await shown(CorroborationView, { value, at: undefined }, (text) =>
        text.includes("No rise is stated"),
    );
    expect(page.text()).toContain("We sent 3 records");
    expect(links()).toContain("#/settings/outside");
});
