// SPDX-License-Identifier: Apache-2.0
// Made from docs/formats/api.yaml by web/run generate. Do not edit: change that file, and run it again.

/** Sends a request and returns the parsed JSON of a 200 answer; anything else is thrown. */
export type Send = (
    path: string,
    query: Record<string, string | number | boolean | undefined>,
) => Promise<unknown>;

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
    signals: Array<{
        signal: string;
        events: number;
        last_seen: string;
    }>;
    signals_not_listed?: number;
}

export interface SourcePage {
    total: number;
    offset: number;
    rows: Array<Source>;
}

export interface SourceHistory {
    source: Source;
    contacts: Array<Contact>;
    next?: string | null;
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
    events: number;
    last_event?: string | null;
}

export interface NowParameters {
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    /** Length of the window that ends now, as 24h or 7d (5m to 90d) */
    window?: string | undefined;
}

/** The state of things, for the first page */
export function now(send: Send, parameters: NowParameters): Promise<Now> {
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
export function series(send: Send, parameters: SeriesParameters): Promise<Series> {
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
    order?: "last_seen" | "first_seen" | "events" | "address" | undefined;
    descending?: boolean | undefined;
    offset?: number | undefined;
    limit?: number | undefined;
}

/** Sources, sorted and paged */
export function sources(send: Send, parameters: SourcesParameters): Promise<SourcePage> {
    return send(`/api/v1/sources`, {
        search: parameters.search,
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
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

export interface ContactsParameters {
    /** An address or a prefix */
    source?: string | undefined;
    /** Transport and port, such as tcp/445; absent: all together */
    signal?: string | undefined;
    sensor?: string | undefined;
    /** At or after */
    from?: string | undefined;
    /** Before */
    to?: string | undefined;
    /** next of the page before */
    cursor?: string | undefined;
    limit?: number | undefined;
}

/** Contacts, latest first */
export function contacts(send: Send, parameters: ContactsParameters): Promise<ContactPage> {
    return send(`/api/v1/contacts`, {
        source: parameters.source,
        signal: parameters.signal,
        sensor: parameters.sensor,
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
export function report(send: Send, parameters: ReportParameters): Promise<Record<string, unknown>> {
    return send(`/api/v1/report`, {
        signal: parameters.signal,
        from: parameters.from,
        to: parameters.to,
    }) as Promise<Record<string, unknown>>;
}
