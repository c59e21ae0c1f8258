// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { link_to, parse_route } from "./route";

test("a link leads back to what it was made of, whatever the subject", () => {
    for (const subject of ["192.0.2.1", "2001:db8::/64", "a/b?c#d&e=f %", "<script>", "\u202e"]) {
        const route = parse_route(link_to("contact", subject, { signal: "tcp/445", empty: "" }));
        expect(route).toEqual({ page: "contact", subject, query: { signal: "tcp/445" } });
    }
});

test("an unknown or broken address is the first page", () => {
    expect(parse_route("").page).toBe("now");
    expect(parse_route("#/nonsense/%E0%A4%A").page).toBe("now");
    expect(parse_route("#/source/%E0%A4%A").subject).toBe("%E0%A4%A");
});

// The paths that e-mails, webhooks and syslog lines carry after the dashboard's address and its hash.
test("what the console's messages link to is a page", () => {
    expect(parse_route("#/cases/c-1")).toMatchObject({ page: "case", subject: "c-1" });
    expect(parse_route("#/incidents/i-1").page).toBe("incident");
    expect(parse_route("#/incidents").page).toBe("incidents");
    expect(parse_route("#/campaigns/tcp-445.campaign.1").page).toBe("campaign");
    expect(parse_route("#/findings/tcp-445.onset.2").page).toBe("finding");
    expect(parse_route("#/advisories/tcp-445.campaign.1.advisory.1").page).toBe("advisory");
    expect(parse_route("#/quarantine/q-1")).toMatchObject({
        page: "settings",
        subject: "quarantine",
    });
    expect(parse_route("#/drills/d-1")).toMatchObject({ page: "settings", subject: "quarantine" });
    expect(parse_route("#/networks").page).toBe("networks");
    expect(parse_route("#/settings").page).toBe("settings");
});
