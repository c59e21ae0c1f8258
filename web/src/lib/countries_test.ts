// SPDX-License-Identifier: Apache-2.0
import atlas from "world-atlas/countries-110m.json";
import { expect, test } from "vitest";
import { alpha2_of, country_name } from "./countries";

test("numeric codes become those of ISO 3166", () => {
    // From the standard's list: the least, the greatest, and those with leading zeros.
    const listed = {
        "004": "AF",
        "010": "AQ",
        "076": "BR",
        "156": "CN",
        "276": "DE",
        "728": "SS",
        "840": "US",
        "894": "ZM",
    };
    for (const [numeric, alpha2] of Object.entries(listed)) expect(alpha2_of(numeric)).toBe(alpha2);
});

test("what is no country has no code", () => {
    for (const numeric of ["", "undefined", "001", "150", "999"])
        expect(alpha2_of(numeric)).toBe("");
});

test("every shape of the map with a number has a code of its own", () => {
    const ids = atlas.objects.countries.geometries.flatMap((shape) =>
        "id" in shape ? [String(shape.id)] : [],
    );
    const codes = ids.map(alpha2_of);
    expect(codes.length).toBeGreaterThan(170);
    expect(codes).not.toContain("");
    expect(new Set(codes).size).toBe(codes.length);
});

test("names are for people, and a code without a name stays", () => {
    expect(country_name("US")).toBe("United States");
    expect(country_name("")).toBe("unknown");
    expect(country_name("not a code")).toBe("not a code");
});
