// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { retold } from "./retold";

test("times in a sentence are told in the reader's zone, with their distance from UTC", () => {
    const sentence = "Alarm at Tue 2013-03-05 11:19 PM UTC. Over since Sun 2013-03-31 1:00 AM UTC.";
    // Berlin is an hour ahead, and two from 2013-03-31 01:00 UTC on (directive 2000/84/EC).
    expect(retold(sentence, "Europe/Berlin")).toBe(
        "Alarm at Wed 2013-03-06 12:19 AM UTC+1. Over since Sun 2013-03-31 3:00 AM UTC+2.",
    );
    expect(retold(sentence, "UTC")).toBe(sentence);
});

test("noon, midnight, and what is no such time", () => {
    expect(retold("Mon 2013-03-04 12:00 PM UTC", "America/New_York")).toBe(
        "Mon 2013-03-04 7:00 AM UTC-5",
    );
    expect(retold("Mon 2013-03-04 12:00 AM UTC", "Asia/Kolkata")).toBe(
        "Mon 2013-03-04 5:30 AM UTC+5:30",
    );
    for (const other of ["Mon 2013-13-44 1:00 AM UTC", "Mon 2013-03-04 1:00 AM EST", "12 hosts"])
        expect(retold(other, "Europe/Berlin")).toBe(other);
});
