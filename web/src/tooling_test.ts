// SPDX-License-Identifier: Apache-2.0
// What is made from something else is what would be made today.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

test("the client is the one that docs/formats/api.yaml gives", () => {
    const made = execFileSync(process.execPath, ["tools/generate_client.mjs", "--print"], {
        encoding: "utf8",
    });
    expect(made).toBe(readFileSync("src/api/generated.ts", "utf8"));
}, 60_000); // prettier takes its time on a busy machine

test("the lockfile names no registry, and Debian's own Node 18 installs every optional part", () => {
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
        packages: Record<
            string,
            { optional?: boolean; resolved?: string; engines?: unknown; integrity?: string }
        >;
    };
    for (const [path, entry] of Object.entries(lock.packages)) {
        expect(entry.resolved, path).toBeUndefined();
        if (entry.optional) expect(entry.engines, path).toBeUndefined();
        if (path) expect(entry.integrity, path).toMatch(/^sha512-/);
    }
});

test("no view makes markup out of text, and only src/api fetches", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
        (path) => /\.(svelte|ts)$/.test(path) && !path.endsWith("_test.ts"),
    );
    expect(files.length).toBeGreaterThan(30);
    for (const path of files) {
        const text = readFileSync(`src/${path}`, "utf8");
        expect(text, path).not.toMatch(
            /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/,
        );
        if (!path.startsWith("api/"))
            expect(text, path).not.toMatch(/\bfetch\(|new EventSource|XMLHttpRequest/);
    }
});
