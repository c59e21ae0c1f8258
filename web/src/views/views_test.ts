// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session } from "../lib/session.svelte";
import {
    console_of,
    contact_answer,
    hostile,
    now_answer,
    sensor_answer,
    series_answer,
    shown,
    source_answer,
    type Shown,
} from "./answers_for_tests";
import ContactView from "./contact/Contact.svelte";
import NowView from "./now/Now.svelte";
import SensorsView from "./sensors/Sensors.svelte";
import SourceView from "./source/Source.svelte";
import SourcesView from "./sources/Sources.svelte";

// No canvas here: the chart's own functions have their test, and a real browser draws it end to end.
vi.mock("uplot", () => ({
    default: class {
        setData() {}
        setSize() {}
        redraw() {}
        destroy() {}
    },
}));

let page: Shown | undefined;
beforeEach(() => {
    session.zone = "UTC";
});
afterEach(() => {
    page?.close();
    page = undefined;
    vi.unstubAllGlobals();
});

const usual = {
    "/api/v1/now": now_answer,
    "/api/v1/series": series_answer,
    "/api/v1/contacts": { rows: [contact_answer], next: null },
};

async function now_page(change: Partial<typeof now_answer>) {
    console_of({ ...usual, "/api/v1/now": { ...now_answer, ...change } });
    page = await shown(NowView, { query: {} }, (text) => text.includes("Live contacts"));
    return page;
}

test("Now says how often new hosts come, for which window, and how much of it was covered", async () => {
    const { root, text } = await now_page({});
    expect(root.querySelector("[data-testid=headline]")?.textContent).toBe(
        "every 5.0 min (4.5–5.6)",
    );
    expect(text()).toContain("New hosts on all ports");
    expect(text()).toContain("coverage 97 % of 24 h, 1 sensor");
    expect(text()).toContain("every 5.0 min (2.9–9.7)");
});

test("Now says unknown countries first where they are many, and names the database", async () => {
    const { root, text } = await now_page({});
    expect(root.querySelector("[data-testid=country]")?.textContent).toContain("unknown");
    expect(text()).toContain("50 % of sources have no known country");
    expect(text()).toContain("a database, 2026-02-01");
});

test("Now tells no interval while it warms up, and until when", async () => {
    const unknown = { mean_seconds: null, low_seconds: null, high_seconds: null };
    const { text } = await now_page({
        warming: true,
        warm_at: "2026-03-03T06:00:00Z",
        first_event: "2026-03-02T06:00:00Z",
        new_hosts: { ...now_answer.new_hosts, ...unknown, count: 37, sentence: "warming up" },
    });
    expect(text()).toContain("37 hosts so far");
    expect(text()).toContain("first 24 h: every host is new until 2026-03-03 06:00");
    expect(text()).not.toContain("every 5.0 min (4.5–5.6)");
});

test("Now says that nothing can be said about coverage without heartbeats", async () => {
    const { text } = await now_page({ coverage: { known: false, share: null, sensors: 0 } });
    expect(text()).toContain("coverage of 24 h not known: no heartbeats");
});

test("Now explains what silence can mean", async () => {
    const { text } = await now_page({ events: 0, first_event: null });
    expect(text()).toContain("Nobody has knocked yet");
    expect(text()).toContain("Nothing can reach the sensor");
});

test("Now says that the store is full, and that counting goes on", async () => {
    const { text } = await now_page({
        store: { ...now_answer.store, full: true, refused_writes: 3 },
    });
    expect(text()).toContain("The store is full.");
    expect(text()).toContain("3 writes refused");
});

test("Now tells the frame that the numbers are made", async () => {
    await now_page({ simulated: true });
    expect(session.simulated).toBe(true);
});

test("a browser that is not signed in is sent to the link", async () => {
    console_of({ "/api/v1/now": { title: "Unauthorized", status: 401 } }, 401);
    page = await shown(NowView, { query: {} }, (text) => text.includes("not signed in"));
    expect(page.text()).toContain("Open the link that hitme up printed");
});

test("Contact shows what a stranger sent as text, and never as markup", async () => {
    console_of({ "/api/v1/contacts/c-1": contact_answer });
    page = await shown(ContactView, { subject: "c-1" }, (text) => text.includes("SHA-256"));
    expect(page.root.querySelectorAll("img, script, iframe")).toHaveLength(0);
    const decoded = page.root.querySelector("[data-testid=decoded]")?.textContent;
    expect(decoded).toContain(`\\u{202e}${hostile}\\x1b[31m`);
    expect(page.root.textContent).not.toContain("\u202e");
    // The first row of `printf '<img src=x onerr' | hexdump -C`.
    expect(page.text()).toContain("3c 69 6d 67 20 73 72 63 3d 78 20 6f 6e 65 72 72");
    expect(page.text()).toContain("2026-03-02 11:59:58.123456789");
});

test("Contact shows fields that it does not know by their own name", async () => {
    console_of({ "/api/v1/contacts/c-1": { ...contact_answer, from_the_future: { a: 1 } } });
    page = await shown(ContactView, { subject: "c-1" }, (text) => text.includes("SHA-256"));
    expect(page.text()).toMatch(/from_the_future\s*\{"a":1\}/);
});

test("Contact copies itself as JSON", async () => {
    const written: string[] = [];
    vi.stubGlobal("navigator", {
        clipboard: { writeText: async (text: string) => void written.push(text) },
    });
    console_of({ "/api/v1/contacts/c-1": contact_answer });
    page = await shown(ContactView, { subject: "c-1" }, (text) => text.includes("SHA-256"));
    page.root.querySelector<HTMLButtonElement>("[data-testid=copy-json]")?.click();
    await vi.waitUntil(() => written.length > 0);
    expect(JSON.parse(written[0] ?? "")).toEqual(contact_answer);
});

test("Sources asks for what the address says, and shows the total", async () => {
    const asked = console_of({
        "/api/v1/sources": { total: 1234, offset: 50, rows: [source_answer] },
    });
    const query = {
        search: "192.0.2.0/24",
        signal: "tcp/445",
        order: "events",
        descending: "false",
        offset: "50",
    };
    page = await shown(SourcesView, { query }, (text) => text.includes("1,234 sources"));
    expect(page.text()).toContain("51–51 of 1,234");
    expect(page.text()).toContain("unproven");
    expect(asked).toEqual([
        "/api/v1/sources?search=192.0.2.0%2F24&signal=tcp%2F445&order=events&descending=false&offset=50&limit=50",
    ]);
});

test("Sources sorts by the column that is clicked", async () => {
    console_of({ "/api/v1/sources": { total: 1, offset: 0, rows: [source_answer] } });
    page = await shown(SourcesView, { query: {} }, (text) => text.includes("1 source"));
    page.root.querySelector<HTMLButtonElement>("[data-testid=sort-events]")?.click();
    expect(location.hash).toBe("#/sources?order=events&descending=true");
});

test("Sources repeats the console's reason when it refuses a search", async () => {
    const refusal = {
        title: "Bad request",
        status: 400,
        detail: "search: not an address",
        parameter: "search",
    };
    console_of({ "/api/v1/sources": refusal }, 400);
    page = await shown(SourcesView, { query: { search: "x" } }, (text) =>
        text.includes("Bad request"),
    );
    expect(page.text()).toContain("search: not an address");
    expect(page.root.querySelector("[data-testid=search]")?.getAttribute("aria-invalid")).toBe(
        "true",
    );
});

test("a source's history has its signals and contacts", async () => {
    console_of({
        "/api/v1/sources/192.0.2.77": {
            source: source_answer,
            contacts: [contact_answer],
            next: null,
        },
    });
    page = await shown(SourceView, { subject: "192.0.2.77" }, (text) =>
        text.includes("What it tried"),
    );
    expect(page.text()).toContain("Brazil");
    expect(page.text()).toContain("1 of 7 listed");
    expect(page.root.querySelectorAll("[data-testid=contact-row]")).toHaveLength(1);
});

test("a source's furthest contacts are told first, and labels that are left out are counted", async () => {
    const label = (name: string) => ({ ...contact_answer.labels?.[0], name });
    const listing = Array.from({ length: 14 }, (_, at) => label(`listing ${at}`));
    const contacts = [
        { ...contact_answer, id: "c-1", stage: "enumeration", labels: listing },
        {
            ...contact_answer,
            ...{ id: "c-2", stage: "exploit_attempt", labels: [label("MS08-067")] },
            decoded: [
                ...Array.from({ length: 8 }, () => ({ name: "operation", value: "smb1 ECHO" })),
                { name: "operations.more", value: "20" },
            ],
        },
    ];
    console_of({
        "/api/v1/sources/192.0.2.77": { source: source_answer, contacts, next: null },
    });
    page = await shown(SourceView, { subject: "192.0.2.77" }, (text) =>
        text.includes("What it tried"),
    );
    expect(page.text()).toMatch(/MS08-067, listing 0, .*listing 10\s+and 3 more/);
    // 8 + 20 operations, of which 6 are listed.
    expect(page.root.querySelector("[data-testid=told]")?.textContent).toContain("and 22 more");
});

test("A source on the list of benign scanners says who it is and where that is written", async () => {
    const benign = {
        ...{ class: "research", name: `Example University ${hostile}` },
        ...{ source: "https://example.edu/scans", date: "2026-01-02" },
    };
    console_of({
        "/api/v1/sources/192.0.2.77": {
            source: { ...source_answer, benign },
            contacts: [contact_answer],
            next: null,
        },
    });
    page = await shown(SourceView, { subject: "192.0.2.77" }, (text) =>
        text.includes("What it tried"),
    );
    expect(page.root.querySelector("[data-testid=source-benign]")?.textContent).toContain(
        "research",
    );
    expect(page.text()).toContain("Example University");
    expect(page.text()).toContain("https://example.edu/scans");
    expect(page.root.querySelector("img")).toBeNull();
});

test("Sensors adds the counters up and says when they do not hold", async () => {
    console_of({ "/api/v1/sensors": { sensors: [sensor_answer] } });
    page = await shown(SensorsView, {}, (text) => text.includes("alpha"));
    expect(page.text()).toContain("● up");
    expect(page.text()).toContain("the law is broken: the sum is 10"); // 12 accepted, 10 reported
});

test("Sensors says which ports nothing can reach, and how to record a check where nobody did", async () => {
    const reach = [
        {
            ...{ signal: "tcp/445", state: "unreachable" as const, how: hostile },
            ...{ since: "2026-02-28T00:00:00Z", checked_at: "2026-03-01T00:00:00Z" },
        },
    ];
    console_of({
        "/api/v1/sensors": {
            sensors: [
                { ...sensor_answer, reach },
                { ...sensor_answer, name: "beta" },
            ],
        },
    });
    page = await shown(SensorsView, {}, (text) => text.includes("beta"));
    const [alpha, beta] = page.root.querySelectorAll("[data-testid=reachability]");
    const said = alpha?.textContent?.replace(/\s+/g, " ");
    expect(said).toContain("tcp/445 unreachable since 2026-02-28 00:00");
    expect(said).toContain(hostile);
    expect(beta?.textContent).toContain("is not known");
    expect(beta?.textContent).toContain("--sensor beta");
});
