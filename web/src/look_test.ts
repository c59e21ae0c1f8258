// SPDX-License-Identifier: Apache-2.0
// The tokens of app.css, light and dark, against what WCAG 2.2 AA asks: 4.5 to 1 for text (1.4.3), 3 to 1 for what must
// be told apart in pictures (1.4.11). The arithmetic is WCAG's definition of relative luminance. The browser's test
// computes the same for every text that is really shown.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sheet = readFileSync("src/app.css", "utf8");
const tokens = new Map(
    [...sheet.matchAll(/--([\w-]+): light-dark\(\s*(#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\s*\)/g)].map(
        ([, name, light, dark]) => [name ?? "", [light ?? "", dark ?? ""] as const],
    ),
);

function luminance(colour: string): number {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const part = parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

const grounds = ["paper", "panel", "sunken"];
const texts: [string, string][] = [
    ...["ink", "ink-soft", "accent"].flatMap((ink) =>
        [...grounds, "accent-soft"].map((ground): [string, string] => [ink, ground]),
    ),
    ...["ink-faint", "good", "bad", "note", "fresh"].flatMap((ink) =>
        ["paper", "panel"].map((ground): [string, string] => [ink, ground]),
    ),
    ["on-accent", "accent"],
    ["bad", "bad-soft"],
    ["good", "good-soft"],
    ["note", "note-soft"],
    ["ink", "bad-soft"],
    ["ink-soft", "note-soft"],
];
const drawn: [string, string][] = [
    "hosts",
    "fresh",
    "good",
    "fit-1",
    "fit-2",
    "fit-3",
    "fit-4",
].map((ink) => [ink, "panel"]);

test("white on black is 21 to 1, as WCAG defines it", () => {
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
    expect(tokens.size).toBeGreaterThan(25);
});

test.each(texts)("text: %s on %s", (ink, ground) => {
    const [a, b] = [tokens.get(ink), tokens.get(ground)];
    for (const scheme of [0, 1] as const)
        expect(contrast(a?.[scheme] ?? "", b?.[scheme] ?? "")).toBeGreaterThanOrEqual(4.5);
});

test.each(drawn)("picture: %s on %s", (ink, ground) => {
    const [a, b] = [tokens.get(ink), tokens.get(ground)];
    for (const scheme of [0, 1] as const)
        expect(contrast(a?.[scheme] ?? "", b?.[scheme] ?? "")).toBeGreaterThanOrEqual(3);
});
