// SPDX-License-Identifier: Apache-2.0
// Made answers for the pages about campaigns, cases, advisories and settings: an outbreak on tcp/445 that began a day
// and a half ago, seen by a small fleet with a hole in its coverage. Every text that a stranger could choose is hostile.

// In the scene "calm", for the documents' pictures, nobody is hostile.
export const hostile =
    process.argv[3] === "calm"
        ? "a colleague"
        : `<img src=x onerror="window.owned=1">\u202egnp\u001b[31m`;
const hour = 3_600_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z/, "Z");
const now = Math.floor(Date.now() / hour) * hour;
const ago = (hours) => iso(now - hours * hour);
const simulated = false;

let state = 3;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const page = (rows, more = {}) => ({ total: rows.length, offset: 0, rows, ...more });

const coverage = {
    known: true,
    share: 0.943,
    exposure_min: 0.2,
    sensors: 5,
    lost_sensors: ["cellar"],
    excluded_sensors: [],
};
const finding = (number, question, verdict, hours, sentence, numbers, more = {}) => ({
    id: `tcp-445.${question}.${number}`,
    subject: "tcp/445",
    question,
    verdict,
    judged_at: ago(hours),
    made_at: ago(hours),
    window: { from: ago(hours + 48), to: ago(hours), baseline_from: ago(hours + 14 * 24) },
    numbers,
    sentence,
    more: ["Loud sources were left out: 2.", "The daily cycle of the baseline was taken out."],
    coverage,
    method: `${question}/1`,
    data: { events: 41_270, hosts: 3_912, unverified_contacts: 212, digest: "5f1c09aa91d2e4b7" },
    state: "standing",
    supersedes: null,
    superseded_by: null,
    superseded_at: null,
    why: "first",
    was: null,
    simulated,
    ...more,
});
const n = (name, value, low, high, unit) => ({ name, value, low, high, unit });
export const findings = [
    finding(
        3,
        "growth",
        "linear",
        0,
        "Hosts seen per hour on tcp/445 grow linearly, and not exponentially.",
        [
            n("slope_hosts_per_h2", 2.31, 1.94, 2.71, "hosts/h2"),
            n("doubling_h", 21.4, 18.1, 26.9, "h"),
        ],
        {
            why: "verdict",
            was: { verdict: "undetermined", judged_at: ago(12) },
            supersedes: "tcp-445.growth.2",
        },
    ),
    finding(
        2,
        "growth",
        "undetermined",
        12,
        "Whether the growth on tcp/445 is linear or exponential cannot be told yet: 24 hours are too few.",
        [n("exponential_weight", 0.41, null, null, "share")],
        {
            state: "superseded",
            superseded_by: "tcp-445.growth.3",
            superseded_at: ago(0),
            why: "verdict",
            was: { verdict: "no_growth", judged_at: ago(36) },
        },
    ),
    finding(
        1,
        "growth",
        "no_growth",
        36,
        "Hosts seen per hour on tcp/445 do not grow.",
        [n("level_hosts_per_h", 31, 28, 34, "hosts/h")],
        { state: "superseded", superseded_by: "tcp-445.growth.2", superseded_at: ago(12) },
    ),
    finding(2, "onset", "rise", 0, "New hosts on tcp/445 rose a day and a half ago.", [
        n("onset", now - 35 * hour, now - 37 * hour, now - 33.5 * hour, "ms"),
    ]),
    finding(
        1,
        "dormancy",
        "not_testable",
        0,
        "Whether these hosts sleep cannot be tested: too few of them come back.",
        [n("revisit_share", 0.07, 0.05, 0.09, "share")],
    ),
    finding(
        1,
        "attribution",
        "excess",
        0,
        "Consumer networks in Asia carry most of the rise, 61 % of it.",
        [n("excess", 2_210, 1_990, 2_440, "hosts")],
    ),
];
const other = [
    {
        ...findings[2],
        id: "tcp-23.growth.8",
        subject: "tcp/23",
        state: "standing",
        sentence: "Hosts seen per hour on tcp/23 do not grow.",
    },
];

function chart() {
    state = 17;
    const bins = [];
    const expected = (at) => 31 + 9 * Math.sin(((at / hour) % 24) / 3.82);
    const rise = (at) => Math.max(0, (at - (now - 35 * hour)) / hour) * 2.31;
    for (let at = now - 120 * hour; at < now; at += hour) {
        const away = at >= now - 62 * hour && at < now - 57 * hour;
        const partly = at >= now - 20 * hour && at < now - 14 * hour;
        const exposure = away ? 0 : partly ? 0.6 : 1;
        const mean = expected(at) + rise(at);
        const hosts = Math.round(exposure * (mean + (random() - 0.5) * 3.2 * Math.sqrt(mean)));
        bins.push({
            at: iso(at),
            hosts,
            loud: 0,
            exposure,
            judged: at >= now - 48 * hour,
        });
    }
    const middles = bins.map((bin) => Date.parse(bin.at) + hour / 2);
    const ahead = Array.from({ length: 24 }, (_, index) => now + (index + 0.5) * hour);
    const curve = (family, weight, reads_as, value, spread) => ({
        family,
        weight,
        reads_as,
        points: [...middles.slice(-48), ...ahead].map((at) => {
            const mean = value(at);
            return {
                at: iso(at),
                mean,
                low: mean * (1 - spread(at)),
                high: mean * (1 + spread(at)),
            };
        }),
    });
    const spread = (at) => 0.06 + Math.max(0, (at - now) / hour) * 0.008;
    return {
        id: "tcp-445.growth.3",
        subject: "tcp/445",
        bin_seconds: 3600,
        bins,
        curves: [
            curve("linear", 0.94, "linear", (at) => expected(at) + rise(at), spread),
            curve(
                "exp",
                0.03,
                "exponential",
                (at) => expected(at) + 9 * (Math.exp(rise(at) / 34) - 1),
                spread,
            ),
            curve(
                "logistic",
                0.03,
                "logistic",
                (at) => expected(at) + 62 * Math.tanh(rise(at) / 70),
                spread,
            ),
        ],
        baseline: {
            level: 31,
            dispersion: 1.4,
            amplitude: 0.29,
            peak_hour: 6,
            points: middles.map((at) => ({
                at: iso(at),
                mean: expected(at),
                low: expected(at) - 12,
                high: expected(at) + 12,
            })),
        },
        forecasts: [6, 12, 18, 24].map((hours) => {
            const at = now + hours * hour;
            const q50 = expected(at) + rise(at);
            const wide = 8 + hours * 1.3;
            return {
                at: iso(at),
                refused: null,
                q025: q50 - wide * 1.7,
                q10: q50 - wide,
                q50,
                q90: q50 + wide,
                q975: q50 + wide * 1.7,
            };
        }),
        onset: { at: ago(35), low: ago(37), high: ago(33.5) },
        coverage: [{ from: ago(62), to: ago(57), share: 0 }],
    };
}

const alarm = {
    id: "a-1",
    subject: "tcp/445",
    kind: "rise",
    state: "open",
    opened: ago(33),
    closed: null,
    severity: "high",
    peak_excess: 81,
    absorbed: 12,
    source: null,
    onset: "tcp-445.onset.2",
    sentence: "New hosts per hour on tcp/445 are far above what the baseline lets expect.",
};
const campaign = {
    id: "tcp-445.campaign.1",
    version: 4,
    subject: "tcp/445",
    title: "Scans of 445/tcp with MS08-067 attempts",
    aliases: ["Conficker", hostile],
    state: "rising",
    since: ago(33),
    steps: [
        {
            at: ago(200),
            state: "rumoured",
            reason: "A claim names a worm; nothing of it is seen here.",
            author: "mia",
            evidence: ["cl-00000001"],
        },
        {
            at: ago(190),
            state: "watched",
            reason: "A watch was set; coverage is known.",
            author: "hitme",
            evidence: [],
        },
        {
            at: ago(33),
            state: "rising",
            reason: "An alarm opened and the onset is dated.",
            author: "hitme",
            evidence: ["tcp-445.onset.2", "a-1"],
        },
    ],
    next_possible: ago(9),
    simulated,
};
const claims = [
    {
        id: "cl-00000001",
        version: 1,
        who: "A vendor's diary",
        said_at: ago(210),
        link: "https://diary.example/1",
        quote: "a worm based on MS08-067 is rumoured",
        subject: "tcp/445",
        event: "outbreak",
        grade: "rumour",
        sources: ["192.0.2.77"],
        credit: `The diary ${hostile}`,
        fate: "upheld",
        entered_by: "mia",
    },
    {
        id: "cl-00000002",
        version: 1,
        who: hostile,
        said_at: ago(30),
        link: "javascript:window.owned=1",
        quote: hostile,
        subject: "tcp/445",
        event: "growth_exponential",
        grade: "report",
        sources: [],
        fate: "contradicted",
        why: "72 hours of data say linear",
        entered_by: "mia",
    },
];
const questions = [
    {
        id: "q-1",
        campaign: campaign.id,
        question: "Why did the rumoured worm not spread at first?",
        asked_at: ago(150),
        hypotheses: [
            {
                name: "filtered",
                text: "445/tcp is filtered on most consumer lines.",
                by: "mia",
                standing: "open",
                for: ["Few consumer networks among the sources."],
                against: [],
                test: "Share of consumer networks among new hosts over two weeks",
            },
            {
                name: "blind",
                text: "Our sensors did not see it.",
                by: "hitme",
                standing: "weakened",
                for: [],
                against: ["Coverage was 97 % and the reachability test passed."],
                test: "Reachability of 445/tcp from outside",
            },
            {
                name: "no-worm",
                text: "There was no worm yet.",
                by: "hitme",
                standing: "supported",
                for: ["The onset came 8 days after the claim. [tcp-445.growth.3]"],
                against: [],
                test: "An onset dated before the claim would refute it",
            },
        ],
    },
];
const corroboration = {
    subject: "tcp/445",
    from: ago(96),
    to: ago(0),
    statements: [
        {
            statement: "Sources on 445/tcp rose on that day.",
            verdict: "consistent",
            source: "port history, imported",
            figures: "theirs rose by 38 % the day after",
            record: "0123456789abcdef",
        },
        {
            statement: "The growth is linear.",
            verdict: "not_covered",
            source: "port history, imported",
            figures: "one value a day is too few",
            record: "",
        },
    ],
    submissions: 3,
    lists_total: 2,
    lists: [
        {
            ...{ source: `Block list ${hostile}`, record: "0123456789abcdef", held_at: ago(20) },
            ...{ networks: 20, hosts: 0, own: 0, both: 0 },
        },
        {
            ...{ source: "A vendor's diary", record: "cl-00000001", held_at: ago(210) },
            ...{ networks: 0, hosts: 9233, own: 14, both: 212 },
        },
    ],
    overlap: { count: 212, listed: ["192.0.2.77", "198.51.100.9"] },
    ours_only: { count: 3700, listed: ["203.0.113.4"] },
    theirs_only: { count: 9021, listed: [] },
    curves: [{ source: "port history", days: 12, lag_days: 1, correlation: 0.91 }],
};

function attribution(by) {
    const database = {
        name: "IPFire location database",
        kind: "location",
        tells: ["country", "as"],
        date: "2026-06-25",
        licence: "CC BY-SA 4.0",
        stale: false,
    };
    const names = {
        country: ["CN", "BR", "RU", "TW", "US", "IN", "DE", "KR", "VN", "TR", "AR", ""],
        as: ["AS4134 CHINANET-BACKBONE", "AS64500 " + hostile, "AS3462 HINET", "AS8151 Uninet", ""],
        class: ["consumer", "commercial", "hosting", "mobile", "education", "unknown"],
    }[by] ?? [
        "consumer/asia",
        "consumer/europe",
        "commercial/asia",
        "hosting/north_america",
        "unknown",
    ];
    const groups = names.map((name, index) => {
        const hosts = Math.round(1200 / (index + 1.2));
        const baseline = Math.round(hosts * (0.2 + ((index * 7) % 5) / 6));
        const excess = hosts - baseline;
        return {
            name,
            hosts,
            level: hosts / 3912,
            baseline_hosts: baseline,
            excess,
            growth: {
                value: excess / 2600,
                ci95: [Math.max(0, excess / 2600 - 0.04), excess / 2600 + 0.05],
            },
            growth_rank: index === 0 ? 1 : index + 1,
            over_representation: {
                value: hosts / baseline,
                ci95: [(hosts / baseline) * 0.8, (hosts / baseline) * 1.3],
            },
            unknown: name === "" || name === "unknown",
        };
    });
    return {
        by,
        method: "attribution/1",
        from: ago(48),
        to: ago(0),
        baseline_from: ago(48 + 14 * 24),
        simulated,
        refusal: by === "registry" ? "few_excess_hosts" : "none",
        excess: 2210,
        unknown_share: 0.061,
        largest: "CN",
        sentence:
            "Most of the rise comes from consumer networks in Asia; the ranking of level is another one.",
        groups,
        groups_not_listed: 41,
        databases: [database],
    };
}

const case_of = (id, more) => ({
    id,
    version: 3,
    state: "new",
    host: {
        identity: "mac",
        mac: "02:00:5e:10:20:30",
        name: "laptop-mia",
        address: "10.1.2.3",
        addresses: [
            { address: "10.1.2.3", first: ago(3), last: ago(1), known_by: "lease" },
            { address: "10.1.7.40", first: ago(30), last: ago(28), known_by: "lease" },
        ],
    },
    network: "",
    opened_at: ago(3),
    opened_by: "hitme",
    changed_at: ago(1),
    first_touch: ago(3),
    last_touch: ago(1),
    touches: 14,
    touches_since: 14,
    signals: ["tcp/445", "tcp/139"],
    sensors: ["lan-1"],
    stage: "exploit_attempt",
    owner: "",
    patched: "unknown",
    benign_reason: "",
    benign_until: null,
    reopened: 0,
    reopened_because: "",
    next_states: ["assigned", "contained", "benign", "closed"],
    simulated,
    ...more,
});
const host = (name, address) => ({
    identity: "address",
    name,
    address,
    addresses: [{ address, first: ago(50), last: ago(4) }],
});
let cases = [
    case_of("c-1"),
    case_of("c-2", {
        host: host(hostile, "10.1.9.9"),
        touches: 2,
        stage: "probe",
        last_touch: ago(2),
    }),
    case_of("c-3", {
        state: "assigned",
        owner: "mia",
        host: host("printer-3f", "10.1.4.20"),
        stage: "scan",
        next_states: ["contained", "benign", "closed"],
    }),
    case_of("c-4", {
        state: "contained",
        owner: "jo",
        host: host("srv-old", "10.1.0.17"),
        touches: 212,
        next_states: ["cleaned", "closed"],
    }),
    case_of("c-5", {
        state: "cleaned",
        owner: "jo",
        host: host("desk-114", "10.1.3.14"),
        touches: 31,
        next_states: ["closed"],
    }),
    case_of("c-6", { state: "closed", host: host("desk-2", "10.1.3.2"), next_states: ["new"] }),
];
let notes = [{ at: ago(2), author: "jo", text: `Called the owner. ${hostile}` }];
let history = [
    { version: 1, at: ago(3), author: "hitme", state: "new", what: "Opened at the first touch." },
    {
        version: 3,
        at: ago(1),
        author: "hitme",
        state: "new",
        what: "Evidence of an exploit attempt.",
    },
];
const evidence = [
    {
        seen_at: ago(1),
        sensor: "lan-1",
        signal: "tcp/445",
        source: "10.1.2.3",
        stage: "exploit_attempt",
        labels: ["ms08-067-path", hostile],
        first_bytes_sha256: "9f86d081",
        bytes: `\\x00\\x00\\x00/\\xffSMBr ${hostile}`,
        contact: "20261122-7",
    },
    {
        seen_at: ago(3),
        sensor: "lan-1",
        signal: "tcp/139",
        source: "10.1.2.3",
        stage: "probe",
        labels: [],
        bytes: "",
    },
];

const incident = (id, more) => ({
    id,
    state: "open",
    source: "192.0.2.77",
    first: ago(2),
    last: ago(0.2),
    ended: null,
    contacts: 1000,
    hidden: 0,
    hidden_by: "",
    benign_class: "",
    sources: 1,
    stage: "scan",
    severity: "medium",
    internal: false,
    simulated,
    wave: "",
    labels: ["port-scan"],
    sensors: ["porch"],
    services: [
        { signal: "tcp/445", contacts: 40, first: ago(2), last: ago(1) },
        { signal: "tcp/22", contacts: 1, first: ago(2), last: ago(2) },
    ],
    services_not_listed: 936,
    ports: 1000,
    gap_seconds: 900,
    told: true,
    ...more,
});
const incidents = [
    incident("i-1", {
        internal: true,
        source: "10.1.2.3",
        severity: "critical",
        stage: "exploit_attempt",
        ports: 2,
        contacts: 14,
    }),
    incident("i-2"),
    incident("i-3", {
        state: "ended",
        ended: ago(5),
        wave: "tcp/445",
        severity: "low",
        labels: [hostile],
        source: "198.51.100.9",
    }),
    incident("many-sources-1", { state: "ended", source: "", sources: 4100, severity: "info" }),
    incident("i-5", {
        benign_class: "research " + hostile,
        hidden: 12,
        hidden_by: "ar-1",
        told: false,
        source: "203.0.113.4",
        severity: "info",
    }),
];

const channel = (name, type, more, state_more) => ({
    name,
    type,
    enabled: true,
    from: "settings",
    target: "mail.example.org, night@example.org",
    least_severity: "high",
    kinds: [],
    digest: "10m",
    audience: "people",
    simulated: false,
    state: {
        status: "working",
        last_delivery: ago(1),
        last_failure: null,
        last_error: "",
        next_attempt: null,
        backoff_seconds: 0,
        queued: 0,
        delivered: 12,
        failed_attempts: 0,
        dropped: 0,
        held_back: 118,
        ...state_more,
    },
    ...more,
});
let channels = [
    channel("mail", "email", {
        quiet_from: "22:00",
        quiet_to: "06:00",
        quiet_zone: "Europe/Berlin",
    }),
    channel(
        "siem",
        "syslog",
        { target: "siem.example.org:6514 (TLS)", audience: "machines" },
        {
            status: "failing",
            last_error: `connection refused ${hostile}`,
            last_failure: ago(0),
            next_attempt: iso(Date.now() + 90_000),
            backoff_seconds: 120,
            queued: 41,
            failed_attempts: 7,
        },
    ),
    channel(
        "night-shift",
        "email",
        { from: "book", through: "mail" },
        { status: "unused", delivered: 0 },
    ),
];
const notices = [
    {
        at: ago(1),
        told: ago(1),
        kind: "internal_host",
        severity: "critical",
        group: "c-1",
        title: `10.1.2.3 touched an internal decoy ${hostile}`,
        text: "",
        source: "10.1.2.3",
        signal: "tcp/445",
        sensor: "lan-1",
        page: "#/case/c-1",
        simulated,
        outcomes: [
            { channel: "mail", outcome: "sent_on", why: "" },
            { channel: "siem", outcome: "gathered", why: "the channel is failing" },
        ],
    },
];
let allow = [
    {
        id: "ar-1",
        version: 1,
        network: "10.0.0.9/32",
        signals: ["tcp/445"],
        reason: `Vulnerability scanner, ticket 4711 ${hostile}`,
        owner: "mia",
        expires: iso(now + 40 * 24 * hour),
        state: "active",
        author: "mia",
        hits: 812,
        hits_sources: 1,
        last_hit: ago(4),
    },
];
const rule = {
    name: "standard",
    sensors: 2,
    contacts: 3,
    stage: "probe",
    within: "7d",
    expire: "24h",
    version: 0,
    from: "settings",
};
const request = (id, more) => ({
    id,
    version: 2,
    state: "dry_run",
    at: ago(1),
    author: "hitme",
    source: "10.1.2.3",
    mode: "radius",
    dry_run: true,
    simulated,
    drill: "",
    reason: "",
    result: `would send a Disconnect ${hostile}`,
    detected_at: ago(1),
    sent_at: null,
    done_at: null,
    evidence: {
        sensor: "lan-1",
        seen_at: ago(1),
        signal: "tcp/445",
        destination: "10.1.0.250",
        handshake: "sent_data",
        stage: "exploit_attempt",
    },
    ...more,
});
const statement = (id, section, nature, text, links = [], more = {}) => ({
    id,
    section,
    nature,
    text,
    links,
    superseded_by: null,
    ...more,
});
const link = (what, id) => ({
    what,
    id,
    query: `/api/v1/findings/${id}`,
    from: ago(48),
    to: ago(0),
});
let advisories = [
    {
        id: "ad-1",
        version: 5,
        state: "published",
        campaign: campaign.id,
        subject: "tcp/445",
        title: "Scans of 445/tcp are growing",
        level: "alert",
        zone: "America/New_York",
        as_of: ago(12),
        published_at: ago(11),
        statements: [
            statement(
                "s1",
                "seen",
                "data",
                "New hosts on 445/tcp rose a day and a half ago (between 37 and 33.5 hours ago).",
                [link("finding", "tcp-445.onset.2")],
            ),
            statement(
                "s2",
                "seen",
                "data",
                "3,912 hosts were seen in 48 hours on five sensors; coverage was 94 %.",
                [link("finding", "tcp-445.growth.3")],
            ),
            statement(
                "s3",
                "seen",
                "data",
                "Whether the growth is linear or exponential cannot be told yet.",
                [link("finding", "tcp-445.growth.2")],
                { superseded_by: "s8" },
            ),
            statement(
                "s4",
                "means_it",
                "judgement",
                "Unpatched servers that are reachable on 445/tcp are likely to be attacked soon.",
            ),
            statement(
                "s5",
                "do",
                "advice",
                "Block 445/tcp at the border. Patch servers first. Put decoys on hosts that have no SMB.",
            ),
            statement(
                "s6",
                "limits",
                "limit",
                "A source is an address, not a machine. One sensor was away for five hours.",
            ),
            statement(
                "s7",
                "change_our_mind",
                "data",
                "A second day of data in which the exponential shape has a weight above one half.",
            ),
            statement(
                "s8",
                "update",
                "data",
                "It appears that the growth is linear, and not exponential.",
                [link("finding", "tcp-445.growth.3")],
            ),
        ],
        updates: [
            {
                at: ago(0),
                label: "** 1/25 11:00 AM Eastern Update:",
                author: "mia",
                statements: ["s8"],
                replaces: ["s3"],
                reason: "72 h of data",
            },
        ],
        credits: ["A vendor's diary"],
        scores: [
            {
                id: "f-1",
                state: "hit",
                sentence: "Projected 88 to 141 hosts for last night; 117 were seen.",
            },
        ],
        guard: { passes: true, problems: [] },
        simulated,
    },
];
advisories.push({
    ...advisories[0],
    id: "ad-2",
    state: "draft",
    title: "Massive growth on 445/tcp " + hostile,
    published_at: null,
    updates: [],
    statements: advisories[0].statements.slice(0, 7),
    guard: guard("Massive growth"),
});
function guard(text) {
    const found = /massive|exponential|worm \w+/i.exec(text);
    return found
        ? {
              passes: false,
              problems: [
                  {
                      statement: "title",
                      line: 1,
                      column: found.index + 1,
                      phrase: found[0],
                      rule: "adjective",
                      why: "No finding carries this word.",
                      would_carry: "a growth finding whose lower limit is a doubling within 12 h",
                  },
              ],
          }
        : { passes: true, problems: [] };
}

/** The answer to a change; undefined where nothing is known of that path. */
export function changed(method, path, body) {
    const at = iso(Date.now());
    const parts = path.split("/").slice(3);
    if (path === "/api/v1/login")
        return body.password === "right password"
            ? null
            : { status: 401, title: "Unauthorized", type: "about:blank" };
    if (path === "/api/v1/logout") return null;
    if (parts[0] === "cases" && parts[1]) {
        const one = cases.find((row) => row.id === parts[1]);
        if (!one) return undefined;
        if (body.version !== undefined && body.version !== one.version)
            return {
                status: 409,
                title: "Conflict",
                type: "about:blank",
                detail: "another version stands",
            };
        const what = body.state
            ? `It is ${body.state}.`
            : body.owner
              ? `Its owner is ${body.owner}.`
              : body.patched
                ? `Its patch state is ${body.patched}.`
                : "A note was added.";
        const next = {
            ...one,
            ...(body.state ? { state: body.state } : {}),
            ...(body.owner ? { owner: body.owner } : {}),
            ...(body.patched ? { patched: body.patched } : {}),
            version: one.version + 1,
        };
        cases = cases.map((row) => (row === one ? next : row));
        if (body.note) notes = [...notes, { at, author: "local", text: body.note }];
        history = [
            ...history,
            { version: next.version, at, author: "local", state: next.state, what },
        ];
        return next;
    }
    if (path === "/api/v1/cases") return cases[0];
    if (path === "/api/v1/allow-rules") {
        const made = {
            id: `ar-${allow.length + 1}`,
            version: 1,
            state: "active",
            author: "local",
            hits: 0,
            hits_sources: 0,
            last_hit: null,
            ...body,
        };
        allow = [...allow, made];
        return made;
    }
    if (parts[0] === "allow-rules" && method === "DELETE") {
        allow = allow.map((row) => (row.id === parts[1] ? { ...row, state: "ended" } : row));
        return allow[0];
    }
    if (parts[0] === "channels" && parts[2] === "test") {
        channels = channels.map((row) =>
            row.name === parts[1] && row.state.status !== "failing"
                ? {
                      ...row,
                      state: {
                          ...row.state,
                          status: "working",
                          delivered: row.state.delivered + 1,
                          last_delivery: at,
                      },
                  }
                : row,
        );
        return { queued: true };
    }
    if (path === "/api/v1/channels") {
        channels = [
            ...channels,
            channel(
                body.name,
                body.type,
                { ...body, from: "book" },
                { status: "unused", delivered: 0 },
            ),
        ];
        return channels.at(-1);
    }
    if (path === "/api/v1/advisories/check") return guard(body.text);
    if (path === "/api/v1/advisories") return advisories[1];
    if (parts[0] === "advisories" && parts[1]) {
        const one = advisories.find((row) => row.id === parts[1]);
        if (!one) return undefined;
        let next = one;
        if (method === "PUT") {
            const texts = Object.fromEntries(
                (body.statements ?? []).map((row) => [row.id, row.text]),
            );
            const title = body.title ?? one.title;
            next = {
                ...one,
                title,
                version: one.version + 1,
                statements: one.statements.map((row) => ({
                    ...row,
                    text: texts[row.id] ?? row.text,
                })),
                guard: guard([title, ...Object.values(texts)].join(" ")),
            };
        } else if (parts[2] === "publish") {
            if (!one.guard.passes)
                return {
                    status: 409,
                    title: "The wording is not carried",
                    type: "about:blank",
                    ...one.guard,
                };
            next = { ...one, state: "published", published_at: at };
        } else if (parts[2] === "update") {
            const id = `s${one.statements.length + 1}`;
            next = {
                ...one,
                statements: [
                    ...one.statements.map((row) =>
                        (body.replaces ?? []).includes(row.id)
                            ? { ...row, superseded_by: id }
                            : row,
                    ),
                    statement(id, "update", "data", body.text ?? "Drafted."),
                ],
                updates: [
                    ...one.updates,
                    {
                        at,
                        label: "** Update:",
                        author: "local",
                        statements: [id],
                        replaces: body.replaces ?? [],
                        reason: body.reason ?? "",
                    },
                ],
            };
        }
        advisories = advisories.map((row) => (row === one ? next : row));
        return next;
    }
    if (path === "/api/v1/drills") return drill("d-2");
    if (path === "/api/v1/tokens") return { id: "t-9", token: "hitme_made_once" };
    if (path === "/api/v1/claims") return claims[0];
    return method === "DELETE" || method === "PUT" || method === "POST" ? null : undefined;
}
const drill = (id) => ({
    id,
    version: 3,
    state: "done",
    at: ago(20),
    author: "mia",
    source: "10.1.200.9",
    target: "lan-1",
    verdict: "PASS",
    why: "",
    probed_at: ago(20),
    detect_seconds: 0.31,
    request_seconds: 0.52,
    isolated_seconds: 1.4,
    released_seconds: 2.2,
});

/** What the look-up finds by words, as src/console/api/word_search.h has it: each word in the id or the title. */
export function called(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const named = [
        { kind: "campaign", ...campaign, at: campaign.since },
        ...advisories.map((one) => ({ kind: "advisory", ...one, at: one.as_of })),
        ...cases.map((one) => ({
            kind: "case",
            id: one.id,
            at: one.last_touch,
            state: one.state,
            title: one.host.name || one.host.address,
        })),
    ];
    return named
        .filter(({ id, title }) =>
            words.every((word) => `${id}\n${title}`.toLowerCase().includes(word)),
        )
        .map(({ kind, id, at, state, title }) => ({ kind, id, at, state, title }));
}

/** What the look-up finds in the book of whatever is asked. */
export const records = [
    { kind: "case", id: "c-1", at: ago(3), state: "new" },
    { kind: "incident", id: "i-3", at: ago(5), state: "ended" },
    { kind: "claim", id: "cl-00000002", at: ago(30), state: "contradicted" },
    { kind: "finding", id: "tcp-445.growth.3", at: ago(2), state: "standing" },
    { kind: hostile, id: hostile, at: ago(2), state: hostile },
];

/** The answer to a question about the story; undefined where nothing is known of that path. */
export function told(path, query) {
    const parts = path.split("/").slice(3);
    const subject = query.get("subject");
    if (path === "/api/v1/me") return { name: "local", role: "admin", csrf: "sealed" };
    if (path === "/api/v1/login") return { passwords: true };
    if (path === "/api/v1/findings") {
        const rows = [...findings, ...other].filter(
            (row) =>
                (!subject || row.subject === subject) &&
                (query.get("state") !== "standing" || row.state === "standing"),
        );
        return {
            ...page(rows),
            all_signals: {
                at: ago(0),
                signals: 812,
                over: false,
                threshold: 14.9,
                rose: [{ signal: "tcp/9034", at: ago(1), score: 21.5 }],
                passed_over: 0,
            },
        };
    }
    if (parts[0] === "findings" && parts[2] === "chart") return chart();
    if (parts[0] === "findings" && parts[1]) {
        const one = [...findings, ...other].find((row) => row.id === parts[1]);
        return (
            one && {
                finding: one,
                answer: { verdict: one.verdict, note: hostile },
                chain: findings.filter((row) => row.question === one.question).toReversed(),
                confirmed: { at: ago(0), times: 3 },
                scores: [],
                has_chart: one.question === "growth",
            }
        );
    }
    if (path === "/api/v1/alarms") return page(!subject || subject === "tcp/445" ? [alarm] : []);
    if (path === "/api/v1/forecast-scores")
        return page([
            {
                id: "f-1",
                subject: "tcp/445",
                finding: "tcp-445.growth.2",
                state: "hit",
                at: ago(4),
                bin_h: 1,
                made_at: ago(28),
                hosts: { q025: 70, q10: 88, q50: 112, q90: 141, q975: 160 },
                seen: 117,
                exposure: 1,
                inside_80: true,
                inside_95: true,
                sentence: "Projected 88 to 141 hosts; 117 were seen.",
            },
            {
                id: "f-2",
                subject: "tcp/23",
                finding: "tcp-445.growth.2",
                state: "miss",
                at: ago(6),
                bin_h: 1,
                made_at: ago(30),
                hosts: { q025: 70, q10: 88, q50: 112, q90: 141, q975: 160 },
                seen: 312,
                exposure: 1,
                inside_80: false,
                inside_95: false,
                sentence: `Projected 88 to 141 hosts; 312 were seen. ${hostile}`,
            },
        ]);
    if (path === "/api/v1/attribution") return attribution(query.get("by") ?? "class_region");
    if (parts[0] === "network")
        return {
            network: {
                country: "CN",
                country_note: "",
                continent: "asia",
                registry: "APNIC",
                registry_note: "",
                asn: 4134,
                as_name: "CHINANET-BACKBONE " + hostile,
                flags: [],
                class: "consumer",
                confidence: 0.82,
                basis: [
                    {
                        class: "consumer",
                        source: "as_name",
                        evidence: "the name holds " + hostile,
                        confidence: 0.82,
                    },
                ],
                database_dates: ["2026-06-25"],
            },
            databases: attribution("as").databases,
        };
    if (path === "/api/v1/ip_databases") return { databases: attribution("as").databases };
    if (path === "/api/v1/campaigns")
        return page(!subject || subject === "tcp/445" ? [campaign] : []);
    if (parts[0] === "campaigns" && parts[1])
        return {
            campaign,
            claims,
            marks: [
                { at: ago(30), label: hostile, event: "proof_of_concept", claim: "cl-00000002" },
            ],
            questions,
            findings: findings.filter((row) => row.state === "standing"),
            alarms: ["a-1"],
        };
    if (path === "/api/v1/claims") return page(claims);
    if (path === "/api/v1/outside/corroboration") return corroboration;
    if (path === "/api/v1/cases") {
        const wanted = (query.get("search") ?? "").toLowerCase();
        const rows = cases.filter(
            (row) =>
                (!query.get("state") || row.state === query.get("state")) &&
                (!wanted ||
                    `${row.host.name} ${row.host.address} ${row.host.mac ?? ""}`
                        .toLowerCase()
                        .includes(wanted)),
        );
        const counts = {};
        for (const row of cases) counts[row.state] = (counts[row.state] ?? 0) + 1;
        return page(rows, { counts });
    }
    if (parts[0] === "cases" && parts[1]) {
        const one = cases.find((row) => row.id === parts[1]);
        return one && { case: one, notes, evidence, history };
    }
    if (path === "/api/v1/incidents") {
        const order = ["info", "low", "medium", "high", "critical"];
        const least = order.indexOf(query.get("severity") ?? "info");
        const rows = incidents.filter(
            (row) =>
                (!query.get("state") || row.state === query.get("state")) &&
                order.indexOf(row.severity) >= least &&
                (!query.get("told") || String(row.told) === query.get("told")) &&
                (!query.get("source") || row.source === query.get("source") || row.id === "i-2"),
        );
        const whole = !query.get("severity") && !query.get("told");
        return page(rows, { looked_through: whole ? rows.length : 20_000, complete: whole });
    }
    if (parts[0] === "incidents" && parts[1]) return incidents.find((row) => row.id === parts[1]);
    if (path === "/api/v1/outside/submissions")
        return {
            rows: [
                { source: "DShield", day: "2026-03-01", sources: 40, addresses: ["192.0.2.77"] },
            ],
        };
    if (path === "/api/v1/channels") return { channels };
    if (path === "/api/v1/notices") return { rows: notices, told: 131, not_taken: 0 };
    if (path === "/api/v1/allow-rules")
        return {
            rules: allow,
            classes: [{ class: "research " + hostile, entries: 14, contacts: 201, last: ago(2) }],
            list: { file: "/etc/hitme/benign.csv", entries: 14, newest: "2026-10-01", refused: "" },
        };
    if (path === "/api/v1/own-networks")
        return {
            networks: [
                {
                    id: "on-1",
                    version: 1,
                    state: "watched",
                    network: "203.0.113.0/24",
                    owner: "Office " + hostile,
                    kind: "block",
                    sightings: 1,
                    last_seen: ago(70),
                },
            ],
        };
    if (path === "/api/v1/dossier")
        return {
            address: query.get("address"),
            asked: {
                at: ago(20),
                local: query.get("at"),
                zone: query.get("zone") ?? "UTC",
                from: ago(32),
                to: ago(8),
            },
            verdict: "seen",
            sentence: `Yes: 14 contacts of that address reached our decoys in that time. ${hostile}`,
            coverage: { known: true, share: 0.97 },
            contacts_total: 1,
            contacts: [
                {
                    seen_at: ago(20),
                    local: "2026-01-26 08:01:12",
                    sensor: "porch",
                    signal: "tcp/445",
                    stage: "probe",
                    bytes: hostile,
                },
            ],
            limits: ["An address is not a machine."],
            text: "",
            draft: `Dear caller,\n\nwe saw 14 contacts of that address. ${hostile}\n`,
        };
    if (path === "/api/v1/own-networks/sightings")
        return {
            total: 2,
            sightings: [
                {
                    ...{ id: "s-1", network: "192.0.2.0/24", owner: hostile },
                    ...{ address: "192.0.2.77", where: "events" },
                    ...{ first: ago(600), last: ago(30), record: { sensor: hostile } },
                },
                {
                    ...{ id: "s-2", network: "192.0.2.0/24", owner: "NOC", certain: false },
                    ...{ address: "192.0.0.0/16", where: "feed", feed: hostile },
                    ...{ first: ago(9000), last: ago(6000) },
                },
            ],
        };
    if (path === "/api/v1/re-entry" || path.startsWith("/api/v1/re-entry/")) {
        const watch = {
            ...{ id: "w-1", version: 1, name: `Monday ${hostile}`, state: "over" },
            ...{ from: ago(3000), until: ago(2500) },
        };
        const span = { from: ago(3000), until: ago(2500), hosts: 6, touches: 9 };
        if (path === "/api/v1/re-entry") return { watches: [watch] };
        return {
            ...{ watch, before: { ...span, hosts: 0, touches: 0 }, during: span },
            sentence: "6 hosts touched internal decoys during the watch, none in the 72 h before",
            hosts: [
                {
                    ...{ case: "c-1", address: "10.1.2.3", name: hostile, segment: "10.1.2.0/24" },
                    ...{ first_touch: ago(2990), touches: 3, touched_before: false },
                },
            ],
            segments: [{ segment: "10.1.2.0/24", hosts: 6, first_touch: ago(2990) }],
        };
    }
    if (path === "/api/v1/log-imports") {
        const log = {
            ...{ by: "mara", bytes: 2_417_482, received: 2_417_482, format: "csv: marx" },
            ...{ stored: 216_306, duplicates: 0, skipped: { bad_time: 3 }, truncated: "" },
            ...{ first: ago(60 * 24 * 200), last: ago(60 * 24 * 100), steps: 412 },
        };
        return {
            rows: [
                {
                    ...log,
                    id: 3,
                    name: hostile,
                    state: "failed",
                    steps_done: 0,
                    findings: 0,
                    why: hostile,
                },
                {
                    ...log,
                    id: 2,
                    name: "marx.csv.gz",
                    state: "judging",
                    steps_done: 96,
                    findings: 11,
                    why: "",
                },
                {
                    ...log,
                    id: 1,
                    name: "dionaea.json",
                    state: "done",
                    steps_done: 412,
                    findings: 41,
                    why: "",
                },
            ],
        };
    }
    if (path === "/api/v1/retention") {
        const settings = { keep_days: 90, quota_bytes: 10 * 2 ** 30 };
        return { ...settings, from: "settings", version: 0, settings };
    }
    if (path === "/api/v1/sensor-classes")
        return {
            sensors: [
                {
                    sensor: "porch",
                    version: 2,
                    now: "consumer",
                    periods: [
                        {
                            class: "hosting",
                            from: ago(900),
                            until: ago(300),
                            provider: hostile,
                            region: hostile,
                        },
                        { class: "consumer", from: ago(300), until: null, region: "Berlin" },
                    ],
                },
                {
                    sensor: `attic ${hostile}`,
                    version: 1,
                    now: "",
                    periods: [{ class: "education", from: ago(-300), until: null }],
                },
            ],
        };
    if (path === "/api/v1/outside/feeds")
        return {
            feeds: [
                {
                    name: "isc-445",
                    kind: "isc_port_history",
                    source: "SANS ISC",
                    licence: "CC BY-NC-SA 4.0",
                    subject: "tcp/445",
                    from: "https://isc.example.org:443",
                    every_seconds: 86_400,
                    tried_at: ago(2),
                    fetched_at: ago(2),
                    changed_at: ago(26),
                    next_at: iso(now + 22 * hour),
                    failures: 0,
                    problem: "",
                },
                {
                    name: "trend",
                    kind: "csv_series",
                    source: hostile,
                    licence: "quoted",
                    subject: "tcp/445",
                    from: "https://trend.example.org:443",
                    every_seconds: 3600,
                    tried_at: ago(1),
                    fetched_at: null,
                    changed_at: null,
                    next_at: iso(now + hour),
                    failures: 3,
                    problem: `https://trend.example.org:443: answered 503 ${hostile}`,
                },
            ],
        };
    if (path === "/api/v1/outside")
        return page([
            {
                id: "0123456789abcdef",
                kind: "csv_series",
                source: hostile,
                subject: "tcp/445",
                fetched_at: ago(20),
                sha256: "ab".repeat(32),
                licence: `quoted ${hostile}`,
                rows: 31,
                skipped: 2,
                skipped_line: 7,
                skipped_reason: `not a number: ${hostile}`,
                level: null,
                stored: true,
            },
        ]);
    if (path === "/api/v1/exports/blocklist/rules") return { rules: [rule] };
    if (path === "/api/v1/exports/blocklist/entries")
        return {
            rule,
            at: ago(0),
            total: 2,
            offset: 0,
            rows: ["192.0.2.77", "198.51.100.9"].map((address) => ({
                address,
                first_seen: ago(90),
                last_seen: ago(2),
                expires: iso(now + 22 * hour),
                contacts: 41,
                sensors: 3,
                stage: "exploit_attempt",
            })),
            left_out: { own: 1, resolver: 2 },
            simulated,
            sources_known: 3912,
            sources_not_known: 0,
        };
    if (path === "/api/v1/quarantine/state")
        return {
            mode: "radius",
            dry_run: true,
            internal: ["10.0.0.0/8"],
            never: ["10.0.0.1"],
            limit: 5,
            window_seconds: 3600,
            recent: 2,
            not_made: { allowed: 12, case_benign: 1, last: ago(1) },
            stopped: false,
            stopped_at: null,
        };
    if (path === "/api/v1/quarantine")
        return page(
            [
                request("qr-1"),
                request("qr-2", {
                    state: "held",
                    source: "10.1.9.9",
                    result: `the hook waits for a person ${hostile}`,
                }),
            ].filter((row) => !query.get("state") || row.state === query.get("state")),
        );
    if (path === "/api/v1/drills") return page([drill("d-1")]);
    if (path === "/api/v1/users")
        return {
            users: [
                { name: "mia", role: "analyst", active: true, version: 2, changed_at: ago(400) },
            ],
        };
    if (path === "/api/v1/tokens")
        return {
            tokens: [
                {
                    id: "t-1",
                    label: "firewall " + hostile,
                    role: "viewer",
                    scopes: ["read:exports"],
                    expires_at: iso(now + 900 * hour),
                    state: "live",
                    made_by: "mia",
                    made_at: ago(90),
                },
            ],
        };
    if (path === "/api/v1/audit")
        return {
            total: 1,
            entries: [
                { at: ago(1), author: hostile, kind: "case", id: "c-1", version: 3, state: "new" },
            ],
        };
    if (path === "/api/v1/advisories")
        return page(
            advisories
                .filter((row) => !query.get("state") || row.state === query.get("state"))
                .map((row) => ({ ...row, updates: row.updates.length })),
        );
    if (path === "/api/v1/advisories/reminders")
        return {
            rows: [
                {
                    id: "r-1",
                    text: `More analysis and such on Monday. ${hostile}`,
                    due: iso(now + 30 * hour),
                    state: "waiting",
                    campaign: campaign.id,
                },
                {
                    ...{ id: "r-2", text: `Tell who was hit first. ${hostile}`, due: ago(5) },
                    ...{ state: "raised", campaign: "" },
                },
            ],
        };
    if (parts[0] === "advisories" && parts[1]) return advisories.find((row) => row.id === parts[1]);
    return undefined;
}
