// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { country_of, look_up_text, read_search, search_link } from "./search";

test.each([
    ["", "nothing", ""],
    [" 192.0.2.7 ", "address", "192.0.2.7"],
    ["2001:DB8::1", "address", "2001:db8::1"],
    ["::ffff:192.0.2.7", "address", "::ffff:192.0.2.7"],
    ["192.0.2.0/24", "network", "192.0.2.0/24"],
    ["2001:db8::/32", "network", "2001:db8::/32"],
    ["AS64500", "as", "64500"],
    ["as 64500", "as", "64500"],
    ["445", "port", "tcp/445"],
    ["udp 53", "port", "udp/53"],
    ["port 445", "port", "tcp/445"],
    ["Port 53/UDP", "port", "udp/53"],
    ["445/tcp", "port", "tcp/445"],
    ["tcp/445/tcp", "word", "tcp/445/tcp"],
    ["port", "word", "port"],
    ["tcp-445.campaign.1", "word", "tcp-445.campaign.1"],
    // SHA-256 of nothing at all, as sha256sum </dev/null prints it.
    [
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "payload",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
    ["e3b0c44298fc1c14", "payload", "e3b0c44298fc1c14"],
    ["e3b0c44298fc1c1", "word", "e3b0c44298fc1c1"],
    ["256.1.1.1", "word", "256.1.1.1"],
    ["192.0.2.0/24/3", "word", "192.0.2.0/24/3"],
    ["99999", "word", "99999"],
    ["<script>", "word", "<script>"],
    ["12:30", "word", "12:30"],
])("%j is read as %s %j", (typed, kind, value) => {
    expect(read_search(typed)).toEqual({ kind, value });
});

test("an address leads straight to its page, anything else to the page of answers", () => {
    expect(search_link("192.0.2.7")).toBe("#/source/192.0.2.7");
    expect(search_link(" AS64500 ")).toBe("#/search?q=AS64500");
});

// The forms that api.yaml lists for q of /api/v1/ask.
test.each([
    [" as 64500", "AS64500"],
    ["445", "tcp/445"],
    ["udp 53", "udp/53"],
    ["192.0.2.0/24", "192.0.2.0/24"],
    ["port 445", "tcp/445"],
    ["445/tcp", "tcp/445"],
    ["laptop 7", "laptop 7"],
    ["x", ""],
    ["", ""],
])("%j is looked up as %j", (typed, question) => {
    expect(look_up_text(typed)).toBe(question);
});

test("a country is known by its code only", () => {
    expect(country_of("de")).toBe("DE");
    expect(country_of("germany")).toBeUndefined();
});
