// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { finding_answer } from "../views/answers_for_tests";
import { by_subject, number_words, standing_by_question, window_link } from "./judgement";

test("numbers carry their limits, and say so where there are none", () => {
    const doubling = { name: "doubling_h", value: 6.2, low: 4.9, high: 8.1, unit: "h" };
    expect(number_words(doubling, "UTC")).toBe("6.2 h (4.9 h – 8.1 h)");
    expect(number_words({ ...doubling, high: null }, "UTC")).toBe("6.2 h (4.9 h – unbounded)");
    expect(number_words({ ...doubling, low: null, high: null }, "UTC")).toBe(
        "6.2 h, limits not known",
    );
    expect(number_words({ ...doubling, value: null }, "UTC")).toBe("not known");
    // C-59: 2008-11-06T14:25Z is 9:25 AM in New York.
    const onset = {
        name: "onset",
        value: Date.UTC(2008, 10, 6, 14, 25),
        low: Date.UTC(2008, 10, 6, 13, 55),
        high: Date.UTC(2008, 10, 6, 15, 5),
        unit: "ms",
    };
    expect(number_words(onset, "America/New_York")).toBe(
        "2008-11-06 09:25 (2008-11-06 08:55 – 2008-11-06 10:05)",
    );
});

test("only what stands is a verdict, one a question", () => {
    const old = { ...finding_answer, id: "old", state: "superseded" as const };
    expect(standing_by_question([old, finding_answer]).growth?.id).toBe(finding_answer.id);
});

test("the subject judged last comes first", () => {
    const later = { ...finding_answer, subject: "tcp/23", judged_at: "2026-03-03T00:00:00Z" };
    expect(by_subject([finding_answer, later]).map((one) => one.subject)).toEqual([
        "tcp/23",
        "tcp/445",
    ]);
});

test("a window leads to its contacts", () => {
    expect(window_link(finding_answer)).toBe(
        "#/contacts?signal=tcp%2F445&from=2026-02-28T00%3A00%3A00Z&to=2026-03-02T00%3A00%3A00Z",
    );
});
