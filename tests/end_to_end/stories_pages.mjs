// SPDX-License-Identifier: Apache-2.0
// The stories E1 and E2 (stories.py) as a person sees them: the campaign, its source and its advisory in Chromium, over the
// stores that the commands made. Expected values are those of stories.py: of the generator, or of arithmetic.
//
//   web/run stories
//
// HITME_BIN, HITME_CHROMIUM as in dashboard.mjs; HITME_E2E_PORT: the first of the ports that the program listens on.
// HITME_STORIES: a folder in which stories.py --into made e1 and e2 before; it stays.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { launch, open_context } from "./browser.mjs";
import { repository, start } from "./program.mjs";

const first_port = Number(process.env.HITME_E2E_PORT ?? 24_500) + 100;
const shown_within_ms = 10_000;
const program = resolve(repository, process.env.HITME_BIN ?? "build/release/bin/hitme");

let failures = 0;
let number = 0;
async function step(sentence, body) {
    number += 1;
    try {
        await body();
        console.log(`ok ${number} - ${sentence}`);
    } catch (cause) {
        failures += 1;
        console.log(
            `not ok ${number} - ${sentence}\n    ${String(cause?.message ?? cause).replaceAll("\n", "\n    ")}`,
        );
    }
}

/** Opens a page and waits until each of the texts stands on it, however its lines are broken. */
async function shows(page, origin, hash, ...texts) {
    await page.goto(`${origin}/${hash}`);
    for (const text of texts)
        await page
            .waitForFunction(
                ([source]) => new RegExp(source).test(document.body.innerText.replace(/\s+/g, " ")),
                [text.source],
                { timeout: shown_within_ms },
            )
            .catch(async () => {
                const body = await page.evaluate(() => document.body.innerText);
                throw new Error(`no ${text} on ${hash}:\n${body.slice(0, 1500)}`);
            });
}

const settings = () => `[sensor]
name = "stories"
user = "nobody"
syn_watch = false

[[honeypoint]]
ports = [${first_port}]
transport = "tcp"
addresses = ["127.0.0.1"]
mode = "silent"
`;

/** The program over a story's store, and a page that is signed in. */
async function over(store, body) {
    // The program becomes an ordinary user, whose store it must be.
    if (process.getuid() === 0) execFileSync("chown", ["-R", "nobody", store]);
    const console_program = await start({ first_port, text: settings, store });
    const browser = await launch();
    try {
        const { context, complaints, missing } = await open_context(
            browser,
            console_program.origin,
        );
        const page = await context.newPage();
        await page.goto(console_program.link);
        await page.waitForURL(`${console_program.origin}/**`);
        await body(page, console_program.origin);
        await step("nothing in the browser went wrong", () => {
            // A finding that refuses to judge has no curve: the browser notes that answer of 404 as an error.
            const elsewhere = missing.filter(
                (path) => !/^\/api\/v1\/findings\/.*\/chart$/.test(path),
            );
            const wrong = complaints.filter((one) => !/status of 404/.test(one));
            assert.deepEqual([...wrong, ...elsewhere], []);
        });
    } finally {
        await browser.close();
        await console_program.stop();
    }
}

const campaign = "tcp-445.campaign.1";
const made = process.env.HITME_STORIES;
const folder = made ?? mkdtempSync(join(tmpdir(), "hitme-stories-"));
try {
    await step("the stories are made by the commands", () => {
        if (made) return;
        chmodSync(folder, 0o755);
        execFileSync(
            "/usr/bin/python3",
            [join(repository, "tests/end_to_end/stories.py"), "--into", folder, "e1", "e2"],
            { env: { ...process.env, HITME_BIN_DIR: dirname(program) }, stdio: "pipe" },
        );
    });
    await over(join(folder, "e1"), async (page, origin) => {
        await step(
            "E1: the list of campaigns tells the onset and leads to the campaign",
            async () => {
                // Not "rising": the console that runs goes on where the log ended, and sees nothing more.
                await shows(
                    page,
                    origin,
                    "#/campaigns",
                    /Scans of 445\/tcp/,
                    /Visible onset/,
                    /shape: step/,
                );
                await page.locator(`a[href="#/campaign/${campaign}"]`).first().click();
                await page.waitForFunction((id) => location.hash.includes(id), campaign);
            },
        );
        await step("E1: the campaign tells how it came to rise, and what others said", () =>
            shows(
                page,
                origin,
                `#/campaign/${campaign}`,
                /rumoured/,
                /rising/,
                /a worm based on MS08-067/,
                /DShield/,
            ),
        );
        await step("E1: its draft tells since when in the reader's zone, and what to do", () =>
            shows(
                page,
                origin,
                `#/advisory/${campaign}.advisory.1`,
                /2008-11-06 9:2\d AM EST/,
                /Block 445\/tcp at the border/,
                /Thanks to .*SANS/,
            ),
        );
        await step("E1: a listed source is found, with its port", () =>
            shows(page, origin, "#/source/208.23.24.52", /208\.23\.24\.52/, /tcp\/445/),
        );
        await step("E1: the port's page leads to 11 + 200 sources and those before", async () => {
            await shows(page, origin, "#/search?q=445", /a port/, /sources/);
            const words = await page.getByTestId("asked-sources").locator("h2").innerText();
            // 211 of the day; two an hour in the eight days before: 384 in the mean, six standard deviations to each side.
            const sources = Number(words.replace(/\D/g, ""));
            assert.ok(sources > 211 + 384 - 118 && sources < 211 + 384 + 118, words);
        });
    });
    await over(join(folder, "e23"), async (page, origin) => {
        await step("E2: the claim of a decline stands beside what we see", () =>
            shows(page, origin, `#/campaign/${campaign}`, /it seems to have peaked/, /rising/),
        );
        await step("E2: the advisory is published, with both projections and their limits", () =>
            shows(
                page,
                origin,
                `#/advisory/${campaign}.advisory.1`,
                /published/,
                /every [0-9.]+ min/,
                /If it continues until Mon 2009-01-26 8:00 AM EST/,
                /neither is a forecast/,
                /F-Secure/,
            ),
        );
        await step("E2: it stands in the list of advisories", () =>
            shows(page, origin, "#/advisories", /published/, /445/),
        );
    });
} finally {
    if (!made) rmSync(folder, { recursive: true, force: true });
}
console.log(`${number - failures} of ${number} steps of the stories were seen`);
process.exit(failures > 0 ? 1 : 0);
