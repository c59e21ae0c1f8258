// SPDX-License-Identifier: Apache-2.0
import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { base64_of } from "./base64";

describe("base64", () => {
    it("gives what RFC 4648 section 10 lists", () => {
        const bytes = (text: string) => new TextEncoder().encode(text);
        expect(base64_of(bytes(""))).toBe("");
        expect(base64_of(bytes("f"))).toBe("Zg==");
        expect(base64_of(bytes("fo"))).toBe("Zm8=");
        expect(base64_of(bytes("foobar"))).toBe("Zm9vYmFy");
    });
    it("takes any byte and more than one run", () => {
        const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);
        expect(base64_of(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    });
});
