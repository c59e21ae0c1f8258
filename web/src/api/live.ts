// SPDX-License-Identifier: Apache-2.0
// The live feed over server-sent events. The browser reconnects by itself; a refusal (such as 401) ends the stream, and
// then we try again in our own time.
import type { Contact, Now } from "./generated";

export type LiveState = "connecting" | "open" | "lost";

export interface LiveReader {
    contact(contact: Contact): void;
    now(now: Now): void;
    /** Contacts that this reader missed because it was slow. */
    dropped(count: number): void;
    state(state: LiveState): void;
}

const retry_ms = 5_000;

/** A bare number, or an object with one number in it: how many were dropped. */
export function dropped_count(text: string): number {
    const value = parsed(text);
    if (typeof value === "number") return value;
    if (typeof value !== "object" || value === null) return 0;
    return Object.values(value).find((member) => typeof member === "number") ?? 0;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** Opens the feed; the returned function closes it. */
export function open_live(reader: LiveReader): () => void {
    let stream: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const connect = () => {
        reader.state("connecting");
        stream = new EventSource("/api/v1/live");
        stream.addEventListener("open", () => reader.state("open"));
        stream.addEventListener("contact", (event) => {
            const contact = parsed(event.data) as Contact | undefined;
            if (contact?.id) reader.contact(contact);
        });
        stream.addEventListener("now", (event) => {
            const now = parsed(event.data) as Now | undefined;
            if (now?.at) reader.now(now);
        });
        stream.addEventListener("dropped", (event) => reader.dropped(dropped_count(event.data)));
        stream.addEventListener("error", () => {
            reader.state("lost");
            if (stream?.readyState === EventSource.CLOSED) retry = setTimeout(connect, retry_ms);
        });
    };
    connect();
    return () => {
        clearTimeout(retry);
        stream?.close();
    };
}
