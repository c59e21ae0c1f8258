// SPDX-License-Identifier: Apache-2.0
// Country codes and names. The browser knows both: a numeric region in a language tag has its alpha-2 code as canonical
// form (BCP 47, UTS 35), and Intl.DisplayNames has the names. No table of ours can grow old.

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** "840" gives "US"; empty where the number is no country's. */
export function alpha2_of(numeric: string): string {
    try {
        const region = new Intl.Locale(`und-${numeric}`).region ?? "";
        return /^[A-Z]{2}$/.test(region) && region !== "ZZ" ? region : ""; // ZZ: no known region
    } catch {
        return "";
    }
}

/** "US" gives "United States"; a code without a name stays as it is; empty is unknown. */
export function country_name(code: string | undefined): string {
    if (!code) return "unknown";
    try {
        return names.of(code) ?? code;
    } catch {
        return code;
    }
}
