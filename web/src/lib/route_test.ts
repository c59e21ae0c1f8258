// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { link_to, parse_route } from "./route";

test("a link leads back to what it was made of, whatever the subject", () => {
    for (const subject of ["192.0.2.1", "2001:db8::/64", "a/b?c#d&e=f %", "<script>", "\u202e"]) {
        const route = parse_route(link_to("contact", subject, { signal: "tcp/445", empty: "" }));
        expect(route).toEqual({ page: "contact", subject, query: { signal: "tcp/445" } });
    }
});

test("an unknown or broken address is the first page", () => {
    expect(parse_route("").page).toBe("now");
    expect(parse_route("#/nonsense/%E0%A4%A").page).toBe("now");
    expect(parse_route("#/source/%E0%A4%A").subject).toBe("%E0%A4%A");
});
