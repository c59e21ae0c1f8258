// SPDX-License-Identifier: Apache-2.0
// Which view shows a page. Each is a file of its own that the browser fetches when it is first wanted, so that the first
// paint needs the frame and one page.
import type { Component } from "svelte";
import type { PageName, Route } from "../lib/route";

export type View = Component<{ subject: string; query: Route["query"] }>;

export const views: Record<PageName, () => Promise<{ default: View }>> = {
    now: () => import("./now/Now.svelte"),
    search: () => import("./search/Search.svelte"),
    campaigns: () => import("./campaigns/Campaigns.svelte"),
    campaign: () => import("./campaign/Campaign.svelte"),
    finding: () => import("./finding/Finding.svelte"),
    sources: () => import("./sources/Sources.svelte"),
    source: () => import("./source/Source.svelte"),
    networks: () => import("./networks/Networks.svelte"),
    contacts: () => import("./contacts/Contacts.svelte"),
    contact: () => import("./contact/Contact.svelte"),
    cases: () => import("./cases/Cases.svelte"),
    case: () => import("./case/Case.svelte"),
    incidents: () => import("./incidents/Incidents.svelte"),
    incident: () => import("./incident/Incident.svelte"),
    dossier: () => import("./dossier/Dossier.svelte"),
    "re-entry": () => import("./cases/ReEntry.svelte"),
    sensors: () => import("./sensors/Sensors.svelte"),
    advisories: () => import("./advisories/Advisories.svelte"),
    advisory: () => import("./advisory/Advisory.svelte"),
    settings: () => import("./settings/Settings.svelte"),
};
