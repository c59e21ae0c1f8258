// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { AdvisoryLink } from "../../api/client";
import { link_of } from "./sections";

const link = (change: Partial<AdvisoryLink>): AdvisoryLink => ({
    what: "measure",
    id: "m1",
    query: "/api/v1/series?signal=tcp%2F445",
    from: "2009-01-24T00:00:00Z",
    to: null,
    ...change,
});

test("a number leads to the window that it came from", () => {
    expect(link_of(link({}))).toBe("#/contacts?signal=tcp%2F445&from=2009-01-24T00%3A00%3A00Z");
    expect(link_of(link({ what: "finding", id: "tcp-445.growth.3" }))).toBe(
        "#/finding/tcp-445.growth.3",
    );
    expect(link_of(link({ query: "/api/v1/claims?subject=tcp%2F445" }))).toBe(
        "/api/v1/claims?subject=tcp%2F445",
    );
});

test("a query that is no path of this console leads nowhere", () => {
    for (const query of [
        "javascript:alert(1)",
        "//elsewhere.example/",
        "https://elsewhere.example",
    ])
        expect(link_of(link({ query }))).toBe("");
});
