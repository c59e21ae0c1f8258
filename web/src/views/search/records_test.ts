// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { groups_of, record_link } from "./records";

const record = (kind: string, id: string) => ({ kind, id, at: "2026-03-02T00:00:00Z", state: "" });

test("records of one kind stand together, in the console's order", () => {
    const groups = groups_of([
        record("case", "c-2"),
        record("finding", "tcp-445.growth.1"),
        record("case", "c-1"),
    ]);
    expect(groups.map((one) => [one.name, one.records.map(({ id }) => id)])).toEqual([
        ["Cases", ["c-2", "c-1"]],
        ["Findings", ["tcp-445.growth.1"]],
    ]);
});

test.each([
    ["case", "c-1", "#/case/c-1"],
    ["incident", "i-1", "#/incident/i-1"],
    ["advisory", "tcp-445.campaign.1.advisory.1", "#/advisory/tcp-445.campaign.1.advisory.1"],
    ["claim", "cl-00000001", "#/campaign/tcp%2F445"],
    ["quarantine_request", "qr-1", "#/settings/quarantine"],
    ["own_sighting", "s-1", "#/settings/own-networks"],
    ["from_the_future", "x", ""],
])("a %s is shown on its page", (kind, id, link) => {
    expect(record_link(record(kind, id), "tcp/445")).toBe(link);
});
