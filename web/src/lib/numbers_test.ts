// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { bytes, count, counted, percent, span } from "./numbers";

test("counts are grouped, and agree with their noun", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(counted(1, "contact")).toBe("1 contact");
    expect(counted(0, "contact")).toBe("0 contacts");
    expect(counted(2, "address", "addresses")).toBe("2 addresses");
});

test("bytes are in powers of 1024", () => {
    expect(bytes(0)).toBe("0 B");
    expect(bytes(1023)).toBe("1023 B");
    expect(bytes(1536)).toBe("1.5 KiB"); // 1536 / 1024
    expect(bytes(73_400_320)).toBe("70.0 MiB"); // 70 * 1024^2
});

test("a share is never rounded to all or to nothing", () => {
    expect(percent(1)).toBe("100 %");
    expect(percent(0.99999)).toBe("99.9 %");
    expect(percent(0.9731)).toBe("97 %");
    expect(percent(0.004)).toBe("< 1 %");
    expect(percent(0)).toBe("0 %");
});

test("a span takes the unit that people use for it", () => {
    expect(span(45)).toBe("45 s");
    expect(span(300)).toBe("5 min");
    expect(span(3_600)).toBe("1 h");
    expect(span(5_400)).toBe("90 min");
    expect(span(86_400)).toBe("24 h");
    expect(span(604_800)).toBe("7 d");
});
