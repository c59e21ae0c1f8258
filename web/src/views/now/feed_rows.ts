// SPDX-License-Identifier: Apache-2.0
// Which contacts the live feed shows: pure, so that a test can hold it to its order.
import type { Contact } from "../../api/client";

export const most_rows = 60;

/** `fresh` before `old`, each id once: its first place in `fresh` wins. Latest seen first. */
export function joined(fresh: Contact[], old: Contact[]): Contact[] {
    const known = new Map<string, Contact>();
    for (const contact of [...fresh, ...old])
        if (!known.has(contact.id)) known.set(contact.id, contact);
    return [...known.values()]
        .sort((a, b) => Date.parse(b.seen_at) - Date.parse(a.seen_at))
        .slice(0, most_rows);
}
