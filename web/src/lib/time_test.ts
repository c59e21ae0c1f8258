// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import {
    age_seconds,
    date_time,
    exact_time,
    is_zone,
    minute_time,
    offset_of,
    zone_label,
    zone_names,
} from "./time";

// The three instants of spec C-59, worked out there.
test.each([
    ["2008-11-06T14:25:00Z", "2008-11-06 09:25:00", "UTC-5"],
    ["2008-10-31T13:25:00Z", "2008-10-31 09:25:00", "UTC-4"],
    ["2009-01-25T16:00:00Z", "2009-01-25 11:00:00", "UTC-5"],
])("%s is %s in New York", (utc, local, offset) => {
    expect(date_time(utc, "America/New_York")).toBe(local);
    expect(offset_of("America/New_York", Date.parse(utc))).toBe(offset);
});

test("midnight is 00, not 24", () => {
    expect(minute_time("2026-03-01T00:00:00Z", "UTC")).toBe("2026-03-01 00:00");
});

test("nanoseconds are kept where they are asked for", () => {
    expect(exact_time("2026-03-01T12:00:00.123456789Z", "Asia/Kolkata")).toBe(
        "2026-03-01 17:30:00.123456789",
    );
});

test("what is no time is a dash", () => {
    expect(date_time(null, "UTC")).toBe("–");
    expect(date_time("yesterday", "UTC")).toBe("–");
    expect(age_seconds("", 0)).toBeUndefined();
});

test("a zone is named with its distance from UTC, half hours too", () => {
    expect(zone_label("UTC", 0)).toBe("UTC");
    expect(zone_label("Asia/Kolkata", Date.parse("2026-03-01T12:00:00Z"))).toBe(
        "Asia/Kolkata (UTC+5:30)",
    );
});

test("zones are those of the browser, UTC first", () => {
    expect(zone_names()[0]).toBe("UTC");
    expect(zone_names()).toContain("Europe/Berlin");
    expect(zone_names()).toContain("Asia/Kolkata");
    expect(new Set(zone_names()).size).toBe(zone_names().length);
    expect(is_zone("Europe/Berlin")).toBe(true);
    expect(is_zone("Mars/Olympus")).toBe(false);
});
