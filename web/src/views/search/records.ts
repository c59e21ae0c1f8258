// SPDX-License-Identifier: Apache-2.0
// Records of the book that are about what was asked, and the page that shows each. Pure, so that a test can hold it.
import type { Asked } from "../../api/client";
import { link_to } from "../../lib/route";

export type AskedRecord = Asked["records"][number];

const names: Record<string, string> = {
    case: "Cases",
    incident: "Incidents",
    campaign: "Campaigns",
    advisory: "Advisories",
    claim: "What others said",
    finding: "Findings",
    allow_rule: "Allow rules",
    own_sighting: "Own addresses seen",
    outside_set: "Imported from others",
    quarantine_request: "Requests to isolate",
};

/** How many of a kind the console gives at most (asked_records_per_kind in src/console/api/ask.h). */
export const most_of_a_kind = 10;

export interface RecordGroup {
    kind: string;
    name: string;
    records: AskedRecord[];
}

/** By kind, in the order in which the console gives the kinds. */
export function groups_of(records: AskedRecord[]): RecordGroup[] {
    const groups = new Map<string, RecordGroup>();
    for (const one of records) {
        const name = names[one.kind] ?? one.kind.replaceAll("_", " ");
        const group = groups.get(one.kind) ?? { kind: one.kind, name, records: [] };
        group.records.push(one);
        groups.set(one.kind, group);
    }
    return [...groups.values()];
}

/** The page that shows the record; `query` is what was asked, as the console repeats it. Empty: no page shows it. */
export function record_link(record: AskedRecord, query: string): string {
    switch (record.kind) {
        case "case":
        case "incident":
        case "campaign":
        case "advisory":
        case "finding":
            return link_to(record.kind, record.id);
        case "claim":
            return link_to("campaign", query);
        case "allow_rule":
            return link_to("settings", "allow-rules");
        case "own_sighting":
            return link_to("settings", "own-networks");
        case "outside_set":
            return link_to("settings", "outside");
        case "quarantine_request":
            return link_to("settings", "quarantine");
        default:
            return "";
    }
}

/** The page that lists all of that kind about what was asked. */
export function group_link(kind: string, asked: Asked): string {
    const { query } = asked;
    switch (kind) {
        case "case":
            return link_to("cases", "", { search: query, as: "list" });
        case "incident":
            return link_to("incidents", "", asked.kind === "address" ? { source: query } : {});
        case "campaign":
            return link_to("campaigns");
        case "advisory":
            return link_to("advisories");
        case "finding":
            return link_to("campaign", query);
        default:
            return record_link({ kind, id: "", at: "", state: "" }, query);
    }
}
