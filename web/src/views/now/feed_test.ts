// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropped_count } from "../../api/live";
import { Feed } from "./feed.svelte";
import { joined, most_rows } from "./feed_rows";
import { Ring } from "./ring";

const contact = (id: string, second: number, ending = "open") => ({
    id,
    kind: "contact" as const,
    seen_at: new Date(second * 1000).toISOString(),
    ending,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a completion takes the place of its early report", () => {
    const rows = joined([contact("a", 1, "peer_closed")], [contact("b", 2), contact("a", 1)]);
    expect(rows.map((row) => [row.id, row.ending])).toEqual([
        ["b", "open"],
        ["a", "peer_closed"],
    ]);
});

test("only the latest rows are kept", () => {
    const many = Array.from({ length: most_rows + 5 }, (_, index) => contact(String(index), index));
    expect(joined(many, [])).toHaveLength(most_rows);
    expect(joined(many, [])[0]?.id).toBe(String(most_rows + 4));
});

test("a paused feed stands still, counts what waits, and shows it when it goes on", () => {
    const feed = new Feed();
    feed.add(contact("a", 1));
    vi.runAllTimers();
    feed.pause();
    feed.add(contact("b", 2));
    vi.runAllTimers();
    expect([feed.rows.length, feed.waiting]).toEqual([1, 1]);
    feed.go_on();
    expect([feed.rows.map((row) => row.id), feed.waiting]).toEqual([["b", "a"], 0]);
});

test("ten thousand contacts between two frames leave no more than can be shown", () => {
    const feed = new Feed();
    for (let index = 0; index < 10_000; index += 1) feed.add(contact(String(index), index));
    vi.runAllTimers();
    expect(feed.rows).toHaveLength(most_rows);
    expect(feed.rows[0]?.id).toBe("9999");
});

test("a ring holds the latest and forgets the rest", () => {
    const ring = new Ring<number>(3);
    [1, 2, 3, 4, 5].forEach((value) => ring.add(value));
    expect(ring.latest_first()).toEqual([5, 4, 3]);
    ring.clear();
    expect([ring.held, ring.latest_first()]).toEqual([0, []]);
});

test("what the console dropped is read from its own form", () => {
    expect(dropped_count('{"contacts":17}')).toBe(17); // runtime/event_stream.cpp
    expect(dropped_count("3")).toBe(3);
    expect(dropped_count("nonsense")).toBe(0);
});
