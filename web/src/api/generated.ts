// SPDX-License-Identifier: Apache-2.0
// Made from docs/formats/api.yaml by web/run generate. Do not edit: change that file, and run it again.

/** What changes something: how, and with what. */
export interface Change {
    method: string;
    body?: unknown;
}

/** Sends a request and returns the parsed JSON of a good answer; anything else is thrown. */
export type Send = (
    path: string,
    query: Record<string, string | number | boolean | undefined>,
    change?: Change,
) => Promise<unknown>;

export interface Asked {
    query: string;
    kind: "address" | "network" | "as" | "payload" | "signal" | "words";
    simulated: boolean;
    /** as: whether a database tells which addresses belong to it */
    known?: boolean;
    network?: Network;
    /** address: what network was looked up in */
    databases?: Array<IpDatabase>;
    benign?: BenignScanner;
    sources?: SourcePage;
    contacts?: ContactPage;
    others?: OthersSaid;
    records: Array<{
        kind: string;
        id: string;
        at: string;
        state: string;
        /** words: what it is called */
        title?: string;
    }>;
}

export type Role = "viewer" | "analyst" | "admin";

export interface Login {
    passwords: boolean;
}

export interface SignIn {
    name: string;
    password: string;
}

export interface PasswordChange {
    old: string;
    new: string;
}

export interface Me {
    /** local: whoever opened the link that the program printed; token LABEL: a program's token */
    name: string;
    role: Role;
    /** Of a token; null: a session, which may do all that its role may */
    scopes: Array<string> | null;
    /** Empty for a token, which needs none */
    csrf: string;
}

export interface User {
    name: string;
    role: Role;
    active: boolean;
    version: number;
    changed_at: string;
}

export interface UserList {
    users: Array<User>;
}

export interface NewUser {
    name: string;
    role: Role;
    password: string;
}

export interface UserChange {
    role?: Role;
    active?: boolean;
    password?: string;
    /** The version that was read; 409 where another stands there */
    version?: number;
}

export interface Token {
    id: string;
    label: string;
    role: Role;
    scopes: Array<string>;
    expires_at: string;
    state: "live" | "expired" | "revoked";
    made_by: string;
    made_at: string;
}

export interface TokenList {
    tokens: Array<Token>;
}

export interface NewToken {
    label: string;
    role?: Role;
    /** read:AREA or write:AREA; AREA is what follows /api/v1/, or * */
    scopes: Array<string>;
    /** five minutes to a year from now */
    expires_at: string;
}

export interface MadeToken {
    id: string;
    token: string;
}

export interface AuditPage {
    total: number;
    entries: Array<{
        at: string;
        author: string;
        kind: string;
        id: string;
        version: number;
        state: string;
    }>;
}

/** Contacts of one source with no gap longer than gap_seconds: one scan of 1,000 ports is one incident. The numbers of an open one are at most some three seconds old. The incident many-sources gathers what was over the limit of open incidents. */
export interface Incident {
    id: string;
    state: "open" | "ended";
    /** Address; IPv6: of the /64. Empty in many-sources */
    source: string;
    first: string;
    last: string;
    /** When silence had lasted gap_seconds */
    ended?: string | null;
    contacts: number;
    /** Contacts that an allow rule hid: counted, not told */
    hidden?: number;
    /** Id of the rule that hid the latest of them; empty for none */
    hidden_by?: string;
    /** Class of a known benign scanner; empty for none */
    benign_class?: string;
    /** 1; in many-sources: openings that were merged (an upper bound of sources) */
    sources?: number;
    /** Highest stage reached */
    stage: string;
    severity: Severity;
    /** It touched a sensor of network class internal */
    internal: boolean;
    simulated: boolean;
    /** Signal of the wave that it was part of, such as tcp/445; empty for none */
    wave?: string;
    labels: Array<string>;
    sensors: Array<string>;
    services: Array<{
        signal: string;
        contacts: number;
        first: string;
        last: string;
    }>;
    /** Contacts on services beyond the 64 that are listed */
    services_not_listed: number;
    /** Distinct signals contacted (exact up to 65536) */
    ports?: number;
    gap_seconds: number;
    /** A notice was made of it; which channels passed it on, /api/v1/notices says */
    told?: boolean;
    version?: number;
}

export interface IncidentPage {
    /** Of those looked through */
    total: number;
    /** Records read: with severity or told, the 20,000 last changed at most */
    looked_through: number;
    /** False: there are more than were looked through */
    complete: boolean;
    offset: number;
    rows: Array<Incident>;
}

export type Severity = "info" | "low" | "medium" | "high" | "critical";

export type NoticeKind =
    | "internal_host"
    | "incident_opened"
    | "incident_ended"
    | "alarm"
    | "alarm_ended"
    | "finding"
    | "campaign"
    | "own_network"
    | "sensor_health"
    | "store_health"
    | "feed_health"
    | "advisory"
    | "reminder"
    | "response"
    | "test";

export type ChannelType = "email" | "webhook" | "syslog" | "desktop" | "program" | "dashboard";

export interface ChannelChange {
    /** PUT: the version that was seen; another one there answers 409 */
    version?: number;
    name: string;
    type: ChannelType;
    /** Channel of the settings file, of the same type, whose target is used; absent for dashboard */
    through?: string;
    enabled?: boolean;
    /** E-mail: recipients; each in a domain that the settings' channel names */
    to?: Array<string>;
    least_severity?: Severity;
    /** Empty for all */
    kinds?: Array<NoticeKind>;
    /** Empty for all; notices without a signal pass */
    signals?: Array<string>;
    /** Prefixes; empty for all; notices without a source pass */
    sources?: Array<string>;
    /** Tell of simulated ones too */
    simulated?: boolean;
    /** People are throttled and digested, machines get each notice. Default by type: syslog, program and webhook json machines, all others people */
    audience?: "people" | "machines";
    /** How long notices are gathered after the first one */
    digest?: string;
    /** For people: messages at once within throttle_per; what follows waits for the digest, urgent ones never */
    throttle_messages?: number;
    throttle_per?: string;
    /** By kind or signal each has as many of its own */
    throttle_by?: "channel" | "kind" | "signal";
    quiet_from?: string;
    quiet_to?: string;
    quiet_zone?: string;
    /** In which its messages tell people times. Absent: that of the channel that it goes through */
    zone?: string;
    /** Text with {{title}} and its like; absent: the channel's own text */
    template?: string;
}

export type Channel = ChannelChange & {
    /** Those from the settings file change there */
    from: "settings" | "book";
    /** Where it sends, without secrets: host of a URL, mail server and recipients, name of a program */
    target: string;
    state: ChannelState;
};

export interface ChannelState {
    status: "unused" | "working" | "failing" | "off";
    last_delivery?: string | null;
    last_failure?: string | null;
    /** Printable text */
    last_error?: string;
    /** While failing */
    next_attempt?: string | null;
    /** 0 while working */
    backoff_seconds?: number;
    /** Messages waiting */
    queued: number;
    /** Messages */
    delivered: number;
    /** All; delivered or not in the end */
    failed_attempts: number;
    /** Messages that found the queue full or were too old or were refused for good */
    dropped: number;
    /** Notices that filter, throttle or quiet hours kept from becoming a message of their own */
    held_back: number;
}

export interface Notice {
    /** Event time */
    at: string;
    told: string;
    kind: NoticeKind;
    severity: Severity;
    group: string;
    title: string;
    text?: string;
    source?: string;
    signal?: string;
    sensor?: string;
    page?: string;
    simulated: boolean;
    outcomes: Array<{
        channel: string;
        /** sent_on: handed to the channel's queue at once. gathered: in the next digest. quiet: gathered until the quiet hours end */
        outcome: "sent_on" | "gathered" | "filtered" | "quiet" | "off";
        why: string;
    }>;
}

export interface Problem {
    type: string;
    title: string;
    status: number;
    detail?: string;
    /** The query parameter that was wrong */
    parameter?: string;
}

/** A mean interval between new hosts with its exact Poisson 95 % interval (C-11). null numbers: none was seen. */
export interface Interval {
    count: number;
    window_seconds: number;
    mean_seconds: number | null;
    low_seconds: number | null;
    high_seconds: number | null;
    /** Such as: every 5.0 min (4.5-5.6) */
    sentence: string;
}

/** Share of the window in which sensors listened, from heartbeats. known false: no heartbeats, so nothing can be said. */
export interface Coverage {
    known: boolean;
    share: number | null;
    /** Sensors that gave at least one heartbeat in the window */
    sensors: number;
    gaps?: Array<{
        sensor: string;
        from: string;
        to: string;
    }>;
}

export interface Now {
    at: string;
    window_seconds: number;
    signal?: string | null;
    /** True in a demonstration: the numbers are made */
    simulated: boolean;
    /** True in the first 24 h, when every host is new (C-11) */
    warming: boolean;
    warm_at: string | null;
    new_hosts: Interval;
    new_hosts_last_hour: Interval;
    events: number;
    /** Distinct sources seen in the window */
    sources: number;
    /** Seen in the last 24 h (C-15) */
    active_sources: number;
    /** Distinct since first_event (C-15); addresses, not machines */
    cumulative_sources: number;
    first_event: string | null;
    coverage: Coverage;
    top_signals: Array<{
        signal: string;
        events: number;
        new_hosts: number;
    }>;
    countries: {
        known: boolean;
        /** Database and its date */
        source: string;
        rows: Array<{
            /** ISO 3166 alpha-2, or empty for unknown */
            country: string;
            sources: number;
        }>;
    };
    sensors_up: number;
    sensors_total: number;
    store: {
        events: number;
        bytes: number;
        days: number;
        full: boolean;
        refused_writes: number;
        events_removed?: number;
    };
}

export interface Series {
    signal: string | null;
    bin_seconds: number;
    hosts_are: "distinct" | "sum_of_5m_distinct";
    points: Array<{
        at: string;
        events: number;
        bytes_in: number;
        hosts: number;
        new_hosts: number;
    }>;
    /** Share of each bin in which sensors listened, one per bin from the first to the last; null: not known */
    coverage: Array<{
        at: string;
        share: number | null;
    }>;
}

export interface Source {
    address: string;
    first_seen: string;
    last_seen: string;
    events: number;
    bytes_in: number;
    sensors: number;
    /** A completed handshake proves the address */
    verified: boolean;
    simulated: boolean;
    /** ISO 3166 alpha-2, or empty for unknown */
    country: string;
    network?: Network;
    benign?: BenignScanner;
    signals: Array<{
        signal: string;
        events: number;
        last_seen: string;
        /** The furthest; null where an earlier version counted it */
        stage?: string | null;
    }>;
    signals_not_listed?: number;
}

/** What the operator's list of benign scanners says of an address. The member is absent where it names none. */
export interface BenignScanner {
    /** Such as research or uptime */
    class: string;
    /** Who it is */
    name: string;
    /** Where that is written */
    source: string;
    /** When it was read there */
    date: string;
}

export interface SourcePage {
    total: number;
    offset: number;
    rows: Array<Source>;
}

export interface Pictures {
    signal: string;
    simulated: boolean;
    /** The hour of the first contact */
    from: string;
    /** End of the last five minutes with a contact */
    to: string;
    counted_at: string;
    contacts: number;
    sources: number;
    /** Of `arrivals`: an hour to a week */
    bin_seconds: number;
    /** False while networks are being looked up after a start: `by_class` is empty */
    networks_known: boolean;
    /** What `by_class` counts */
    classes: Array<string>;
    /** Every bin from `from` to `to` */
    arrivals: Array<{
        /** Start of the bin */
        at: string;
        /** Whose first contact on the signal was in the bin */
        sources: number;
        /** Sources up to the bin's end */
        cumulative: number;
        by_class: Array<number>;
    }>;
    /** Distinct sources of each UTC day; days that an earlier version rolled up are left out */
    active_days: Array<{
        day: string;
        sources: number;
    }>;
    /** Sources that got at least so far; those of `stage_not_kept` came, and no more is known */
    stages: Array<{
        stage: string;
        sources: number;
    }>;
    /** Sources that only an earlier version saw */
    stage_not_kept: number;
    raster: {
        /** Start of the first cell, a UTC midnight */
        cells_from: string;
        /** The narrowest of which 168 cover the rows; 86400 also where the store has more than 100,000 contacts in that time or no longer keeps those of a day: `cells` are then empty, and `days` tell */
        cell_seconds: 3600 | 10800 | 21600 | 86400;
        /** Those with the longest time from first to last contact on the signal */
        rows: Array<{
            source: string;
            country: string;
            contacts: number;
            first_seen: string;
            last_seen: string;
            /** UTC days with a contact, of the 64 up to the last */
            days: Array<string>;
            /** Cells with a contact, by place from `cells_from`, ascending */
            cells: Array<number>;
        }>;
        sources_not_shown: number;
    };
    /** Of the payloads that came most; alike ones are one family */
    families: Array<{
        /** First 16 digits of the SHA-256 of its most frequent variant */
        payload: string;
        /** Its first bytes in base64 */
        begins: string;
        /** At least so many contacts carried it */
        copies: number;
        /** Different bytes among the most frequent payloads */
        variants: number;
        first_seen: string;
        last_seen: string;
    }>;
}

export interface OwnSubmission {
    /** To whom */
    source: string;
    day: string;
    /** How many sources; 0: only the addresses are said */
    sources: number;
    addresses: Array<string>;
}

export interface SourceHistory {
    source: Source;
    /** What the network was looked up in */
    databases?: Array<IpDatabase>;
    contacts: Array<Contact>;
    next?: string | null;
}

/** What local databases say of an address. Nothing here was asked of a network. */
export interface Network {
    /** ISO 3166 alpha-2, or empty */
    country: string;
    /** Why there is no country although a database had a code: EU, AP (continent only), A1, A2, T1, XX; else empty */
    country_note: string;
    continent:
        | "africa"
        | "antarctica"
        | "asia"
        | "europe"
        | "north_america"
        | "oceania"
        | "south_america"
        | "";
    registry: "AFRINIC" | "APNIC" | "ARIN" | "LACNIC" | "RIPE NCC" | "";
    /** legacy, reserved, private, multicast, ...; else empty */
    registry_note: string;
    asn: number | null;
    as_name: string;
    flags: Array<"anonymous_proxy" | "satellite" | "anycast" | "drop">;
    class:
        | "consumer"
        | "mobile"
        | "commercial"
        | "hosting"
        | "education"
        | "government"
        | "research_scanner"
        | "unknown";
    /** 0 for unknown */
    confidence: number;
    /** Each piece of evidence, strongest first */
    basis: Array<{
        class: string;
        /** operator_table, mmdb_user_type, mmdb_connection_type, known_network, as_name, flag, reverse_name */
        source: string;
        evidence: string;
        confidence: number;
    }>;
    /** Dates of the databases that answered */
    database_dates: Array<string>;
}

export interface IpDatabase {
    name: string;
    kind: "ranges" | "location" | "mmdb" | "operator_table" | "registry";
    tells: Array<"country" | "as" | "class" | "registry" | "flags">;
    /** YYYY-MM-DD, or empty where the file does not say */
    date: string;
    licence: string;
    /** Older than 400 days */
    stale: boolean;
}

export interface Attribution {
    by: string;
    /** attribution/1 */
    method: string;
    from: string;
    to: string;
    baseline_from: string;
    simulated: boolean;
    /** none, few_excess_hosts, no_baseline_ratio, no_class_known, forged_sources: why growth is not shared out; level stands all the same */
    refusal: string;
    /** Hosts above what the baseline would have given */
    excess: number;
    /** Of the window's hosts */
    unknown_share: number;
    /** Only where its interval excludes the runner-up */
    largest: string | null;
    sentence: string;
    groups: Array<{
        /** CN; AS4134 CHINANET-BACKBONE; consumer/asia; ... */
        name: string;
        hosts: number;
        /** Share of the window's hosts */
        level: number;
        baseline_hosts: number;
        /** May be negative */
        excess: number;
        /** Share of the rise */
        growth: {
            value?: number;
            ci95?: Array<number>;
        } | null;
        growth_rank: number | null;
        over_representation: {
            value?: number;
            ci95?: Array<number>;
        } | null;
        unknown: boolean;
    }>;
    /** Put together as `rest` */
    groups_not_listed: number;
    databases: Array<IpDatabase>;
}

/** A stored contact; fields as in docs/formats/events.md, and its id */
export interface Contact {
    id: string;
    kind: "contact";
    sensor?: string;
    epoch?: number;
    sequence?: number;
    seen_at: string;
    ended_at?: string;
    transport?: string;
    source?: string;
    source_port?: number;
    destination?: string;
    destination_port?: number;
    handshake?: string;
    ending?: string;
    bytes_in?: number;
    bytes_out?: number;
    first_bytes?: string;
    first_bytes_sha256?: string;
    similarity?: string;
    protocol?: string;
    stage?: string;
    decoded?: Array<{
        name?: string;
        value?: string;
    }>;
    labels?: Array<{
        name?: string;
        grade?: string;
        rule?: string;
        attack_ids?: Array<string>;
        evidence?: Array<{
            offset?: number;
            length?: number;
            value?: string;
        }>;
    }>;
    packets?: number;
    count?: number;
    limit?: string;
    origin?: string;
    simulated?: boolean;
    /** ISO 3166 alpha-2, or empty for unknown */
    country?: string;
}

export interface ContactPage {
    rows: Array<Contact>;
    next: string | null;
}

export interface Sensor {
    name: string;
    /** A heartbeat came within the last 150 s */
    up: boolean;
    last_heartbeat: string | null;
    version: string;
    started_seconds_ago?: number;
    listeners: number;
    listeners_failed: number;
    open_connections: number;
    signals: Array<string>;
    counters: Array<{
        name: string;
        value: number;
    }>;
    /** What was recorded of whether its ports can be reached from outside (C-04), as by hitme campaign reach */
    reach: Array<{
        signal: string;
        state: "reachable" | "unreachable" | "unknown";
        since: string;
        checked_at: string;
        how: string;
    }>;
    events: number;
    last_event?: string | null;
}

export type CaseState = "new" | "assigned" | "contained" | "cleaned" | "benign" | "closed";

/** What the host is known by. identity tells how: mac (lease or neighbour table at the time of the touch) or address (nothing better was known). */
export interface CaseHost {
    identity: "mac" | "address";
    mac?: string;
    /** What the host calls itself in its lease; its own word, hostile text */
    name?: string;
    /** The latest one */
    address: string;
    addresses: Array<{
        address: string;
        first: string;
        last: string;
        /** Lease valid from */
        from?: string;
        /** Lease valid until */
        until?: string;
        known_by?: "lease" | "neighbours" | "none";
    }>;
}

export interface CaseEvidence {
    seen_at: string;
    sensor: string;
    signal: string;
    source: string;
    stage: string;
    labels?: Array<string>;
    first_bytes_sha256?: string;
    /** Start of what came, as printable text */
    bytes?: string;
    /** Id that /api/v1/contacts/{id} takes */
    contact?: string;
}

export interface Case {
    id: string;
    version: number;
    state: CaseState;
    host: CaseHost;
    /** Own network that the address is of, where one is registered */
    network?: string;
    opened_at: string;
    /** hitme, or who opened it by hand */
    opened_by?: string;
    changed_at?: string;
    first_touch: string | null;
    last_touch: string | null;
    /** Contacts, aggregated ones by their count */
    touches: number;
    /** Of these, since the state that stands was set */
    touches_since: number;
    signals?: Array<string>;
    sensors?: Array<string>;
    /** The furthest that it reached */
    stage?: string;
    owner: string;
    patched?: "unknown" | "unpatched" | "patched";
    benign_reason?: string;
    benign_until?: string | null;
    /** How often a touch opened it again */
    reopened: number;
    reopened_because?: string;
    /** States that a person may set now */
    next_states?: Array<CaseState>;
    simulated: boolean;
}

export interface CasePage {
    total: number;
    offset: number;
    /** Cases by state */
    counts: Record<string, number>;
    rows: Array<Case>;
}

export interface CaseWhole {
    case: Case;
    notes: Array<{
        at: string;
        author: string;
        text: string;
    }>;
    evidence: Array<CaseEvidence>;
    history: Array<{
        version: number;
        at: string;
        author: string;
        state: CaseState;
        what: string;
    }>;
}

export interface CaseChange {
    /** The version that the writer has seen; absent: any */
    version?: number;
    state?: CaseState;
    owner?: string;
    note?: string;
    patched?: "unknown" | "unpatched" | "patched";
    /** For benign: why */
    reason?: string;
    /** For benign: until when, at most a year ahead */
    expires?: string;
}

/** What a rule names narrows it; what it leaves out matches all. At least one of network, signals, stages, sensors. */
export interface AllowRuleNew {
    /** An address or a prefix */
    network?: string;
    signals?: Array<string>;
    stages?: Array<
        | "none"
        | "scan"
        | "probe"
        | "enumeration"
        | "brute_force"
        | "exploit_attempt"
        | "payload_delivery"
    >;
    sensors?: Array<string>;
    reason: string;
    owner: string;
    /** Absent: now */
    from?: string;
    /** At most two years ahead */
    expires: string;
}

export type AllowRule = AllowRuleNew & {
    id: string;
    version: number;
    state: "planned" | "active" | "expired" | "ended";
    author?: string;
    ended?: string | null;
    /** Contacts that it hid, aggregated ones by their count; noted about once a minute */
    hits: number;
    /** Sources among them: an upper bound after a restart; counting stops 10,000 above it */
    hits_sources: number;
    last_hit?: string | null;
};

export interface AllowRules {
    rules: Array<AllowRule>;
    classes: Array<{
        class: string;
        entries: number;
        contacts: number;
        last?: string | null;
    }>;
    list: {
        /** Empty: none is set */
        file: string;
        entries: number;
        /** Latest date of a line */
        newest: string | null;
        /** Why the file on disk is not in force, with its line; the list before it stays */
        refused?: string;
    };
}

export interface HiddenContacts {
    rows: Array<{
        contact: Contact;
        /** Id of the rule; empty for a benign class */
        hidden_by: string;
        benign?: string;
    }>;
    /** Contacts looked at */
    scanned: number;
    /** False: the window holds more than was looked at; narrow it */
    complete: boolean;
}

export interface OwnNetworkNew {
    /** An address or a prefix */
    network: string;
    kind?: "block" | "customer" | "nat_egress";
    /** Who answers for it */
    owner: string;
    contact?: string;
    note?: string;
    /** nat_egress: the prefixes behind it */
    inside?: Array<string>;
}

export type OwnNetwork = OwnNetworkNew & {
    id: string;
    version: number;
    state: "watched" | "removed";
    /** The next larger own network around it, where there is one */
    within?: string;
    /** Addresses of it that were sources */
    sightings: number;
    last_seen?: string | null;
    /** Only in the answer to a registration: sources of it that are stored, IPv6 by /64 */
    stored_sources?: number;
    /** Only there, too: rows of lists imported before that speak of it */
    feed_rows?: number;
    /** Of these, what was made a sighting: 200 at most */
    feed_rows_noted?: number;
    /** Of these, whose latest contact was made a sighting: the 200 seen last at most */
    looked_at?: number;
};

export interface OwnNetworkSighting {
    id: string;
    /** The most specific own network that holds it */
    network: string;
    owner: string;
    /** The address; a prefix where a feed names no single one */
    address: string;
    where: "events" | "feed";
    /** False: a feed named a network that holds ours, and not which address */
    certain?: boolean;
    feed?: string;
    first: string;
    last: string;
    /** The other side's record: our contact, or the feed's line */
    record?: Record<string, unknown>;
}

export interface Dossier {
    address: string;
    asked: {
        at: string;
        /** In the caller's zone */
        local: string;
        zone: string;
        from: string;
        to: string;
        /** Where the caller's reading happens twice or not at all (a change of the clocks) */
        note?: string;
    };
    verdict: "seen" | "no_evidence" | "not_covered";
    sentence: string;
    coverage: {
        known: boolean;
        share: number;
        sensors?: Array<{
            sensor?: string;
            class?: string;
            /** When the sensor said so, where that was only after the time asked for */
            class_said_at?: string | null;
            share?: number;
        }>;
    };
    clock?: {
        synchronised?: boolean;
        error_seconds?: number;
        sentence?: string;
    };
    /** Present where the address is ours */
    own_network?: {
        network?: string;
        owner?: string;
        kind?: string;
        inside?: Array<string>;
    };
    contacts_total?: number;
    /** False: more than contacts_total were there, and counting stopped */
    contacts_complete?: boolean;
    contacts: Array<{
        id?: string;
        seen_at: string;
        local: string;
        sensor: string;
        source?: string;
        signal: string;
        stage: string;
        handshake?: string;
        labels?: Array<string>;
        /** Printable text */
        bytes?: string;
        first_bytes_sha256?: string;
        count?: number;
    }>;
    /** Claims and imported lists that name the address */
    others?: Array<{
        /** own_sighting: of a list that is not read any more */
        kind: "claim" | "list" | "own_sighting";
        /** Of the claim, import or sighting */
        id: string;
        /** When it was said, or the list was fetched */
        at: string;
        /** In words */
        text: string;
        /** Day on which the publisher saw the address first, where the row says so */
        first: string | null;
        last: string | null;
    }>;
    /** Who had the address, or who is behind it, with validity */
    hosts?: Array<{
        address?: string;
        mac?: string;
        name?: string;
        from?: string;
        until?: string;
        known_by?: string;
    }>;
    cases?: Array<Case>;
    actions?: Array<{
        at?: string;
        author?: string;
        what?: string;
    }>;
    /** What this does not say */
    limits?: Array<string>;
    /** The whole as plain text */
    text: string;
    /** A draft of the answer to the caller */
    draft: string;
}

export interface ComplaintDraft {
    id: string;
    network: string;
    sources: number;
    contacts: number;
    text: string;
    /** The machine-readable part: one JSON object a line */
    machine: string;
}

export interface ReEntryWatchNew {
    name: string;
    from: string;
    /** At most seven days after from */
    until: string;
    /** Start of the time to compare with; absent: 72 h before from */
    before?: string;
    /** Absent: all that are internal then */
    sensors?: Array<string>;
}

export type ReEntryWatch = ReEntryWatchNew & {
    id: string;
    version: number;
    state: "planned" | "active" | "over" | "ended";
};

export interface ReEntryReport {
    watch: ReEntryWatch;
    /** Such as: 6 hosts touched internal decoys during the watch, none in the 72 h before */
    sentence: string;
    before: ReEntrySpan;
    during: ReEntrySpan;
    /** Devices whose lease began during the watch, where lease data is set */
    arrivals?: {
        known?: boolean;
        devices?: number;
        touched?: number;
    };
    hosts: Array<{
        case: string;
        address: string;
        mac?: string;
        name?: string;
        arrived?: string | null;
        first_touch: string;
        touches?: number;
        segment: string;
        touched_before?: boolean;
        state?: string;
    }>;
    segments: Array<{
        segment: string;
        hosts: number;
        first_touch: string;
    }>;
}

export interface ReEntrySpan {
    from: string;
    to: string;
    hosts: number;
    touches: number;
    coverage: number | null;
}

export interface SensorPeriodNew {
    sensor: string;
    class: "internal_lan" | "consumer" | "commercial" | "hosting" | "corporate" | "education";
    /** Absent: now */
    from?: string;
    until?: string;
    provider?: string;
    region?: string;
    addresses?: Array<string>;
}

export interface SensorRegistration {
    sensor: string;
    version: number;
    /** Class that stands now, or empty */
    now?: string;
    periods: Array<{
        class: string;
        from: string;
        until?: string | null;
        provider?: string;
        region?: string;
        addresses?: Array<string>;
    }>;
}

export interface LogImport {
    id: number;
    name: string;
    by: string;
    state: "uploading" | "waiting" | "reading" | "judging" | "done" | "failed";
    bytes: number;
    received: number;
    /** Such as csv: marx; empty until it is read */
    format: string;
    /** Events */
    stored: number;
    /** Events that were there already */
    duplicates: number;
    /** Records that were passed over, by reason */
    skipped: Record<string, number>;
    /** Where and how the file ends early; empty: it does not */
    truncated: string;
    /** Of its contacts */
    first: string;
    last: string;
    /** Of judging, six hours each */
    steps: number;
    steps_done: number;
    /** Kept */
    findings: number;
    /** Why it failed, or was not judged; empty otherwise */
    why: string;
}

export interface Retention {
    /** Whole UTC days before today */
    keep_days: number;
    /** Of the days' files together; today's always stays */
    quota_bytes: number;
}

export interface RetentionInForce {
    keep_days: number;
    quota_bytes: number;
    from: "settings" | "book";
    /** Of the book; 0: nobody ever wrote one */
    version: number;
    settings: Retention;
}

export interface FindingNumber {
    /** Such as doubling_h, slope_hosts_per_h2, onset */
    name: string;
    value: number | null;
    /** 95 % limits; null: unbounded or not known */
    low: number | null;
    high: number | null;
    /** h, hosts/h, hosts/h2, share, ms (since 1970) */
    unit: string;
}

export interface FindingCoverage {
    known: boolean;
    share: number | null;
    exposure_min: number | null;
    sensors: number;
    lost_sensors: Array<string>;
    excluded_sensors: Array<string>;
}

/** A record of kind finding (docs/formats/book.md), without its whole answer */
export interface Finding {
    /** Such as tcp-445.growth.3 */
    id: string;
    subject: string;
    question:
        | "onset"
        | "growth"
        | "dormancy"
        | "attribution"
        | "persistence"
        | "agreement"
        | "worm_ladder";
    verdict: string;
    /** Event time */
    judged_at: string;
    /** When the record was written */
    made_at: string;
    window: {
        from: string;
        to: string;
        baseline_from: string;
    };
    numbers: Array<FindingNumber>;
    sentence: string;
    more: Array<string>;
    coverage: FindingCoverage;
    /** Name and version, growth/1 */
    method: string;
    data: {
        events: number;
        hosts: number;
        unverified_contacts: number;
        digest: string;
    };
    state: "standing" | "superseded";
    supersedes: string | null;
    superseded_by: string | null;
    superseded_at: string | null;
    why:
        | "first"
        | "verdict"
        | "interval"
        | "method"
        | "late_events"
        | "reason"
        | "window"
        | "longer"
        | "rise_confirmed";
    was: {
        verdict: string;
        judged_at: string;
    } | null;
    /** Rests on a rise that is not confirmed yet */
    suspected: boolean;
    simulated: boolean;
}

/** The last look at all signals that sent anything in the 24 h before; those that rose are then judged closely */
export interface WideLook {
    at: string;
    /** That were looked at, 4,096 at most */
    signals: number;
    /** There were more signals, which nobody looked at */
    over: boolean;
    /** Of the score; keeps false alarms of all signals together at one in 30 days */
    threshold: number;
    /** Largest score first, 16 at most */
    rose: Array<{
        signal: string;
        at: string;
        score: number;
    }>;
    /** Rose as well, beyond the 16 */
    passed_over: number;
}

export interface FindingPage {
    total: number;
    offset: number;
    /** null: nobody looked yet */
    all_signals: WideLook | null;
    rows: Array<Finding>;
}

export interface FindingWithChain {
    finding: Finding;
    /** The whole answer of hitme judge (docs/formats/judge.md) */
    answer: Record<string, unknown>;
    /** All findings of its subject and question, oldest first */
    chain: Array<Finding>;
    /** The last time that a later judgement said the same */
    confirmed: {
        at: string;
        times: number;
    } | null;
    scores: Array<ForecastScore>;
    has_chart: boolean;
}

/** One growth judgement as curves. bins are hosts seen per bin at the exposure it had; curves and bands are at full exposure, in hosts per bin; divide hosts by exposure to compare. Times of points are middles of bins. */
export interface FindingChart {
    id: string;
    subject: string;
    bin_seconds: number;
    /** Baseline and window, in order */
    bins: Array<{
        /** Start of the bin */
        at: string;
        hosts: number;
        /** Of hosts those that are loud sources and left out */
        loud: number;
        exposure: number;
        /** True inside the judged window, false in the baseline */
        judged: boolean;
    }>;
    /** The fitted curves over the judged window and as far ahead as a forecast reaches; best first */
    curves: Array<{
        family: "const" | "linear" | "exp" | "logistic" | "hump";
        weight: number;
        reads_as: "no_growth" | "linear" | "exponential" | "logistic" | "tapering";
        points: Array<{
            at: string;
            mean: number;
            /** 95 % limits of the mean, not of a count */
            low: number;
            high: number;
        }>;
    }>;
    /** What the baseline's level and daily cycle let expect, over the whole grid; 95 % of counts */
    baseline: {
        /** Hosts per bin */
        level: number;
        dispersion: number;
        amplitude: number;
        /** UTC */
        peak_hour: number | null;
        points: Array<{
            at: string;
            mean: number;
            low: number;
            high: number;
        }>;
    };
    forecasts: Array<{
        at: string;
        refused: string | null;
        q025: number | null;
        q10: number | null;
        q50: number | null;
        q90: number | null;
        q975: number | null;
    }>;
    onset: {
        at: string;
        low: string;
        high: string;
    } | null;
    /** Where not the whole fleet listened */
    coverage: Array<{
        from: string;
        to: string;
        share: number;
    }>;
}

export interface Alarm {
    id: string;
    subject: string;
    kind: "rise" | "loud_source";
    state: "open" | "closed";
    opened: string;
    /** When a rise passed the confirming threshold */
    confirmed: string | null;
    closed: string | null;
    severity: "low" | "medium" | "high" | "very_high";
    peak_excess: number;
    absorbed: number;
    source: string | null;
    /** Id of the finding that dates it */
    onset: string | null;
    sentence: string;
}

export interface AlarmPage {
    total: number;
    offset: number;
    rows: Array<Alarm>;
}

export interface ForecastScore {
    id: string;
    subject: string;
    finding: string;
    state: "hit" | "miss" | "not_covered";
    at: string;
    bin_h: number;
    made_at: string;
    hosts: {
        q025: number;
        q10: number;
        q50: number;
        q90: number;
        q975: number;
    };
    seen: number | null;
    exposure: number;
    inside_80: boolean | null;
    inside_95: boolean | null;
    sentence: string;
}

export interface ForecastScorePage {
    total: number;
    offset: number;
    rows: Array<ForecastScore>;
}

/** Which sources go onto a block list; kind block_list_rule in docs/formats/book.md */
export interface BlockListRule {
    name: string;
    /** Least number of sensors that it reached */
    sensors?: number;
    /** Least number of contacts with a completed handshake */
    contacts?: number;
    /** Least stage that it reached */
    stage?:
        | "none"
        | "scan"
        | "probe"
        | "enumeration"
        | "brute_force"
        | "exploit_attempt"
        | "payload_delivery";
    /** What counts: contacts of the whole UTC days that lie in this span (1d to 90d) */
    within?: string;
    /** An entry leaves this long after the last contact (1m to 90d) */
    expire?: string;
    /** Classes of sources that are left out */
    except_classes?: Array<string>;
    /** Addresses and networks that this list never holds */
    never?: Array<string>;
    /** Of the book; 0: from the settings file */
    version?: number;
    from?: "settings" | "book";
}

export interface BlockList {
    rule: BlockListRule;
    /** When the list was made */
    at: string;
    simulated: boolean;
    total: number;
    offset: number;
    /** Sources with a completed handshake that were looked at */
    sources_known: number;
    /** Sources beyond the bound of the table: not listed, whatever they did */
    sources_not_known: number;
    /** Sources that the rule would list, by the reason why they are not: own, allowed, reserved, resolver, never, class */
    left_out: Record<string, number>;
    /** Sources that the rule passes over, by the first of its conditions that fails: within, stage, sensors, contacts, expire */
    not_named: Record<string, number>;
    /** Contacts without a completed handshake, which count for nobody */
    unproven_contacts: number;
    rows: Array<{
        /** An address, or an IPv6 /64 */
        address: string;
        first_seen: string;
        last_seen: string;
        expires: string;
        contacts: number;
        sensors: number;
        stage: string;
    }>;
}

/** Kind quarantine_request in docs/formats/book.md */
export interface QuarantineRequest {
    id: string;
    version: number;
    state:
        | "asked"
        | "dry_run"
        | "isolated"
        | "failed"
        | "held"
        | "undo_asked"
        | "released"
        | "undo_failed";
    /** When this version was written */
    at: string;
    author: string;
    source: string;
    mode: "none" | "webhook" | "program" | "radius";
    dry_run: boolean;
    /** Of a drill */
    simulated: boolean;
    /** Id of the drill; empty: none */
    drill?: string;
    reason?: string;
    /** What the adapter said, printable */
    result?: string;
    /** When the console had the contact */
    detected_at?: string;
    sent_at?: string | null;
    done_at?: string | null;
    evidence: {
        sensor: string;
        seen_at: string;
        signal: string;
        destination: string;
        handshake: string;
        stage: string;
    };
}

export interface QuarantineState {
    mode: "none" | "webhook" | "program" | "radius";
    dry_run: boolean;
    /** The ranges from which a host may be isolated */
    internal: Array<string>;
    never: Array<string>;
    /** Requests within the window after which the hook stops and asks a person */
    limit: number;
    window_seconds: number;
    /** Requests within the last window, without dry runs, drills and what was not made */
    recent: number;
    /** Touches that made no request, because an allow rule hides them or the case of their host is benign; since ever */
    not_made: {
        allowed: number;
        case_benign: number;
        last: string | null;
    };
    stopped: boolean;
    stopped_at?: string | null;
    drill?: {
        /** 0: only by hand */
        every_seconds: number;
        source: string;
        target: string;
    };
}

/** Kind drill in docs/formats/book.md */
export interface Drill {
    id: string;
    version: number;
    state: "asked" | "announced" | "armed" | "done";
    at: string;
    author: string;
    source: string;
    target: string;
    /** Empty while it runs */
    verdict: "" | "PASS" | "FAIL";
    /** What failed */
    why?: string;
    probed_at?: string | null;
    /** Probe to contact in the console */
    detect_seconds?: number | null;
    /** Probe to the adapter's answer */
    request_seconds?: number | null;
    /** Probe to loss of connectivity, as the probing side saw it */
    isolated_seconds?: number | null;
    /** Undo to connectivity again */
    released_seconds?: number | null;
}

export type CampaignState =
    "rumoured" | "watched" | "rising" | "sustained" | "plateau" | "tapering" | "closed" | "refuted";

export interface CampaignStep {
    /** Event time from which the state holds */
    at: string;
    state: CampaignState;
    reason: string;
    /** hitme, or who overrode */
    author: string;
    /** Ids of findings, alarms and claims */
    evidence: Array<string>;
}

export interface Campaign {
    /** Such as tcp-445.campaign.1 */
    id: string;
    version: number;
    subject: string;
    title: string;
    aliases: Array<string>;
    state: CampaignState;
    since: string;
    /** Every change, oldest first */
    steps: Array<CampaignStep>;
    /** A state is kept for 24 h unless somebody overrides it */
    next_possible: string;
    simulated: boolean;
}

export interface CampaignPage {
    total: number;
    offset: number;
    rows: Array<Campaign>;
}

export interface CampaignChange {
    title?: string;
    aliases?: Array<string>;
    state?: CampaignState;
    /** Needed with state */
    reason?: string;
    version?: number;
}

export interface CampaignWhole {
    campaign: Campaign;
    claims: Array<Claim>;
    /** Context for the time axis, oldest first (C-40) */
    marks: Array<{
        at: string;
        label: string;
        event: string;
        claim: string;
    }>;
    questions: Array<OpenQuestion>;
    /** Standing findings of the signal */
    findings: Array<Finding>;
    /** Ids */
    alarms: Array<string>;
}

export interface ClaimNew {
    who: string;
    said_at: string;
    /** http or https; shown as text */
    link?: string;
    quote: string;
    /** A signal */
    subject: string;
    event:
        | "bulletin"
        | "patch"
        | "proof_of_concept"
        | "exploit_module"
        | "outbreak"
        | "decline"
        | "growth_exponential"
        | "growth_linear"
        | "origin"
        | "other";
    grade: "rumour" | "report" | "measured";
    /** Addresses that it names */
    sources?: Array<string>;
    /** Who is thanked for it in an advisory */
    credit?: string;
}

export type Claim = ClaimNew & {
    /** Citable: cl- and eight digits */
    id: string;
    version: number;
    fate: "open" | "upheld" | "withdrawn" | "contradicted";
    why?: string;
    by?: string;
    entered_by: string;
};

export interface ClaimPage {
    total: number;
    offset: number;
    rows: Array<Claim>;
}

export interface Hypothesis {
    name: string;
    text: string;
    /** hitme, or who put it forward */
    by: string;
    standing: "open" | "supported" | "weakened";
    for: Array<string>;
    against: Array<string>;
    /** What would decide */
    test: string;
}

export interface OpenQuestion {
    id: string;
    campaign: string;
    question: string;
    asked_at: string;
    hypotheses: Array<Hypothesis>;
}

export interface QuestionNew {
    question: string;
    hypotheses: Array<{
        name: string;
        text: string;
        test: string;
        for?: Array<string>;
        against?: Array<string>;
    }>;
}

export type OutsideKind =
    | "isc_port_history"
    | "isc_top_ports"
    | "isc_top_sources"
    | "dshield_as_report"
    | "dshield_block_list"
    | "isc_infocon"
    | "csv_series";

export interface OutsideImport {
    id: string;
    kind: OutsideKind;
    source: string;
    subject: string;
    fetched_at: string;
    sha256: string;
    licence: string;
    rows: number;
    /** Rows that could not be read */
    skipped: number;
    /** The line of the first of them, from 1; null: none, or imported by an earlier version */
    skipped_line: number | null;
    /** Why that could not be read; empty: none */
    skipped_reason: string;
    /** What an isc_infocon says, from fetched_at on; null for other kinds */
    level: "green" | "yellow" | "orange" | "red" | null;
    /** false: this payload was here already */
    stored: boolean;
}

export interface OutsideEntry {
    /** Id of the import */
    import: string;
    kind: OutsideKind;
    /** Whose list it is */
    source: string;
    /** The date of the list */
    fetched_at: string;
    /** No later import of this list is here; false: its publisher may have taken it off */
    latest: boolean;
    /** An address as /32 or /128, or a network: a network is not a host */
    network: string;
    /** Reports */
    count: number | null;
    targets: number | null;
    first: string | null;
    last: string | null;
    name: string;
}

export interface OutsideEntryPage {
    total: number;
    offset: number;
    lists_read: number;
    /** Older imports that were not looked into */
    lists_not_read: number;
    newest_list: string | null;
    rows: Array<OutsideEntry>;
}

export interface OthersSaid {
    claims_total: number;
    /** At most 20, latest said first */
    claims: Array<{
        id: string;
        who: string;
        said_at: string;
        subject: string;
        event: string;
        grade: string;
        fate: string;
        link: string;
        quote: string;
    }>;
    /** Imported lists that were looked into: 0 means that nobody was asked */
    lists_read: number;
    lists_not_read: number;
    newest_list: string | null;
    entries_total: number;
    /** At most 50 */
    entries: Array<OutsideEntry>;
}

export interface OutsideFeeds {
    feeds: Array<OutsideFeed>;
}

export interface OutsideFeed {
    name: string;
    kind: OutsideKind;
    source: string;
    licence: string;
    subject: string;
    /** Scheme, host and port; the path may hold a key */
    from: string;
    every_seconds: number;
    tried_at: string | null;
    /** The last answer that could be read */
    fetched_at: string | null;
    /** The last answer that was not here already */
    changed_at: string | null;
    next_at: string;
    /** In a row */
    failures: number;
    /** Of the last try; empty where it went well */
    problem: string;
}

export interface OutsidePage {
    total: number;
    offset: number;
    rows: Array<OutsideImport>;
}

export interface OutsideSeries {
    source: string;
    subject: string;
    unit: string;
    days: Array<{
        day: string;
        records?: number | null;
        targets?: number | null;
        sources?: number | null;
    }>;
}

export interface Corroboration {
    subject: string;
    from: string;
    to: string;
    statements: Array<{
        statement: string;
        verdict: "confirmed" | "consistent" | "not_covered" | "contradicts" | "not_independent";
        source: string;
        /** In words */
        figures: string;
        /** Id of the import or claim; empty for none */
        record: string;
    }>;
    /** What we sent to sources of outside data ourselves about this subject, records of a day each; it is taken away before anything is compared */
    submissions: number;
    lists_total: number;
    /** Imported lists of sources, and claims that name addresses, held last first; 50 at most */
    lists: Array<{
        source: string;
        /** Id of the import or claim */
        record: string;
        /** When it was fetched, or said */
        held_at: string;
        /** Entries of more than one address; they are no overlap */
        networks: number;
        /** Single addresses */
        hosts: number;
        /** Of these: submitted by ourselves, and taken away */
        own: number;
        /** Of the others: sources of ours, too */
        both: number;
    }>;
    /** False: more sources of ours came in the window than are compared; the 20,000 that were stored first are, and what is told of the overlap is at least, or at most, so much */
    ours_complete: boolean;
    overlap: {
        count: number;
        listed: Array<string>;
    };
    ours_only: {
        count: number;
        listed: Array<string>;
    };
    theirs_only: {
        count: number;
        listed: Array<string>;
    };
    curves: Array<{
        source: string;
        days: number;
        /** Positive: theirs follows ours */
        lag_days: number | null;
        correlation: number | null;
    }>;
}

export interface AdvisoryLink {
    what: "finding" | "measure" | "claim" | "corroboration" | "score";
    id: string;
    /** Path of the API that gives it again */
    query: string;
    from: string | null;
    to: string | null;
}

export interface AdvisoryStatement {
    id: string;
    section:
        | "seen"
        | "means_it"
        | "means_security"
        | "do"
        | "limits"
        | "change_our_mind"
        | "questions"
        | "update";
    nature: "data" | "judgement" | "advice" | "limit";
    text: string;
    links: Array<AdvisoryLink>;
    edited_by?: string;
    /** Id of a later statement */
    superseded_by: string | null;
}

export interface AdvisoryUpdate {
    at: string;
    /** ** date time zone Update: */
    label: string;
    author: string;
    statements: Array<string>;
    replaces: Array<string>;
    reason: string;
}

export interface Advisory {
    id: string;
    version: number;
    state: "draft" | "published" | "withdrawn";
    campaign: string;
    subject: string;
    title: string;
    level: "information" | "watch" | "alert" | "critical";
    zone: string;
    as_of: string;
    published_at?: string | null;
    statements: Array<AdvisoryStatement>;
    updates: Array<AdvisoryUpdate>;
    credits: Array<string>;
    /** Projections whose time has come */
    scores: Array<{
        id: string;
        state: string;
        sentence: string;
    }>;
    guard: GuardAnswer;
    simulated: boolean;
}

export interface AdvisoryPage {
    total: number;
    offset: number;
    rows: Array<{
        id: string;
        version: number;
        state: string;
        campaign: string;
        subject: string;
        title: string;
        level: string;
        as_of: string;
        updates: number;
    }>;
}

export interface AdvisoryEdit {
    version?: number;
    title?: string;
    level?: "information" | "watch" | "alert" | "critical";
    statements?: Array<{
        id: string;
        /** Empty: the statement is left out */
        text: string;
    }>;
}

export interface AdvisoryUpdateNew {
    version?: number;
    text?: string;
    replaces?: Array<string>;
    reason?: string;
}

export interface GuardAnswer {
    passes: boolean;
    problems: Array<{
        statement?: string;
        line: number;
        column: number;
        phrase: string;
        rule: string;
        why: string;
        /** Which finding would */
        would_carry: string;
    }>;
}

export interface Reminder {
    id: string;
    text: string;
    due: string;
    state: "waiting" | "raised" | "done";
    campaign: string;
}

export interface NowParameters {
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** Length of the window that ends now, as 24h or 7d (5m to 90d) */
    window?: string | undefined;
}

/** The state of things, for the first page */
export function now(send: Send, parameters: NowParameters = {}): Promise<Now> {
    return send(`/api/v1/now`, {
        signal: parameters.signal,
        window: parameters.window,
    }) as Promise<Now>;
}

export interface SeriesParameters {
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    /** Width of a bin: 5m, 15m, 1h, 6h or 1d. hosts of bins wider than 5m are sums of 5-minute distincts and are named so. */
    bin?: "5m" | "15m" | "1h" | "6h" | "1d" | undefined;
}

/** Counts per bin, with the coverage of each bin */
export function series(send: Send, parameters: SeriesParameters = {}): Promise<Series> {
    return send(`/api/v1/series`, {
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
        bin: parameters.bin,
    }) as Promise<Series>;
}

export interface SourcesParameters {
    /** An address or a prefix */
    search?: string | undefined;
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    /** ISO 3166 alpha-2, EU or AP, or unknown; as known when the source was first seen */
    country?: string | undefined;
    /** The number of an AS, as AS4134 or 4134, or unknown */
    as?: string | undefined;
    /** A class of networks */
    class?:
        | "unknown"
        | "consumer"
        | "mobile"
        | "commercial"
        | "hosting"
        | "education"
        | "government"
        | "research_scanner"
        | undefined;
    continent?:
        | "africa"
        | "antarctica"
        | "asia"
        | "europe"
        | "north_america"
        | "oceania"
        | "south_america"
        | "unknown"
        | undefined;
    /** The regional registry that administers the address, by IANA's tables; unknown: none does */
    registry?: "afrinic" | "apnic" | "arin" | "lacnic" | "ripe_ncc" | "unknown" | undefined;
    /** Got at least so far, on the signal where one is given */
    stage?:
        | "none"
        | "scan"
        | "probe"
        | "enumeration"
        | "brute_force"
        | "exploit_attempt"
        | "payload_delivery"
        | undefined;
    order?: "last_seen" | "first_seen" | "events" | "address" | undefined;
    descending?: boolean | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Sources, sorted and paged */
export function sources(send: Send, parameters: SourcesParameters = {}): Promise<SourcePage> {
    return send(`/api/v1/sources`, {
        search: parameters.search,
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
        country: parameters.country,
        as: parameters.as,
        class: parameters.class,
        continent: parameters.continent,
        registry: parameters.registry,
        stage: parameters.stage,
        order: parameters.order,
        descending: parameters.descending,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<SourcePage>;
}

export interface SourceParameters {
    address: string;
}

/** One source and its latest contacts */
export function source(send: Send, parameters: SourceParameters): Promise<SourceHistory> {
    return send(
        `/api/v1/sources/${encodeURIComponent(parameters.address)}`,
        {},
    ) as Promise<SourceHistory>;
}

export interface PicturesParameters {
    signal: string;
}

/** One signal in pictures, over all that the store knows of it */
export function pictures(send: Send, parameters: PicturesParameters): Promise<Pictures> {
    return send(`/api/v1/pictures`, { signal: parameters.signal }) as Promise<Pictures>;
}

export interface AttributionParameters {
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    /** class_region is network class x continent */
    by?:
        | "class_region"
        | "class"
        | "country"
        | "region"
        | "registry"
        | "as"
        | "sensor_class"
        | undefined;
    /** Groups given by name; the rest stand together as `rest` */
    limit?: number | undefined;
}

/** Whose hosts these are (level) and whose hosts grew (growth), for one grouping */
export function attribution(
    send: Send,
    parameters: AttributionParameters = {},
): Promise<Attribution> {
    return send(`/api/v1/attribution`, {
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
        by: parameters.by,
        limit: parameters.limit,
    }) as Promise<Attribution>;
}

export interface NetworkParameters {
    address: string;
    /** The snapshot that was valid then; absent */
    at?: string | undefined;
}

/** What the local databases say of any address, seen here or not */
export function network(
    send: Send,
    parameters: NetworkParameters,
): Promise<{
    network: Network;
    databases: Array<IpDatabase>;
}> {
    return send(`/api/v1/network/${encodeURIComponent(parameters.address)}`, {
        at: parameters.at,
    }) as Promise<{
        network: Network;
        databases: Array<IpDatabase>;
    }>;
}

/** Which databases tell country, network and class here, with date and licence */
export function ip_databases(send: Send): Promise<{
    databases: Array<IpDatabase>;
}> {
    return send(`/api/v1/ip_databases`, {}) as Promise<{
        databases: Array<IpDatabase>;
    }>;
}

export interface ContactsParameters {
    /** An address or a prefix */
    source?: string | undefined;
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    sensor?: string | undefined;
    /** SHA-256 of the first bytes, or at least its first 16 digits */
    payload?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    /** next of the page before */
    cursor?: string | undefined;
    limit?: number | undefined;
}

/** Contacts, latest first */
export function contacts(send: Send, parameters: ContactsParameters = {}): Promise<ContactPage> {
    return send(`/api/v1/contacts`, {
        source: parameters.source,
        signal: parameters.signal,
        sensor: parameters.sensor,
        payload: parameters.payload,
        from: parameters.from,
        to: parameters.to,
        cursor: parameters.cursor,
        limit: parameters.limit,
    }) as Promise<ContactPage>;
}

export interface ContactParameters {
    id: string;
}

/** One contact, whole */
export function contact(send: Send, parameters: ContactParameters): Promise<Contact> {
    return send(`/api/v1/contacts/${encodeURIComponent(parameters.id)}`, {}) as Promise<Contact>;
}

export interface AskParameters {
    /** 192.0.2.1, 192.0.2.0/24, AS64500, 16 to 64 digits of a SHA-256; tcp/445, 445/tcp, tcp 445, port 445 or 445; or words */
    q: string;
}

/** All that is known of an address, a network, an AS, a payload or a port; or campaigns, advisories and cases by name */
export function ask(send: Send, parameters: AskParameters): Promise<Asked> {
    return send(`/api/v1/ask`, { q: parameters.q }) as Promise<Asked>;
}

/** Sensors with their last heartbeat and counters */
export function sensors(send: Send): Promise<{
    sensors: Array<Sensor>;
}> {
    return send(`/api/v1/sensors`, {}) as Promise<{
        sensors: Array<Sensor>;
    }>;
}

export interface ReportParameters {
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
}

/** The same report as `hitme report --json` */
export function report(
    send: Send,
    parameters: ReportParameters = {},
): Promise<Record<string, unknown>> {
    return send(`/api/v1/report`, {
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
    }) as Promise<Record<string, unknown>>;
}

/** Whether people can sign in with a name and a password here */
export function login(send: Send): Promise<Login> {
    return send(`/api/v1/login`, {}) as Promise<Login>;
}

/** Signs a person in; the answer's cookie is the session */
export function signIn(send: Send, body: SignIn): Promise<void> {
    return send(`/api/v1/login`, {}, { method: "POST", body }) as Promise<void>;
}

/** Ends this session */
export function logout(send: Send): Promise<void> {
    return send(`/api/v1/logout`, {}, { method: "POST" }) as Promise<void>;
}

/** Who asks by session or token (of any scope), what they may do, and the secret that a session's change must carry in X-Hitme-Csrf */
export function me(send: Send): Promise<Me> {
    return send(`/api/v1/me`, {}) as Promise<Me>;
}

/** Changes one's own password and ends one's sessions */
export function changePassword(send: Send, body: PasswordChange): Promise<void> {
    return send(`/api/v1/password`, {}, { method: "POST", body }) as Promise<void>;
}

/** People who may sign in (admin) */
export function users(send: Send): Promise<UserList> {
    return send(`/api/v1/users`, {}) as Promise<UserList>;
}

/** Adds one (admin) */
export function addUser(send: Send, body: NewUser): Promise<void> {
    return send(`/api/v1/users`, {}, { method: "POST", body }) as Promise<void>;
}

export interface ChangeUserParameters {
    name: string;
}

/** Changes role, password or whether one may sign in; ends that person's sessions (admin) */
export function changeUser(
    send: Send,
    parameters: ChangeUserParameters,
    body: UserChange,
): Promise<void> {
    return send(
        `/api/v1/users/${encodeURIComponent(parameters.name)}`,
        {},
        { method: "PUT", body },
    ) as Promise<void>;
}

/** Tokens by which programs use this API (admin) */
export function tokens(send: Send): Promise<TokenList> {
    return send(`/api/v1/tokens`, {}) as Promise<TokenList>;
}

/** Makes one; its secret is told once (admin) */
export function addToken(send: Send, body: NewToken): Promise<MadeToken> {
    return send(`/api/v1/tokens`, {}, { method: "POST", body }) as Promise<MadeToken>;
}

export interface RevokeTokenParameters {
    id: string;
}

/** Ends one (admin) */
export function revokeToken(send: Send, parameters: RevokeTokenParameters): Promise<void> {
    return send(
        `/api/v1/tokens/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "DELETE" },
    ) as Promise<void>;
}

export interface AuditParameters {
    kind?: string | undefined;
    author?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Who wrote which record when, last first (admin) */
export function audit(send: Send, parameters: AuditParameters = {}): Promise<AuditPage> {
    return send(`/api/v1/audit`, {
        kind: parameters.kind,
        author: parameters.author,
        from: parameters.from,
        to: parameters.to,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<AuditPage>;
}

export interface IncidentsParameters {
    state?: "open" | "ended" | undefined;
    /** An address; IPv6 as its /64's first address */
    source?: string | undefined;
    /** At least so severe */
    severity?: Severity | undefined;
    /** Whether a notice was made of it; none is where allow rules hid all of its contacts */
    told?: boolean | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Incidents, last changed first */
export function incidents(send: Send, parameters: IncidentsParameters = {}): Promise<IncidentPage> {
    return send(`/api/v1/incidents`, {
        state: parameters.state,
        source: parameters.source,
        severity: parameters.severity,
        told: parameters.told,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<IncidentPage>;
}

export interface IncidentParameters {
    id: string;
}

/** One incident */
export function incident(send: Send, parameters: IncidentParameters): Promise<Incident> {
    return send(`/api/v1/incidents/${encodeURIComponent(parameters.id)}`, {}) as Promise<Incident>;
}

/** Alert channels, from the settings file and added here, each with its state */
export function channels(send: Send): Promise<{
    channels: Array<Channel>;
}> {
    return send(`/api/v1/channels`, {}) as Promise<{
        channels: Array<Channel>;
    }>;
}

/** Adds a channel (admin) */
export function add_channel(send: Send, body: ChannelChange): Promise<Channel> {
    return send(`/api/v1/channels`, {}, { method: "POST", body }) as Promise<Channel>;
}

export interface ChannelParameters {
    name: string;
}

/** One channel with its state */
export function channel(send: Send, parameters: ChannelParameters): Promise<Channel> {
    return send(`/api/v1/channels/${encodeURIComponent(parameters.name)}`, {}) as Promise<Channel>;
}

export interface ChangeChannelParameters {
    name: string;
}

/** Changes a channel that was added here (admin); a bad one is refused and the old one stays in force */
export function change_channel(
    send: Send,
    parameters: ChangeChannelParameters,
    body: ChannelChange,
): Promise<Channel> {
    return send(
        `/api/v1/channels/${encodeURIComponent(parameters.name)}`,
        {},
        { method: "PUT", body },
    ) as Promise<Channel>;
}

export interface RemoveChannelParameters {
    name: string;
}

/** Removes a channel that was added here (admin); its history stays in the book */
export function remove_channel(send: Send, parameters: RemoveChannelParameters): Promise<void> {
    return send(
        `/api/v1/channels/${encodeURIComponent(parameters.name)}`,
        {},
        { method: "DELETE" },
    ) as Promise<void>;
}

export interface BlockListEntriesParameters {
    /** Name of the rule; absent: the first one */
    rule?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** The same list with the evidence of each entry, and what was left out and why */
export function blockListEntries(
    send: Send,
    parameters: BlockListEntriesParameters = {},
): Promise<BlockList> {
    return send(`/api/v1/exports/blocklist/entries`, {
        rule: parameters.rule,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<BlockList>;
}

/** The rules in force, from the settings file and from the book */
export function blockListRules(send: Send): Promise<{
    rules: Array<BlockListRule>;
}> {
    return send(`/api/v1/exports/blocklist/rules`, {}) as Promise<{
        rules: Array<BlockListRule>;
    }>;
}

export interface PutBlockListRuleParameters {
    name: string;
}

/** Writes a rule (admin). A rule that does not parse is refused with its line, and the old one stays in force. */
export function putBlockListRule(
    send: Send,
    parameters: PutBlockListRuleParameters,
    body: BlockListRule,
): Promise<BlockListRule> {
    return send(
        `/api/v1/exports/blocklist/rules/${encodeURIComponent(parameters.name)}`,
        {},
        { method: "PUT", body },
    ) as Promise<BlockListRule>;
}

export interface DeleteBlockListRuleParameters {
    name: string;
}

/** Takes a rule of the book out of force (admin); rules of the settings file stay */
export function deleteBlockListRule(
    send: Send,
    parameters: DeleteBlockListRuleParameters,
): Promise<Record<string, unknown>> {
    return send(
        `/api/v1/exports/blocklist/rules/${encodeURIComponent(parameters.name)}`,
        {},
        { method: "DELETE" },
    ) as Promise<Record<string, unknown>>;
}

export interface ExportEventsParameters {
    format: "stix" | "misp" | "zeek" | "ecs" | "csv";
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
}

/** A window of the store for another program, as `hitme export` */
export function exportEvents(
    send: Send,
    parameters: ExportEventsParameters,
): Promise<Record<string, unknown>> {
    return send(`/api/v1/exports/${encodeURIComponent(parameters.format)}`, {
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
    }) as Promise<Record<string, unknown>>;
}

export interface QuarantineRequestsParameters {
    state?:
        | "asked"
        | "dry_run"
        | "isolated"
        | "failed"
        | "held"
        | "undo_asked"
        | "released"
        | "undo_failed"
        | "not_made"
        | undefined;
    /** An address */
    source?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Requests to isolate a host, latest first */
export function quarantineRequests(
    send: Send,
    parameters: QuarantineRequestsParameters = {},
): Promise<{
    total: number;
    rows: Array<QuarantineRequest>;
}> {
    return send(`/api/v1/quarantine`, {
        state: parameters.state,
        source: parameters.source,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<{
        total: number;
        rows: Array<QuarantineRequest>;
    }>;
}

/** Asks for one held request, by hand (admin); the evidence rule holds for people, too */
export function askQuarantine(
    send: Send,
    body: {
        /** A request in state held, failed, dry_run or not_made */
        id: string;
        reason: string;
    },
): Promise<QuarantineRequest> {
    return send(`/api/v1/quarantine`, {}, { method: "POST", body }) as Promise<QuarantineRequest>;
}

/** What the hook is set to and whether it has stopped itself; no secrets */
export function quarantineState(send: Send): Promise<QuarantineState> {
    return send(`/api/v1/quarantine/state`, {}) as Promise<QuarantineState>;
}

/** A person has looked; the hook that stopped itself may go on (admin) */
export function resumeQuarantine(
    send: Send,
    body: {
        reason: string;
    },
): Promise<QuarantineState> {
    return send(
        `/api/v1/quarantine/resume`,
        {},
        { method: "POST", body },
    ) as Promise<QuarantineState>;
}

export interface QuarantineRequestParameters {
    id: string;
}

/** One request with all its versions */
export function quarantineRequest(
    send: Send,
    parameters: QuarantineRequestParameters,
): Promise<{
    request: QuarantineRequest;
    history: Array<QuarantineRequest>;
}> {
    return send(`/api/v1/quarantine/${encodeURIComponent(parameters.id)}`, {}) as Promise<{
        request: QuarantineRequest;
        history: Array<QuarantineRequest>;
    }>;
}

export interface UndoQuarantineParameters {
    id: string;
}

/** Asks that the host be let back (admin) */
export function undoQuarantine(
    send: Send,
    parameters: UndoQuarantineParameters,
    body: {
        reason: string;
    },
): Promise<QuarantineRequest> {
    return send(
        `/api/v1/quarantine/${encodeURIComponent(parameters.id)}/undo`,
        {},
        { method: "POST", body },
    ) as Promise<QuarantineRequest>;
}

export interface TestChannelParameters {
    name: string;
}

/** Sends a test message through the channel (admin); its state tells what became of it */
export function test_channel(
    send: Send,
    parameters: TestChannelParameters,
): Promise<{
    queued: boolean;
}> {
    return send(
        `/api/v1/channels/${encodeURIComponent(parameters.name)}/test`,
        {},
        { method: "POST" },
    ) as Promise<{
        queued: boolean;
    }>;
}

export interface NoticesParameters {
    /** Only those that reached this channel's rules */
    channel?: string | undefined;
    kind?: NoticeKind | undefined;
    /** Only those whose page this is: /cases/ID, /incidents/ID */
    page?: string | undefined;
    limit?: number | undefined;
}

/** What was told, to whom, and what was held back and why; latest first, the last 1,000 */
export function notices(
    send: Send,
    parameters: NoticesParameters = {},
): Promise<{
    /** Notices since the start */
    told: number;
    /** Notices that found the queue full */
    not_taken: number;
    rows: Array<Notice>;
}> {
    return send(`/api/v1/notices`, {
        channel: parameters.channel,
        kind: parameters.kind,
        page: parameters.page,
        limit: parameters.limit,
    }) as Promise<{
        /** Notices since the start */
        told: number;
        /** Notices that found the queue full */
        not_taken: number;
        rows: Array<Notice>;
    }>;
}

export interface DrillsParameters {
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Drills, latest first */
export function drills(
    send: Send,
    parameters: DrillsParameters = {},
): Promise<{
    total: number;
    rows: Array<Drill>;
}> {
    return send(`/api/v1/drills`, {
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<{
        total: number;
        rows: Array<Drill>;
    }>;
}

/** Starts a drill as the settings describe it (admin); the answer is the record, its state follows by GET */
export function startDrill(send: Send, body: Record<string, unknown>): Promise<Drill> {
    return send(`/api/v1/drills`, {}, { method: "POST", body }) as Promise<Drill>;
}

export interface DrillParameters {
    id: string;
}

/** One drill */
export function drill(send: Send, parameters: DrillParameters): Promise<Drill> {
    return send(`/api/v1/drills/${encodeURIComponent(parameters.id)}`, {}) as Promise<Drill>;
}

export interface CasesParameters {
    state?: CaseState | undefined;
    /** An address, a MAC or a name of the host */
    search?: string | undefined;
    owner?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Cases, last changed first; one case a probing host (C-41) */
export function cases(send: Send, parameters: CasesParameters = {}): Promise<CasePage> {
    return send(`/api/v1/cases`, {
        state: parameters.state,
        search: parameters.search,
        owner: parameters.owner,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<CasePage>;
}

/** Open a case by hand for an address (analyst); the one that stands is answered where there is one */
export function open_case(
    send: Send,
    body: {
        address: string;
        note?: string;
        owner?: string;
    },
): Promise<Case> {
    return send(`/api/v1/cases`, {}, { method: "POST", body }) as Promise<Case>;
}

export interface CasesExportParameters {
    form?: "csv" | "json" | undefined;
    state?: CaseState | undefined;
}

/** All cases that match, as a file */
export function cases_export(
    send: Send,
    parameters: CasesExportParameters = {},
): Promise<Array<Case>> {
    return send(`/api/v1/cases/export`, {
        form: parameters.form,
        state: parameters.state,
    }) as Promise<Array<Case>>;
}

export interface CaseParameters {
    id: string;
}

/** One case with its evidence and its history */
export function case_(send: Send, parameters: CaseParameters): Promise<CaseWhole> {
    return send(`/api/v1/cases/${encodeURIComponent(parameters.id)}`, {}) as Promise<CaseWhole>;
}

export interface SetCaseParameters {
    id: string;
}

/** Change state, owner, patch state, or add a note (analyst) */
export function set_case(
    send: Send,
    parameters: SetCaseParameters,
    body: CaseChange,
): Promise<Case> {
    return send(
        `/api/v1/cases/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "PUT", body },
    ) as Promise<Case>;
}

/** Allow rules with what each hid, and the classes of benign scanners with what each was seen to send */
export function allow_rules(send: Send): Promise<AllowRules> {
    return send(`/api/v1/allow-rules`, {}) as Promise<AllowRules>;
}

/** Add a rule (analyst) */
export function add_allow_rule(send: Send, body: AllowRuleNew): Promise<AllowRule> {
    return send(`/api/v1/allow-rules`, {}, { method: "POST", body }) as Promise<AllowRule>;
}

export interface AllowRuleParameters {
    id: string;
}

/** One rule */
export function allow_rule(send: Send, parameters: AllowRuleParameters): Promise<AllowRule> {
    return send(
        `/api/v1/allow-rules/${encodeURIComponent(parameters.id)}`,
        {},
    ) as Promise<AllowRule>;
}

export interface EndAllowRuleParameters {
    id: string;
}

/** End a rule now (analyst); what it hid stays told */
export function end_allow_rule(send: Send, parameters: EndAllowRuleParameters): Promise<AllowRule> {
    return send(
        `/api/v1/allow-rules/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "DELETE" },
    ) as Promise<AllowRule>;
}

export interface HiddenContactsParameters {
    /** Only what this rule hides */
    rule?: string | undefined;
    /** Only what this benign class names */
    class?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    limit?: number | undefined;
}

/** Contacts of a window that a rule hides or a benign class names, latest first */
export function hidden_contacts(
    send: Send,
    parameters: HiddenContactsParameters = {},
): Promise<HiddenContacts> {
    return send(`/api/v1/allow-rules/hidden`, {
        rule: parameters.rule,
        class: parameters.class,
        from: parameters.from,
        to: parameters.to,
        limit: parameters.limit,
    }) as Promise<HiddenContacts>;
}

/** Own networks with when each was seen as a source, here or in a feed (C-42) */
export function own_networks(send: Send): Promise<{
    networks: Array<OwnNetwork>;
}> {
    return send(`/api/v1/own-networks`, {}) as Promise<{
        networks: Array<OwnNetwork>;
    }>;
}

/** Register a prefix (admin); what is stored of it already becomes sightings */
export function add_own_network(send: Send, body: OwnNetworkNew): Promise<OwnNetwork> {
    return send(`/api/v1/own-networks`, {}, { method: "POST", body }) as Promise<OwnNetwork>;
}

export interface RemoveOwnNetworkParameters {
    id: string;
}

/** Stop watching it (admin); its history stays */
export function remove_own_network(
    send: Send,
    parameters: RemoveOwnNetworkParameters,
): Promise<OwnNetwork> {
    return send(
        `/api/v1/own-networks/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "DELETE" },
    ) as Promise<OwnNetwork>;
}

export interface OwnNetworkSightingsParameters {
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Own addresses that were sources, in our events or in an imported feed, with both records; last written first */
export function own_network_sightings(
    send: Send,
    parameters: OwnNetworkSightingsParameters = {},
): Promise<{
    total: number;
    sightings: Array<OwnNetworkSighting>;
}> {
    return send(`/api/v1/own-networks/sightings`, {
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<{
        total: number;
        sightings: Array<OwnNetworkSighting>;
    }>;
}

export interface DossierParameters {
    address: string;
    /** The caller's time, 2009-01-26 08:00, read in `zone`; or RFC 3339 with its own offset */
    at: string;
    /** The caller's time zone, such as Europe/Berlin; absent: UTC */
    zone?: string | undefined;
    /** How far around that time to look, 1m to 31d */
    within?: string | undefined;
}

/** "Why is your network scanning mine?": all that is known of an address around a time (C-43) */
export function dossier(send: Send, parameters: DossierParameters): Promise<Dossier> {
    return send(`/api/v1/dossier`, {
        address: parameters.address,
        at: parameters.at,
        zone: parameters.zone,
        within: parameters.within,
    }) as Promise<Dossier>;
}

/** Draft a notice to a source's network (C-44); only where the operator switched complaints on (analyst). Nothing is sent. */
export function complaint_draft(
    send: Send,
    body: {
        /** A prefix; all its sources are one notice */
        network: string;
        from: string;
        to: string;
        zone?: string;
        /** Our own target addresses are hidden unless this is true */
        show_targets?: boolean;
    },
): Promise<ComplaintDraft> {
    return send(
        `/api/v1/dossier/complaint`,
        {},
        { method: "POST", body },
    ) as Promise<ComplaintDraft>;
}

/** Re-entry watches, last written first (C-48) */
export function re_entry_watches(send: Send): Promise<{
    watches: Array<ReEntryWatch>;
}> {
    return send(`/api/v1/re-entry`, {}) as Promise<{
        watches: Array<ReEntryWatch>;
    }>;
}

/** Plan a watch (analyst) */
export function add_re_entry_watch(send: Send, body: ReEntryWatchNew): Promise<ReEntryWatch> {
    return send(`/api/v1/re-entry`, {}, { method: "POST", body }) as Promise<ReEntryWatch>;
}

export interface ReEntryReportParameters {
    id: string;
}

/** The watch's report, before against during */
export function re_entry_report(
    send: Send,
    parameters: ReEntryReportParameters,
): Promise<ReEntryReport> {
    return send(
        `/api/v1/re-entry/${encodeURIComponent(parameters.id)}`,
        {},
    ) as Promise<ReEntryReport>;
}

export interface EndReEntryWatchParameters {
    id: string;
}

/** End it now (analyst); its report stays */
export function end_re_entry_watch(
    send: Send,
    parameters: EndReEntryWatchParameters,
): Promise<ReEntryWatch> {
    return send(
        `/api/v1/re-entry/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "DELETE" },
    ) as Promise<ReEntryWatch>;
}

/** What kind of network each sensor stood in, and when (C-06) */
export function sensor_classes(send: Send): Promise<{
    sensors: Array<SensorRegistration>;
}> {
    return send(`/api/v1/sensor-classes`, {}) as Promise<{
        sensors: Array<SensorRegistration>;
    }>;
}

/** Say where a sensor stands from a time on (admin); what stood before ends there */
export function add_sensor_period(send: Send, body: SensorPeriodNew): Promise<SensorRegistration> {
    return send(
        `/api/v1/sensor-classes`,
        {},
        { method: "POST", body },
    ) as Promise<SensorRegistration>;
}

/** Logs that were imported since the console started, latest first (admin) */
export function log_imports(send: Send): Promise<{
    rows: Array<LogImport>;
}> {
    return send(`/api/v1/log-imports`, {}) as Promise<{
        rows: Array<LogImport>;
    }>;
}

/** Begins to send a file of what was seen elsewhere (admin), as `hitme import` reads it (docs/formats/imports.md) */
export function begin_log_import(
    send: Send,
    body: {
        /** The file's name; also the sensor of records that name none */
        name: string;
        bytes: number;
    },
): Promise<LogImport> {
    return send(`/api/v1/log-imports`, {}, { method: "POST", body }) as Promise<LogImport>;
}

export interface ForgetLogImportParameters {
    id: number;
}

/** Gives up a file that is being sent, or takes one that is over off the list (admin); what was stored stays */
export function forget_log_import(
    send: Send,
    parameters: ForgetLogImportParameters,
): Promise<Record<string, unknown>> {
    return send(
        `/api/v1/log-imports/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "DELETE" },
    ) as Promise<Record<string, unknown>>;
}

export interface SendLogPieceParameters {
    id: number;
}

/** The next piece of the file (admin); 409 says where the file ends, if it is another place */
export function send_log_piece(
    send: Send,
    parameters: SendLogPieceParameters,
    body: {
        offset: number;
        /** At most 512 KiB of the file */
        base64: string;
    },
): Promise<LogImport> {
    return send(
        `/api/v1/log-imports/${encodeURIComponent(parameters.id)}/pieces`,
        {},
        { method: "POST", body },
    ) as Promise<LogImport>;
}

export interface StartLogImportParameters {
    id: number;
}

/** Reads the file into the store, and judges it in event time where asked (admin). Nobody is told of what it holds. */
export function start_log_import(
    send: Send,
    parameters: StartLogImportParameters,
    body: {
        /** Of a CSV without a header line */
        columns?: string;
        /** For forms that name no port; and the one signal that is judged */
        signal?: string;
        judge?: boolean;
    },
): Promise<LogImport> {
    return send(
        `/api/v1/log-imports/${encodeURIComponent(parameters.id)}/start`,
        {},
        { method: "POST", body },
    ) as Promise<LogImport>;
}

/** How long events are kept */
export function retention(send: Send): Promise<RetentionInForce> {
    return send(`/api/v1/retention`, {}) as Promise<RetentionInForce>;
}

/** Keep events so long and so many (admin). In force within ten minutes; days that are past it are removed then, oldest first. */
export function put_retention(send: Send, body: Retention): Promise<RetentionInForce> {
    return send(`/api/v1/retention`, {}, { method: "PUT", body }) as Promise<RetentionInForce>;
}

/** Back to what the settings file says (admin) */
export function reset_retention(send: Send): Promise<RetentionInForce> {
    return send(`/api/v1/retention`, {}, { method: "DELETE" }) as Promise<RetentionInForce>;
}

export interface FindingsParameters {
    /** A signal such as tcp/445, or fleet */
    subject?: string | undefined;
    question?:
        | "onset"
        | "growth"
        | "dormancy"
        | "attribution"
        | "persistence"
        | "agreement"
        | "worm_ladder"
        | undefined;
    state?: "standing" | "superseded" | "all" | undefined;
    /** Judged at or after */
    from?: string | undefined;
    /** Judged before */
    to?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** What was judged, latest first */
export function findings(send: Send, parameters: FindingsParameters = {}): Promise<FindingPage> {
    return send(`/api/v1/findings`, {
        subject: parameters.subject,
        question: parameters.question,
        state: parameters.state,
        from: parameters.from,
        to: parameters.to,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<FindingPage>;
}

export interface FindingParameters {
    id: string;
}

/** One finding whole, the chain it stands in, and the scores of its forecasts */
export function finding(send: Send, parameters: FindingParameters): Promise<FindingWithChain> {
    return send(
        `/api/v1/findings/${encodeURIComponent(parameters.id)}`,
        {},
    ) as Promise<FindingWithChain>;
}

export interface FindingChartParameters {
    id: string;
}

/** What a chart of a growth finding shows */
export function findingChart(
    send: Send,
    parameters: FindingChartParameters,
): Promise<FindingChart> {
    return send(
        `/api/v1/findings/${encodeURIComponent(parameters.id)}/chart`,
        {},
    ) as Promise<FindingChart>;
}

export interface AlarmsParameters {
    subject?: string | undefined;
    state?: "open" | "closed" | "all" | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Events on signals, one alarm each, latest first */
export function alarms(send: Send, parameters: AlarmsParameters = {}): Promise<AlarmPage> {
    return send(`/api/v1/alarms`, {
        subject: parameters.subject,
        state: parameters.state,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<AlarmPage>;
}

export interface ForecastScoresParameters {
    subject?: string | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Forecasts whose time has come, and whether they held, latest first */
export function forecastScores(
    send: Send,
    parameters: ForecastScoresParameters = {},
): Promise<ForecastScorePage> {
    return send(`/api/v1/forecast-scores`, {
        subject: parameters.subject,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<ForecastScorePage>;
}

export interface CampaignsParameters {
    /** A signal such as tcp/445 */
    subject?: string | undefined;
    state?: CampaignState | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Campaigns, last changed first (C-24) */
export function campaigns(send: Send, parameters: CampaignsParameters = {}): Promise<CampaignPage> {
    return send(`/api/v1/campaigns`, {
        subject: parameters.subject,
        state: parameters.state,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<CampaignPage>;
}

/** Open a campaign by hand (analyst); the one that runs on that signal is answered where there is one */
export function open_campaign(
    send: Send,
    body: {
        signal: string;
        title?: string;
        reason: string;
    },
): Promise<Campaign> {
    return send(`/api/v1/campaigns`, {}, { method: "POST", body }) as Promise<Campaign>;
}

export interface CampaignParameters {
    id: string;
}

/** One campaign whole, with its claims, context marks and open questions */
export function campaign(send: Send, parameters: CampaignParameters): Promise<CampaignWhole> {
    return send(
        `/api/v1/campaigns/${encodeURIComponent(parameters.id)}`,
        {},
    ) as Promise<CampaignWhole>;
}

export interface ChangeCampaignParameters {
    id: string;
}

/** Change title or aliases, or override the state (analyst); an override needs a reason and lifts the 24-hour rule */
export function change_campaign(
    send: Send,
    parameters: ChangeCampaignParameters,
    body: CampaignChange,
): Promise<Campaign> {
    return send(
        `/api/v1/campaigns/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "PUT", body },
    ) as Promise<Campaign>;
}

export interface CampaignQuestionsParameters {
    id: string;
}

/** Open questions of a campaign with their rival explanations (C-25); what the engine knows is filled in */
export function campaign_questions(
    send: Send,
    parameters: CampaignQuestionsParameters,
): Promise<{
    rows: Array<OpenQuestion>;
}> {
    return send(`/api/v1/campaigns/${encodeURIComponent(parameters.id)}/questions`, {}) as Promise<{
        rows: Array<OpenQuestion>;
    }>;
}

export interface AskQuestionParameters {
    id: string;
}

/** Ask a question with at least two hypotheses, or add evidence to one (analyst) */
export function ask_question(
    send: Send,
    parameters: AskQuestionParameters,
    body: QuestionNew,
): Promise<OpenQuestion> {
    return send(
        `/api/v1/campaigns/${encodeURIComponent(parameters.id)}/questions`,
        {},
        { method: "POST", body },
    ) as Promise<OpenQuestion>;
}

export interface ClaimsParameters {
    /** A signal such as tcp/445 */
    subject?: string | undefined;
    fate?: "open" | "upheld" | "withdrawn" | "contradicted" | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** The claim ledger, last said first (C-39); also the context marks of a chart (C-40) */
export function claims(send: Send, parameters: ClaimsParameters = {}): Promise<ClaimPage> {
    return send(`/api/v1/claims`, {
        subject: parameters.subject,
        fate: parameters.fate,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<ClaimPage>;
}

/** Enter what somebody said (analyst) */
export function add_claim(send: Send, body: ClaimNew): Promise<Claim> {
    return send(`/api/v1/claims`, {}, { method: "POST", body }) as Promise<Claim>;
}

export interface ChangeClaimParameters {
    id: string;
}

/** Say what became of a claim (analyst) */
export function change_claim(
    send: Send,
    parameters: ChangeClaimParameters,
    body: {
        fate: "open" | "upheld" | "withdrawn" | "contradicted";
        why: string;
        /** Id of the claim or finding that decided */
        by?: string;
        version?: number;
    },
): Promise<Claim> {
    return send(
        `/api/v1/claims/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "PUT", body },
    ) as Promise<Claim>;
}

export interface OutsideParameters {
    offset?: number | undefined;
    limit?: number | undefined;
}

/** What was imported from others, last first, with time, hash and licence (C-37) */
export function outside(send: Send, parameters: OutsideParameters = {}): Promise<OutsidePage> {
    return send(`/api/v1/outside`, {
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<OutsidePage>;
}

/** Import a payload (analyst); one that is here already answers stored=false */
export function import_outside(
    send: Send,
    body: {
        kind: OutsideKind;
        source: string;
        licence: string;
        fetched_at?: string;
        /** Signal of a series */
        subject?: string;
        text: string;
    },
): Promise<OutsideImport> {
    return send(`/api/v1/outside`, {}, { method: "POST", body }) as Promise<OutsideImport>;
}

export interface OwnSubmissionsParameters {
    subject: string;
}

/** What we sent to others' lists ourselves on a signal, the latest day first (C-37) */
export function own_submissions(
    send: Send,
    parameters: OwnSubmissionsParameters,
): Promise<{
    rows: Array<OwnSubmission>;
}> {
    return send(`/api/v1/outside/submissions`, { subject: parameters.subject }) as Promise<{
        rows: Array<OwnSubmission>;
    }>;
}

/** Note what we sent (analyst); the same source, signal and day again replaces it, and the history keeps both */
export function add_own_submission(
    send: Send,
    body: {
        source: string;
        subject: string;
        day: string;
        sources?: number;
        addresses?: Array<string>;
    },
): Promise<OwnSubmission> {
    return send(
        `/api/v1/outside/submissions`,
        {},
        { method: "POST", body },
    ) as Promise<OwnSubmission>;
}

export interface OutsideEntriesParameters {
    /** An address or a network; rows that are it, lie around it or, for a network, inside it */
    address?: string | undefined;
    /** latest: of each publisher's list the one fetched last. all: each import */
    lists?: "latest" | "all" | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Rows of the imported lists that name addresses or networks, by the list fetched last */
export function outside_entries(
    send: Send,
    parameters: OutsideEntriesParameters = {},
): Promise<OutsideEntryPage> {
    return send(`/api/v1/outside/entries`, {
        address: parameters.address,
        lists: parameters.lists,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<OutsideEntryPage>;
}

/** What is fetched from others, because the settings file has a [[feed]] for it, and how that goes */
export function outside_feeds(send: Send): Promise<OutsideFeeds> {
    return send(`/api/v1/outside/feeds`, {}) as Promise<OutsideFeeds>;
}

export interface FetchFeedParameters {
    name: string;
}

/** Fetch it now (analyst); the answer tells the state before that */
export function fetch_feed(send: Send, parameters: FetchFeedParameters): Promise<OutsideFeeds> {
    return send(
        `/api/v1/outside/feeds/${encodeURIComponent(parameters.name)}/fetch`,
        {},
        { method: "POST" },
    ) as Promise<OutsideFeeds>;
}

export interface OutsideSeriesParameters {
    subject: string;
}

/** Days of the outside series of a signal; a day that the source did not give is absent, not 0 */
export function outside_series(
    send: Send,
    parameters: OutsideSeriesParameters,
): Promise<{
    rows: Array<OutsideSeries>;
}> {
    return send(`/api/v1/outside/series`, { subject: parameters.subject }) as Promise<{
        rows: Array<OutsideSeries>;
    }>;
}

export interface CorroborationParameters {
    subject: string;
    /** The rise that we state; absent: no statement of a time */
    at?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
}

/** What others' data say of our statement (C-38) */
export function corroboration(
    send: Send,
    parameters: CorroborationParameters,
): Promise<Corroboration> {
    return send(`/api/v1/outside/corroboration`, {
        subject: parameters.subject,
        at: parameters.at,
        from: parameters.from,
        to: parameters.to,
    }) as Promise<Corroboration>;
}

export interface AdvisoriesParameters {
    state?: "draft" | "published" | "withdrawn" | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Advisories, last changed first */
export function advisories(
    send: Send,
    parameters: AdvisoriesParameters = {},
): Promise<AdvisoryPage> {
    return send(`/api/v1/advisories`, {
        state: parameters.state,
        offset: parameters.offset,
        limit: parameters.limit,
    }) as Promise<AdvisoryPage>;
}

/** Draft from a campaign (analyst); refused where there is nothing to report */
export function draft_advisory(
    send: Send,
    body: {
        campaign: string;
        /** Time zone of its words; default UTC */
        zone?: string;
        /** Nothing later is used; default now */
        as_of?: string;
    },
): Promise<Advisory> {
    return send(`/api/v1/advisories`, {}, { method: "POST", body }) as Promise<Advisory>;
}

export interface AdvisoryParameters {
    id: string;
    form?: "json" | "text" | "markdown" | "html" | undefined;
}

/** One advisory in the form asked for */
export function advisory(send: Send, parameters: AdvisoryParameters): Promise<Advisory> {
    return send(`/api/v1/advisories/${encodeURIComponent(parameters.id)}`, {
        form: parameters.form,
    }) as Promise<Advisory>;
}

export interface EditAdvisoryParameters {
    id: string;
}

/** Edit title, level or the text of statements of a draft (analyst); the wording guard's list comes with the answer */
export function edit_advisory(
    send: Send,
    parameters: EditAdvisoryParameters,
    body: AdvisoryEdit,
): Promise<Advisory> {
    return send(
        `/api/v1/advisories/${encodeURIComponent(parameters.id)}`,
        {},
        { method: "PUT", body },
    ) as Promise<Advisory>;
}

export interface PublishAdvisoryParameters {
    id: string;
}

/** Publish a draft (analyst); 409 with the guard's list where its wording is not carried */
export function publish_advisory(
    send: Send,
    parameters: PublishAdvisoryParameters,
    body: {
        version?: number;
    },
): Promise<Advisory> {
    return send(
        `/api/v1/advisories/${encodeURIComponent(parameters.id)}/publish`,
        {},
        { method: "POST", body },
    ) as Promise<Advisory>;
}

export interface WithdrawAdvisoryParameters {
    id: string;
}

/** Take a published advisory back (analyst); it stays to be read, with a dated statement that says why */
export function withdraw_advisory(
    send: Send,
    parameters: WithdrawAdvisoryParameters,
    body: {
        reason: string;
        version?: number;
    },
): Promise<Advisory> {
    return send(
        `/api/v1/advisories/${encodeURIComponent(parameters.id)}/withdraw`,
        {},
        { method: "POST", body },
    ) as Promise<Advisory>;
}

export interface UpdateAdvisoryParameters {
    id: string;
}

/** Append a dated update to a published advisory (analyst, C-55); without text it is drafted from what superseded the findings it rests on */
export function update_advisory(
    send: Send,
    parameters: UpdateAdvisoryParameters,
    body: AdvisoryUpdateNew,
): Promise<Advisory> {
    return send(
        `/api/v1/advisories/${encodeURIComponent(parameters.id)}/update`,
        {},
        { method: "POST", body },
    ) as Promise<Advisory>;
}

/** The wording guard on any text (C-57) */
export function check_wording(
    send: Send,
    body: {
        text: string;
        campaign?: string;
    },
): Promise<GuardAnswer> {
    return send(`/api/v1/advisories/check`, {}, { method: "POST", body }) as Promise<GuardAnswer>;
}

/** What was promised, due first (C-56) */
export function reminders(send: Send): Promise<{
    rows: Array<Reminder>;
}> {
    return send(`/api/v1/advisories/reminders`, {}) as Promise<{
        rows: Array<Reminder>;
    }>;
}

/** Promise something for a time (analyst) */
export function add_reminder(
    send: Send,
    body: {
        text: string;
        /** RFC 3339, or a weekday such as monday: 00:00 of the next one in `zone` */
        due: string;
        zone?: string;
        campaign?: string;
    },
): Promise<Reminder> {
    return send(`/api/v1/advisories/reminders`, {}, { method: "POST", body }) as Promise<Reminder>;
}
