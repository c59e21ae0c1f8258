// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { from_base64, hex_dump, preview } from "./bytes";

const encoder = new TextEncoder();

describe("from_base64", () => {
    test("reads RFC 4648's own examples", () => {
        expect(from_base64("Zm9vYmFy")).toEqual(encoder.encode("foobar"));
        expect(from_base64("Zm8=")).toEqual(encoder.encode("fo"));
    });
    test("answers nothing for what is not Base64", () => {
        expect(from_base64("<script>")).toBeUndefined();
    });
});

describe("hex_dump", () => {
    test("writes rows as `hexdump -C` does, but for the dot", () => {
        // printf 'GET / HTTP/1.1\r\n\x00\xff' | hexdump -C
        const bytes = new Uint8Array([...encoder.encode("GET / HTTP/1.1\r\n"), 0x00, 0xff]);
        expect(hex_dump(bytes)).toEqual([
            {
                offset: "00000000",
                hex: "47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a",
                ascii: "GET / HTTP/1.1··",
            },
            { offset: "00000010", hex: `00 ff${" ".repeat(43)}`, ascii: "··" },
        ]);
    });
    test("never shows a byte of a bidi override or a terminal escape as itself", () => {
        const rows = hex_dump(encoder.encode("\u001b[2J\u202e<b>"));
        expect(rows[0]?.ascii).toBe("·[2J···<b>"); // U+202E is three bytes in UTF-8
    });
    test("makes no row of no bytes", () => {
        expect(hex_dump(new Uint8Array())).toEqual([]);
    });
});

describe("preview", () => {
    test("escapes each byte that is not printable ASCII", () => {
        expect(preview(encoder.encode("a\r\n\t\u001b[0m\u202e"), 64)).toBe(
            "a\\r\\n\\t\\x1b[0m\\xe2\\x80\\xae",
        );
    });
    test("cuts at its limit and shows that it did", () => {
        expect(preview(encoder.encode("abcdef"), 3)).toBe("abc…");
    });
});
