// SPDX-License-Identifier: Apache-2.0
// A console of made answers, for looking at the pages while working on them, and for the browser's tests of every page
// in every state (tests/end_to_end/pages.mjs): web/run build && web/run mock [port] [scene]. Scenes: usual, empty,
// warming, full, signed_out, demo, loud (500 contacts a second), calm. It serves dist/ under the policy that the real console
// sets. Loopback only; no part of the product.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { called, changed, records, told } from "./story.mjs";

const port = Number(process.argv[2] ?? 8899);
const scene = process.argv[3] ?? "usual";
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

let signed_in = false;
let state = 7;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const iso = (ms) => new Date(ms).toISOString();
const pick = (list) => list[Math.floor(random() * list.length)];

const payloads = [
    Buffer.from(
        "GET / HTTP/1.1\r\nHost: 203.0.113.5\r\nUser-Agent: <img src=x onerror=alert(1)>\r\n\r\n",
    ),
    Buffer.from("0000002fff534d4272000000001801280000000000000000000000000000", "hex"),
    Buffer.from("\u001b[31mred\u202egnp.exe\u200b root:xc3511\r\n"),
    Buffer.from("SSH-2.0-Go\r\n"),
    Buffer.from("0300002a25e00000000000436f6f6b69653a206d737473686173683d686974", "hex"),
    Buffer.alloc(0),
];
const signals = [
    "tcp/445",
    "tcp/23",
    "tcp/22",
    "tcp/3389",
    "udp/5060",
    "tcp/8080",
    "tcp/6379",
    "tcp/1433",
    "udp/123",
];
const countries = [
    "CN",
    "US",
    "BR",
    "IN",
    "RU",
    "VN",
    "DE",
    "NL",
    "KR",
    "TW",
    "ID",
    "TR",
    "SG",
    "HK",
    "GB",
    "",
];
const address = () =>
    `${pick([192, 198, 203])}.${pick(["0.2", "51.100", "0.113"])}.${Math.floor(random() * 255)}`;

let number = 0;
function contact(at) {
    const signal = pick(signals).split("/");
    // In the scene "loud" a contact says when it was made, for tests/end_to_end/feed.mjs.
    const bytes =
        scene === "loud"
            ? Buffer.from(`at ${Date.now()} `)
            : signal[0] === "tcp"
              ? pick(payloads)
              : payloads[3];
    number += 1;
    return {
        id: `20261122-${number}`,
        kind: "contact",
        sensor: "porch",
        epoch: 1763770000000000,
        sequence: number,
        seen_at: iso(at).replace("Z", "123456Z"),
        ended_at: iso(at + 1340),
        transport: signal[0],
        source: address(),
        source_port: 30000 + Math.floor(random() * 30000),
        destination: "127.0.0.1",
        destination_port: Number(signal[1]),
        handshake: signal[0] === "udp" ? "datagram" : bytes.length ? "sent_data" : "completed",
        ending: "peer_closed",
        bytes_in: bytes.length,
        first_bytes: bytes.length ? bytes.toString("base64") : undefined,
        first_bytes_sha256: bytes.length
            ? "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            : undefined,
        similarity: "00ff12ab34cd56ef",
        protocol: signal[1] === "445" ? "smb1" : signal[1] === "8080" ? "http" : undefined,
        stage: "probe",
        decoded:
            signal[1] === "445" ? [{ name: "smb.dialects", value: "NT LM 0.12, SMB 2.???" }] : [],
        labels:
            signal[1] === "445"
                ? [
                      {
                          name: "smb1-negotiate",
                          grade: "likely",
                          rule: "smb/negotiate/1",
                          attack_ids: ["T1021.002"],
                      },
                  ]
                : [],
        origin: "honeypoint",
        simulated: scene === "demo",
        country: pick(countries),
    };
}
const stored = Array.from({ length: 300 }, (_, index) =>
    contact(Date.now() - (300 - index) * 21_000),
).reverse();

function interval(count, seconds) {
    if (scene === "warming")
        return {
            count,
            window_seconds: seconds,
            mean_seconds: null,
            low_seconds: null,
            high_seconds: null,
            sentence: "warming up: in the first 24 h every host is new",
        };
    const words = count
        ? `every ${(seconds / count / 60).toFixed(1)} min (${((seconds / count / 60) * 0.9).toFixed(1)}-${((seconds / count / 60) * 1.12).toFixed(1)})`
        : "none seen";
    return {
        count,
        window_seconds: seconds,
        mean_seconds: count ? seconds / count : null,
        low_seconds: null,
        high_seconds: null,
        sentence: words,
    };
}
const lengths = { "6h": 21600, "24h": 86400, "7d": 604800, "30d": 2592000, "90d": 7776000 };

function now(query) {
    const seconds = lengths[query.get("window") ?? "24h"] ?? 86400;
    const nothing = scene === "empty";
    return {
        at: iso(Date.now()),
        window_seconds: seconds,
        signal: query.get("signal"),
        simulated: scene === "demo",
        warming: scene === "warming" || nothing,
        warm_at: scene === "warming" || nothing ? iso(Date.now() + 7 * 3600e3) : null,
        new_hosts: interval(nothing ? 0 : Math.round(seconds / 300), seconds),
        new_hosts_last_hour: interval(nothing ? 0 : 14, 3600),
        events: nothing ? 0 : 4127,
        sources: nothing ? 0 : 611,
        active_sources: nothing ? 0 : 611,
        cumulative_sources: nothing ? 0 : 5210,
        first_event: nothing ? null : iso(Date.now() - (scene === "warming" ? 0.7 : 9) * 86400e3),
        coverage: { known: true, share: 0.9731, sensors: 1, gaps: [] },
        top_signals: nothing
            ? []
            : signals.map((signal, index) => ({
                  signal,
                  events: Math.round(2000 / (index + 1)),
                  new_hosts: Math.round(180 / (index + 1)),
              })),
        countries: {
            known: scene !== "warming",
            source: "IPFire location database, 2026-06-25",
            rows: nothing
                ? []
                : countries.map((country, index) => ({
                      country,
                      sources: country
                          ? Math.round(190 / (index + 1))
                          : scene === "full"
                            ? 400
                            : 31,
                  })),
        },
        sensors_up: scene === "full" ? 0 : 1,
        sensors_total: 1,
        store: {
            events: 41270,
            bytes: 73_400_320,
            days: 9,
            full: scene === "full",
            refused_writes: scene === "full" ? 412 : 0,
        },
    };
}

/** Nine days of a signal on which a thousand sources came, the most of them in the last three. */
function pictures(signal) {
    const day = 86_400_000;
    const start = Math.floor(Date.now() / day) * day - 8 * day;
    const text = (at) => new Date(at).toISOString();
    const date = (at) => text(at).slice(0, 10);
    let cumulative = 0;
    const arrivals = Array.from({ length: 72 }, (_, bin) => {
        const came = bin < 48 ? 5 + (bin % 3) : 12 + bin - 48;
        cumulative += came;
        const consumer = Math.floor(came * 0.6);
        const hosting = Math.floor(came * 0.2);
        return {
            ...{ at: text(start + (bin * day) / 8), sources: came, cumulative },
            by_class: [came - consumer - hosting, consumer, 0, 0, hosting, 0, 0, 0],
        };
    });
    const days = Array.from({ length: 9 }, (_, index) => date(start + index * day));
    const rows = Array.from({ length: 12 }, (_, index) => {
        const seen = days.filter((_, at) => at === 0 || at === 8 || (at + index) % 4 === 0);
        // Awake for six hours of each of its days, in cells of three hours.
        const cells = seen.flatMap((one) => {
            const midnight = days.indexOf(one) * 8;
            return [midnight + (index % 6), midnight + (index % 6) + 1];
        });
        return {
            ...{ source: `198.18.0.${index + 1}`, country: "BR", contacts: 9, days: seen, cells },
            ...{ first_seen: `${seen[0]}T05:00:00Z`, last_seen: `${seen.at(-1)}T01:00:00Z` },
        };
    });
    const stages = ["none", "scan", "probe", "enumeration", "brute_force", "exploit_attempt"];
    return {
        ...{ signal, simulated: true, from: text(start), to: text(start + 9 * day) },
        ...{ counted_at: text(Date.now()), contacts: 40 * cumulative, sources: cumulative },
        ...{ bin_seconds: 10_800, networks_known: true, arrivals, stage_not_kept: 0 },
        classes: [
            ...["unknown", "consumer", "mobile", "commercial", "hosting", "education"],
            ...["government", "research_scanner"],
        ],
        active_days: days.map((one, index) => ({ day: one, sources: 60 + 10 * index })),
        stages: [...stages, "payload_delivery"].map((stage, rank) => ({
            ...{ stage, sources: Math.floor(cumulative / 2 ** rank) },
        })),
        raster: {
            ...{ cells_from: `${days[0]}T00:00:00Z`, cell_seconds: 10_800 },
            ...{ rows, sources_not_shown: cumulative - rows.length },
        },
        families: [
            {
                ...{ payload: "ba7816bf8f01cfea", copies: 700, variants: 3 },
                ...{ begins: "AAAALf9TTUJyAAAAABgBSA==" },
                ...{ first_seen: text(start), last_seen: text(start + 8 * day) },
            },
        ],
    };
}

function series(query) {
    const widths = { "5m": 300, "15m": 900, "1h": 3600, "6h": 21600, "1d": 86400 };
    const width = widths[query.get("bin") ?? "5m"];
    const from = Math.floor(Date.parse(query.get("from")) / 1000 / width) * width;
    const to = Date.parse(query.get("to")) / 1000;
    const points = [];
    const coverage = [];
    state = 11;
    for (let at = from, index = 0; at < to; at += width, index += 1) {
        const place = (at - from) / (to - from);
        const away = place > 0.37 && place < 0.44;
        coverage.push({
            at: iso(at * 1000),
            share: away ? 0 : place > 0.7 && place < 0.74 ? 0.72 : 1,
        });
        const steps = width / 300;
        const hosts = away
            ? 0
            : Math.round(
                  steps * (3 + 4 * Math.sin(place * 9) ** 2 + random() * 4 + (place > 0.8 ? 6 : 0)),
              );
        const new_hosts = Math.round(hosts * (0.2 + random() * 0.3));
        if (hosts)
            points.push({
                at: iso(at * 1000),
                events: hosts * 3,
                bytes_in: hosts * 190,
                hosts,
                new_hosts,
            });
    }
    return {
        signal: query.get("signal"),
        bin_seconds: width,
        hosts_are: width === 300 ? "distinct" : "sum_of_5m_distinct",
        points: scene === "empty" ? [] : points,
        coverage,
    };
}

function source(at) {
    const one = contact(at);
    return {
        address: one.source,
        first_seen: iso(at - random() * 5e8),
        last_seen: iso(at),
        events: 1 + Math.floor(random() * 300),
        bytes_in: Math.floor(random() * 90000),
        sensors: 1,
        verified: random() > 0.3,
        simulated: scene === "demo",
        country: one.country,
        network: network_of(one.source),
        signals: signals
            .slice(0, 1 + Math.floor(random() * 7))
            .map((signal) => ({ signal, events: 12, last_seen: iso(at) })),
        signals_not_listed: 0,
    };
}
/** Classes by the last number of the address, so that one address always has the same. */
function network_of(address) {
    const names = ["consumer", "hosting", "mobile", "commercial", "education", "unknown"];
    const place = Number(address.split(".").at(-1)) % names.length;
    return { class: names[place], country: "", as_name: "", flags: [], basis: [] };
}
const sources = Array.from({ length: 50 }, (_, index) => source(Date.now() - index * 95_000));

const sensors = {
    sensors: [
        {
            name: "porch",
            up: scene !== "full",
            last_heartbeat: iso(Date.now() - 21_000),
            version: "0.1.0",
            started_seconds_ago: 93_211,
            listeners: 24,
            listeners_failed: 1,
            open_connections: 3,
            signals: ["tcp/22", "tcp/23", "tcp/8000-8010", "udp/123"],
            counters: [
                ["accepted", 4130],
                ["reported", 4021],
                ["open", 3],
                ["aggregated", 96],
                ["refused_per_source", 10],
                ["datagrams", 310],
            ].map(([name, value]) => ({ name, value })),
            reach: [
                {
                    ...{ signal: "tcp/22", state: "unreachable", how: "nmap \u202efrom outside" },
                    ...{ since: iso(Date.now() - 9e7), checked_at: iso(Date.now() - 9e6) },
                },
            ],
            events: 4127,
            last_event: iso(Date.now() - 4_000),
        },
        {
            name: scene === "calm" ? "cellar" : "cellar\u202e",
            up: false,
            last_heartbeat: iso(Date.now() - 8_000_000),
            version: "0.1.0",
            started_seconds_ago: 1200,
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
            last_event: null,
        },
    ],
};

/** The look-up: whatever is asked, the made sources and contacts are what is known of it; words find what is called so. */
function asked(typed) {
    const simulated = scene === "demo";
    // As src/console/api/ask.cpp reads a port.
    const port = /^(?:port +)?(?:(tcp|udp)[/ ] *)?(\d{1,5})(?:[/ ] *(tcp|udp))?$/i.exec(
        typed.trim(),
    );
    const text = port
        ? `${(port[1] ?? port[3] ?? "tcp").toLowerCase()}/${Number(port[2])}`
        : typed.trim();
    if (!port && !/^(as\d+|[0-9a-f.:]+(\/\d+)?)$/i.test(text))
        return { query: text, kind: "words", simulated, records: called(text) };
    const kind = text.startsWith("AS")
        ? "as"
        : text.includes(".")
          ? text.includes("/")
              ? "network"
              : "address"
          : text.includes("/")
            ? "signal"
            : "payload";
    const some = (rows) => ({ total: 1234, offset: 0, rows: rows.slice(0, 50) });
    return {
        ...{ query: text, kind, simulated, known: true },
        ...(kind === "address" ? told("/api/v1/network/" + text, new URLSearchParams()) : {}),
        ...(kind === "payload" ? {} : { sources: some(sources) }),
        ...(kind === "as" ? {} : { contacts: { rows: stored.slice(0, 20), next: "c2" } }),
        records: kind === "payload" ? [] : records,
    };
}

function answer(path, query) {
    if (path === "/api/v1/now") return now(query);
    if (path === "/api/v1/series") return series(query);
    if (path === "/api/v1/sensors") return sensors;
    if (path === "/api/v1/sources") {
        if (query.get("search") === "nonsense")
            return {
                status: 400,
                title: "Bad request",
                type: "about:blank",
                detail: "search: not an address or a prefix",
                parameter: "search",
            };
        return { total: 1234, offset: Number(query.get("offset") ?? 0), rows: sources };
    }
    if (path === "/api/v1/ask") return asked(query.get("q"));
    if (path.startsWith("/api/v1/sources/"))
        return {
            source: sources.find((one) => path.endsWith(one.address)) ?? sources[0],
            contacts: stored.slice(0, 20),
            next: "c2",
        };
    if (path === "/api/v1/pictures") return pictures(query.get("signal"));
    if (path === "/api/v1/contacts")
        return {
            rows: scene === "empty" ? [] : stored.slice(0, Number(query.get("limit") ?? 50)),
            next: "c2",
        };
    if (scene !== "empty") {
        const found = told(path, query);
        if (found !== undefined) return found;
    }
    const one =
        stored.find((row) => path === `/api/v1/contacts/${row.id}`) ??
        (path.startsWith("/api/v1/contacts/") ? stored[5] : undefined);
    return one ?? { status: 404, title: "Not found", type: "about:blank" };
}

const types = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
};

createServer((request, response) => {
    const url = new URL(request.url, "http://loopback");
    response.setHeader("content-security-policy", policy);
    if (url.pathname === "/api/v1/live" && scene !== "signed_out") {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.flushHeaders();
        const say = (kind, value) =>
            response.write(`event: ${kind}\ndata: ${JSON.stringify(value)}\n\n`);
        const timer = setInterval(() => {
            if (scene === "empty") return;
            const one = contact(Date.now());
            stored.unshift(one);
            if (stored.length > 400) stored.pop();
            say("contact", one);
        }, 900);
        const burst = setInterval(() => {
            for (let index = 0; scene === "loud" && index < 10; index += 1)
                say("contact", contact(Date.now()));
        }, 20);
        const fresh = setInterval(() => say("now", now(new URLSearchParams())), 5000);
        if (scene === "full") say("dropped", { contacts: 17 });
        request.on("close", () => [timer, burst, fresh].forEach(clearInterval));
        return;
    }
    if (url.pathname.startsWith("/api/") && request.method !== "GET") {
        let text = "";
        request.on("data", (piece) => (text += piece));
        request.on("end", () => {
            const sealed =
                request.headers["x-hitme-csrf"] === "sealed" || url.pathname === "/api/v1/login";
            const value = sealed
                ? changed(
                      request.method,
                      decodeURIComponent(url.pathname),
                      text ? JSON.parse(text) : {},
                  )
                : { status: 403, title: "Forbidden", type: "about:blank", detail: "no seal" };
            if (url.pathname === "/api/v1/login" && value === null) signed_in = true;
            if (value === null) return void response.writeHead(204).end();
            response.writeHead(typeof value?.status === "number" ? value.status : 200, {
                "content-type": "application/json",
            });
            response.end(JSON.stringify(value ?? null));
        });
        return;
    }
    if (url.pathname.startsWith("/api/")) {
        const open = url.pathname === "/api/v1/login" || scene !== "signed_out" || signed_in;
        const value = open
            ? answer(decodeURIComponent(url.pathname), url.searchParams)
            : { status: 401, title: "Unauthorized", type: "about:blank" };
        response.writeHead(typeof value.status === "number" ? value.status : 200, {
            "content-type": "application/json",
        });
        response.end(JSON.stringify(value));
        return;
    }
    try {
        const path = normalize(url.pathname === "/" ? "/index.html" : url.pathname);
        const body = readFileSync(join(dist, path));
        response.writeHead(200, {
            "content-type": types[extname(path)] ?? "application/octet-stream",
        });
        response.end(body);
    } catch {
        response.writeHead(404).end();
    }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
