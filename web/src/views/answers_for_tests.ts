// SPDX-License-Identifier: Apache-2.0
// Fixed answers of a console, and a page over them. Addresses are from RFC 5737.
import { flushSync, mount, unmount, type Component } from "svelte";
import { vi } from "vitest";
import type { Contact, Finding, Now, Sensor, Series, Source } from "../api/client";

export const hostile = `<img src=x onerror=alert(1)><script>alert(2)</script>`;

export const now_answer: Now = {
    at: "2026-03-02T12:00:00Z",
    window_seconds: 86_400,
    signal: null,
    simulated: false,
    warming: false,
    warm_at: null,
    new_hosts: {
        count: 288,
        window_seconds: 86_400,
        mean_seconds: 300,
        low_seconds: 267,
        high_seconds: 338,
        sentence: "every 5.0 min (4.5-5.6)",
    },
    new_hosts_last_hour: {
        count: 12,
        window_seconds: 3_600,
        mean_seconds: 300,
        low_seconds: 172,
        high_seconds: 581,
        sentence: "every 5.0 min (2.9-9.7)",
    },
    events: 1000,
    sources: 400,
    active_sources: 400,
    cumulative_sources: 5210,
    first_event: "2026-02-01T00:00:00Z",
    coverage: { known: true, share: 0.97, sensors: 1 },
    top_signals: [{ signal: "tcp/445", events: 600, new_hosts: 200 }],
    countries: {
        known: true,
        source: "a database, 2026-02-01",
        rows: [
            { country: "BR", sources: 50 },
            { country: "", sources: 50 },
        ],
    },
    sensors_up: 1,
    sensors_total: 1,
    store: { events: 1000, bytes: 4096, full: false, days: 3, refused_writes: 0 },
};

export const contact_answer: Contact = {
    id: "c-1",
    kind: "contact",
    seen_at: "2026-03-02T11:59:58.123456789Z",
    source: "192.0.2.77",
    source_port: 50123,
    transport: "tcp",
    destination_port: 445,
    handshake: "sent_data",
    bytes_in: hostile.length,
    first_bytes: btoa(hostile),
    first_bytes_sha256: "00ff",
    decoded: [{ name: "smb.dialects", value: `\u202e${hostile}\u001b[31m` }],
    labels: [{ name: hostile, grade: "likely", rule: "r/1", attack_ids: ["T1210"] }],
};

export const source_answer: Source = {
    address: "192.0.2.77",
    first_seen: "2026-03-01T00:00:00Z",
    last_seen: "2026-03-02T11:59:58Z",
    events: 7,
    bytes_in: 2048,
    sensors: 1,
    verified: false,
    simulated: false,
    country: "BR",
    signals: [{ signal: "tcp/445", events: 7, last_seen: "2026-03-02T11:59:58Z" }],
};

export const sensor_answer: Sensor = {
    name: "alpha",
    up: true,
    last_heartbeat: "2026-03-02T11:59:30Z",
    version: "0.1.0",
    listeners: 2,
    listeners_failed: 0,
    open_connections: 0,
    signals: ["tcp/445"],
    counters: [
        { name: "accepted", value: 12 },
        { name: "reported", value: 10 },
    ],
    reach: [],
    events: 10,
};

export const series_answer: Series = {
    signal: null,
    bin_seconds: 300,
    hosts_are: "distinct",
    points: [{ at: "2026-03-02T11:50:00Z", events: 4, bytes_in: 10, hosts: 2, new_hosts: 1 }],
    coverage: [{ at: "2026-03-02T11:50:00Z", share: 1 }],
};

/** A console that gives these answers by path; what is not listed is 404. Returns the addresses that were asked. */
export function console_of(answers: Record<string, unknown>, status = 200): string[] {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (address: string) => {
        asked.push(address);
        const answer = answers[address.split("?")[0] ?? ""];
        const missing = { type: "about:blank", title: "Not found", status: 404 };
        return new Response(JSON.stringify(answer ?? missing), {
            status: answer === undefined ? 404 : status,
            headers: { "content-type": "application/json" },
        });
    });
    vi.stubGlobal(
        "EventSource",
        class extends EventTarget {
            static readonly CLOSED = 2;
            readyState = 1;
            close() {
                this.readyState = 2;
            }
        },
    );
    return asked;
}

export interface Shown {
    root: HTMLElement;
    /** What a reader reads, with runs of white space as one space. */
    text(): string;
    close(): void;
}

/** Mounts a view and waits until `holds` of its text. */
export async function shown<P extends Record<string, unknown>>(
    view: Component<P>,
    props: P,
    holds: (text: string) => boolean,
): Promise<Shown> {
    const root = document.createElement("div");
    document.body.append(root);
    const mounted = mount(view, { target: root, props });
    const text = () => (root.textContent ?? "").replace(/\s+/g, " ");
    await vi.waitUntil(
        () => {
            flushSync();
            return holds(text());
        },
        { timeout: 5_000, interval: 5 },
    );
    return {
        root,
        text,
        close: () => {
            void unmount(mounted);
            root.remove();
        },
    };
}

export const finding_answer: Finding = {
    id: "tcp-445.growth.3",
    subject: "tcp/445",
    question: "growth",
    verdict: "linear",
    judged_at: "2026-03-02T00:00:00Z",
    made_at: "2026-03-02T00:00:05Z",
    window: {
        from: "2026-02-28T00:00:00Z",
        to: "2026-03-02T00:00:00Z",
        baseline_from: "2026-02-21T00:00:00Z",
    },
    numbers: [{ name: "doubling_h", value: 6.2, low: 4.9, high: 8.1, unit: "h" }],
    sentence: "Hosts on tcp/445 grow linearly, and not exponentially.",
    more: ["The exponential shape has weight 0.01."],
    coverage: {
        known: true,
        share: 0.97,
        exposure_min: 0.5,
        sensors: 3,
        lost_sensors: [],
        excluded_sensors: [],
    },
    method: "growth/1",
    data: { events: 1200, hosts: 480, unverified_contacts: 3, digest: "00ff" },
    state: "standing",
    supersedes: "tcp-445.growth.2",
    superseded_by: null,
    superseded_at: null,
    why: "verdict",
    was: { verdict: "undetermined", judged_at: "2026-03-01T00:00:00Z" },
    suspected: false,
    simulated: false,
};
