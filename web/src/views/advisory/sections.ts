// SPDX-License-Identifier: Apache-2.0
// An advisory's statements in the order in which they are read, and where each number of them is given again.
import type { Advisory, AdvisoryLink, AdvisoryStatement } from "../../api/client";
import { link_to } from "../../lib/route";

export const sections: [AdvisoryStatement["section"], string][] = [
    ["seen", "What we see"],
    ["means_it", "What it means for IT"],
    ["means_security", "What it means for security"],
    ["do", "What to do"],
    ["limits", "Limits of what we know"],
    ["change_our_mind", "What would change our mind"],
    ["questions", "Open questions"],
];

export function in_section(
    advisory: Advisory,
    section: AdvisoryStatement["section"],
): AdvisoryStatement[] {
    return advisory.statements.filter((one) => one.section === section);
}

/** A page of ours where there is one; else the API's own path, which must be a path of this console. */
export function link_of(link: AdvisoryLink): string {
    if (link.what === "finding" || link.what === "score") return link_to("finding", link.id);
    const from = link.from ?? undefined;
    const to = link.to ?? undefined;
    const path = link.query.split("?", 1)[0] ?? "";
    const signal = new URLSearchParams(link.query.split("?")[1] ?? "").get("signal") ?? "";
    if (path.startsWith("/api/v1/series") || path.startsWith("/api/v1/contacts"))
        return link_to("contacts", "", { signal, from, to });
    return /^\/api\/v1\/[\w./?=&%:,+-]*$/.test(link.query) ? link.query : "";
}

/** Statements of an update, in its order. */
export function of_update(
    advisory: Advisory,
    update: Advisory["updates"][number],
): AdvisoryStatement[] {
    return update.statements.flatMap((id) => advisory.statements.filter((one) => one.id === id));
}
