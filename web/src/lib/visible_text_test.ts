// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { visible_pieces, visible_text } from "./visible_text";

describe("visible_text", () => {
    test("leaves markup as the characters that it is", () => {
        const hostile = `<script>alert(1)</script><img src=x onerror="alert(1)">`;
        expect(visible_pieces(hostile)).toEqual([{ text: hostile, escaped: false }]);
    });
    test("shows terminal escapes instead of letting them act", () => {
        expect(visible_text("\u001b[31mred\u001b[0m\u0007")).toBe("\\x1b[31mred\\x1b[0m\\x07");
    });
    test("shows a right-to-left override where it stands", () => {
        // The classic: "invoice_" RLO "fdp.exe" would read as invoice_exe.pdf.
        expect(visible_text("invoice_\u202efdp.exe")).toBe("invoice_\\u{202e}fdp.exe");
    });
    // Unicode 15, Bidi_Control=Yes, all twelve.
    test.each([
        0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068,
        0x2069,
    ])("escapes the bidi control %s", (code) => {
        expect(visible_pieces(String.fromCodePoint(code))[0]?.escaped).toBe(true);
    });
    // Zero-width space, non-joiner, joiner, word joiner, no-break space as BOM, soft hyphen, Hangul filler, a tag, a
    // variation selector, a combining acute, no-break space, line separator, private use, a lone surrogate.
    test.each([
        0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xad, 0x3164, 0xe0041, 0xfe0f, 0x301, 0xa0, 0x2028,
        0xe000, 0xd800,
    ])("escapes the hidden character %s", (code) => {
        expect(visible_pieces(String.fromCodePoint(code))[0]?.escaped).toBe(true);
    });
    test("names line ends, tabs and NUL shortly", () => {
        expect(visible_text("a\r\n\tb\0")).toBe("a\\r\\n\\tb\\0");
    });
    test("leaves letters of other scripts alone", () => {
        expect(visible_pieces("Größe 東京 Привет")).toHaveLength(1);
    });
    test("tells escapes from the same characters typed out", () => {
        expect(visible_pieces("\\x1b\u001b")).toEqual([
            { text: "\\x1b", escaped: false },
            { text: "\\x1b", escaped: true },
        ]);
    });
    test("stops at its limit and says how long the text was", () => {
        expect(visible_text("a".repeat(50), 10)).toBe(`${"a".repeat(10)}… 50 characters in all`);
    });
});
