// SPDX-License-Identifier: Apache-2.0
// A contact's fields as rows for reading. Fields that are absent have their default value (docs/formats/events.md), and
// fields that this page does not know are shown by their own name: a newer console must not hide anything here.
import type { Contact } from "../../api/client";
import { country_name } from "../../lib/countries";
import { bytes, count } from "../../lib/numbers";
import { age_seconds, exact_time } from "../../lib/time";

export interface Fact {
    name: string;
    value: string;
    /** What the value means, where that is not plain. */
    note?: string;
}

const handshakes: Record<string, string> = {
    unknown: "the log does not say",
    syn_only: "a bare SYN: the address may be forged",
    datagram: "no handshake exists: the address may be forged",
    completed: "the address is real",
    sent_data: "the address is real, and it sent bytes",
};

const endings: Record<string, string> = {
    unknown: "the log does not say",
    open: "not over yet",
    peer_closed: "the source closed in order",
    reset: "the source reset the connection",
    idle: "nothing came for the idle time: we closed",
    limit: "a limit of bytes or time was reached: we closed",
    ours: "we closed for another reason",
};

/** Shown in their own panels. */
const elsewhere = new Set([
    "first_bytes",
    "first_bytes_sha256",
    "similarity",
    "decoded",
    "labels",
    "kind",
]);

function place(address: string | undefined, port: number | undefined): string {
    const name = address ?? "–";
    return name.includes(":") ? `[${name}]:${port ?? 0}` : `${name}:${port ?? 0}`;
}

function duration(contact: Contact): string {
    const end = Date.parse(contact.ended_at ?? "");
    const seconds = Number.isNaN(end) ? undefined : age_seconds(contact.seen_at, end);
    if (seconds === undefined || seconds < 0) return "";
    return seconds < 1 ? `${Math.round(seconds * 1000)} ms later` : `${seconds.toFixed(1)} s later`;
}

export function facts_of(contact: Contact, zone: string): Fact[] {
    const known: [string[], Fact | undefined][] = [
        [["seen_at"], { name: "Seen", value: exact_time(contact.seen_at, zone) }],
        [
            ["ended_at"],
            contact.ended_at
                ? {
                      name: "Ended",
                      value: exact_time(contact.ended_at, zone),
                      note: duration(contact),
                  }
                : { name: "Ended", value: "–" },
        ],
        [
            ["source", "source_port"],
            { name: "Source", value: place(contact.source, contact.source_port) },
        ],
        [
            ["destination", "destination_port"],
            { name: "Destination", value: place(contact.destination, contact.destination_port) },
        ],
        [["transport"], { name: "Transport", value: contact.transport ?? "other" }],
        [["country"], { name: "Country", value: country_name(contact.country) }],
        [["handshake"], fact("Handshake", contact.handshake ?? "unknown", handshakes)],
        [["ending"], fact("Ending", contact.ending ?? "unknown", endings)],
        [["bytes_in"], sized("Bytes in", contact.bytes_in ?? 0)],
        [["bytes_out"], sized("Bytes out", contact.bytes_out ?? 0)],
        [
            ["packets"],
            contact.packets ? { name: "Packets", value: count(contact.packets) } : undefined,
        ],
        [["protocol"], { name: "Protocol", value: contact.protocol || "not recognised" }],
        [["stage"], { name: "Stage", value: (contact.stage ?? "none").replaceAll("_", " ") }],
        [
            ["count"],
            (contact.count ?? 1) > 1
                ? {
                      name: "Stands for",
                      value: `${count(contact.count ?? 1)} contacts`,
                      note: "a limit joined them",
                  }
                : undefined,
        ],
        [["limit"], contact.limit ? { name: "Limit", value: contact.limit } : undefined],
        [["origin"], { name: "Told by", value: contact.origin || "–" }],
        [["sensor"], { name: "Sensor", value: contact.sensor ?? "–" }],
        [
            ["epoch", "sequence"],
            {
                name: "Number",
                value: String(contact.sequence ?? 0),
                note: `in run ${contact.epoch ?? 0}`,
            },
        ],
        [
            ["simulated"],
            contact.simulated ? { name: "Simulated", value: "yes: nobody did this" } : undefined,
        ],
        [["id"], { name: "Identity", value: contact.id }],
    ];
    const named = new Set(known.flatMap(([fields]) => fields));
    const rest = Object.entries(contact)
        .filter(([name]) => !named.has(name) && !elsewhere.has(name))
        .map(([name, value]): Fact => ({
            name,
            value: typeof value === "string" ? value : JSON.stringify(value),
        }));
    return [...known.flatMap(([, one]) => (one ? [one] : [])), ...rest];
}

function fact(name: string, value: string, meanings: Record<string, string>): Fact {
    const note = meanings[value];
    const shown = value.replaceAll("_", " ");
    return note ? { name, value: shown, note } : { name, value: shown };
}

function sized(name: string, value: number): Fact {
    return value < 1024
        ? { name, value: count(value) }
        : { name, value: count(value), note: bytes(value) };
}
