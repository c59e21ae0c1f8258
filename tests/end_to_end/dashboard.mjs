// SPDX-License-Identifier: Apache-2.0
// The dashboard, end to end: the real program, real probes on loopback, a real browser. Each check is one sentence; a
// failed one is told and the story goes on where it can.
//
//   web/run end-to-end
//
// HITME_BIN          the program (build/release/bin/hitme)
// HITME_E2E_PORT     first of 41 ports for HoneyPoints (24500: below the ports that the kernel gives to outgoing connections)
// HITME_CHROMIUM     the browser (/usr/bin/chromium)
// HITME_SCREENSHOTS  a folder for pictures of the pages
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { launch, open_context } from "./browser.mjs";
import { curl, netcat, netcat_udp, nmap, smbclient } from "./probes.mjs";
import { start } from "./program.mjs";

const first_port = Number(process.env.HITME_E2E_PORT ?? 24_500);
const silent = first_port;
const range = { first: first_port + 10, last: first_port + 20 };
const greeting = first_port + 30;
const datagrams = first_port + 40;
const screenshots = process.env.HITME_SCREENSHOTS;

const paint_target_ms = 1_000;
const script_target_bytes = 150_000;
const shown_within_ms = 5_000;

// Markup that would act, a terminal escape, a right-to-left override, a zero-width space.
const hostile = `<img src=x onerror=alert(1)><script>window.owned=1</script>\u001b[31m\u202e\u200b`;

let failures = 0;
let number = 0;
async function check(sentence, body) {
    number += 1;
    try {
        const note = await body();
        console.log(`ok ${number} - ${sentence}${note ? ` (${note})` : ""}`);
    } catch (cause) {
        failures += 1;
        console.log(
            `not ok ${number} - ${sentence}\n    ${String(cause?.message ?? cause).replaceAll("\n", "\n    ")}`,
        );
    }
}

const figure = (name, value, unit, target) =>
    console.log(
        `# ${name} ${value} ${unit}, target ${target}, ${value <= target ? "met" : "not met"}`,
    );

/** The first row of the list of contacts on that signal, once there is one. */
async function contact_on(page, origin, signal) {
    await page.goto(`${origin}/#/contacts?signal=${encodeURIComponent(signal)}`);
    const row = page.getByTestId("contact-row").first();
    const deadline = Date.now() + shown_within_ms;
    while (!(await row.isVisible()) && Date.now() < deadline) {
        await page.waitForTimeout(250);
        await page.reload();
        await page
            .getByRole("heading", { name: "Latest first" })
            .waitFor({ timeout: shown_within_ms });
    }
    await row.waitFor({ timeout: 1_000 });
    return row;
}

/** Opens the latest contact on that signal; returns the text of its hex dump's ASCII side. */
async function bytes_on(page, origin, signal) {
    const row = await contact_on(page, origin, signal);
    await row.getByRole("link").first().click();
    await page.getByTestId("facts").waitFor({ timeout: shown_within_ms });
    const sides = await page.locator("[data-testid=hex-dump] .ascii").allTextContents();
    return sides.join("");
}

async function picture(page, name) {
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png` });
}

async function story(browser, program) {
    const { link, origin } = program;
    const { context, complaints } = await open_context(browser, origin);
    const page = await context.newPage();

    await check(
        "the printed link opens the first page, and its token does not stay in the address",
        async () => {
            await page.goto(link);
            await page
                .getByRole("heading", { name: /Nobody has knocked yet/ })
                .waitFor({ timeout: shown_within_ms });
            const token =
                [...new URL(link).searchParams.values()][0] ?? new URL(link).pathname.slice(1);
            if (token) assert.ok(!page.url().includes(token), page.url());
        },
    );
    await check("the live feed connects", () =>
        page.locator("[data-testid=live-state].open").waitFor({ timeout: shown_within_ms }),
    );
    await check("the same link does not work twice", async () => {
        const other = await open_context(browser, origin);
        const stranger = await other.context.newPage();
        const answer = await stranger.goto(link);
        if (answer.ok())
            await stranger.getByTestId("sign-in").waitFor({ timeout: shown_within_ms });
        const api = await stranger.request.get(`${origin}/api/v1/now`);
        assert.equal(api.status(), 401);
        await other.context.close();
    });

    await check("a contact shows in the live feed while the page is open", async () => {
        await netcat(silent, hostile);
        await page.getByTestId("contact-row").first().waitFor({ timeout: shown_within_ms });
        assert.match(
            await page.getByTestId("contact-row").first().innerText(),
            new RegExp(`tcp/${silent}`),
        );
    });
    await check("what a stranger sent is text in the feed, and nothing of it acts", async () => {
        const row = page
            .getByTestId("contact-row")
            .filter({ hasText: "<img src=x onerror=alert(1)>" });
        await row.first().waitFor({ timeout: shown_within_ms });
        assert.equal(await page.locator("main img, main script").count(), 0);
        assert.equal(await page.evaluate(() => window.owned), undefined);
    });

    console.log("# probing with nc, curl, smbclient and nmap");
    await Promise.all([
        netcat_udp(datagrams, "datagram-e2e"),
        netcat(greeting, "USER e2e\r\n"),
        curl(range.first, "curl-e2e"),
        smbclient(range.first + 1),
    ]);
    await nmap(range.first + 2, range.last);

    await check("nc's bytes are in the contact's hex dump, escapes and all", async () => {
        const text = await bytes_on(page, origin, `tcp/${silent}`);
        // U+001B is one byte and U+202E, U+200B are three each: dots, all of them.
        assert.equal(text, hostile.replaceAll(/[\u202e\u200b]/g, "···").replace("\u001b", "·"));
        await picture(page, "contact");
    });
    await check("curl's request is found", async () => {
        const text = await bytes_on(page, origin, `tcp/${range.first}`);
        assert.match(text, /GET \/admin\/config\.php HTTP\/1\.1/);
        assert.match(text, /curl-e2e/);
    });
    await check("smbclient's negotiation is found", async () => {
        assert.match(await bytes_on(page, origin, `tcp/${range.first + 1}`), /SMB/);
    });
    await check("the greeting port's caller is found", async () => {
        assert.match(await bytes_on(page, origin, `tcp/${greeting}`), /USER e2e/);
    });
    await check("a datagram is found", async () => {
        assert.match(await bytes_on(page, origin, `udp/${datagrams}`), /datagram-e2e/);
    });
    for (const port of [range.first + 2, range.last]) {
        await check(`nmap's connect to ${port} is found`, async () => {
            await contact_on(page, origin, `tcp/${port}`);
        });
    }

    await check(
        "Sources finds the prober by its prefix, and its history has each port",
        async () => {
            await page.goto(`${origin}/#/sources`);
            await page.getByTestId("search").fill("127.0.0.0/8");
            await page.getByRole("button", { name: "Search", exact: true }).click();
            const row = page.getByTestId("source-row").filter({ hasText: "127.0.0.1" });
            await row.first().waitFor({ timeout: shown_within_ms });
            assert.match(await page.getByTestId("total").innerText(), /1 source/);
            await row.first().getByRole("link").first().click();
            await page.getByTestId("source-address").waitFor({ timeout: shown_within_ms });
            const history = await page.locator("main").innerText();
            for (const signal of [`tcp/${silent}`, `tcp/${range.first}`, `udp/${datagrams}`]) {
                assert.ok(history.includes(signal), `${signal} is missing`);
            }
        },
    );
    await check("a search that is no address is refused with a reason", async () => {
        const seen = complaints.length;
        await page.goto(`${origin}/#/sources?search=nonsense`);
        await page.getByRole("alert").waitFor({ timeout: shown_within_ms });
        complaints.splice(seen); // the browser notes the 400 in its console: expected here
    });

    await check("the sensor is up, listens on its ports, and its counters add up", async () => {
        await page.goto(`${origin}/#/sensors`);
        const sensor = page.getByTestId("sensor").filter({ hasText: "e2e" });
        await sensor.getByText("● up").waitFor({ timeout: shown_within_ms });
        await sensor.getByText("✓ the law holds").waitFor({ timeout: shown_within_ms });
        const text = await sensor.innerText();
        assert.ok(text.includes(`tcp/${silent}`), text);
        await picture(page, "sensors");
        return (await sensor.getByTestId("law").innerText()).replaceAll(/\s+/g, " ");
    });

    await check("Now says that it is warming up, and lists the ports that were tried", async () => {
        await page.goto(`${origin}/#/now`);
        await page.getByTestId("warming").waitFor({ timeout: shown_within_ms });
        const port = page.getByTestId("top-signal").filter({ hasText: `tcp/${silent}` });
        await port.waitFor({ timeout: shown_within_ms });
        await picture(page, "now");
        await port.getByRole("link").click();
        await page.getByText(`New hosts on tcp/${silent}`).waitFor({ timeout: shown_within_ms });
    });
    await check("times move to a zone that is chosen, and stay there after a reload", async () => {
        await page.getByTestId("zone").click();
        await page.getByRole("combobox").fill("kolkata");
        await page.keyboard.press("Enter");
        const label = page.getByTestId("zone").filter({ hasText: "UTC+5:30" });
        await label.waitFor({ timeout: shown_within_ms });
        await page.reload();
        await label.waitFor({ timeout: shown_within_ms });
    });
    await check("the feed can be paused, and goes on", async () => {
        await page.goto(`${origin}/#/now`);
        await page.locator("[data-testid=live-state].open").waitFor({ timeout: shown_within_ms });
        await page.getByTestId("pause").click();
        await netcat(range.last, "while paused");
        await page.getByRole("button", { name: /waiting/ }).click({ timeout: shown_within_ms });
        await page.getByTestId("contact-row").filter({ hasText: "while paused" }).first().waitFor();
    });

    await check(
        `the first paint from an empty cache comes within ${paint_target_ms} ms`,
        async () => {
            const fresh = await open_context(browser, origin, {
                storageState: await context.storageState(),
            });
            const first = await fresh.context.newPage();
            await first.goto(`${origin}/`);
            await first.getByTestId("headline").waitFor({ timeout: shown_within_ms });
            const paint = await first.evaluate(
                () =>
                    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ??
                    Infinity,
            );
            await fresh.context.close();
            figure("dashboard_first_paint", Math.round(paint), "ms", paint_target_ms);
            assert.ok(paint <= paint_target_ms, `${paint} ms`);
        },
    );
    await check(
        `the first page loads at most ${script_target_bytes / 1000} kB of JavaScript, gzipped`,
        async () => {
            const fresh = await open_context(browser, origin, {
                storageState: await context.storageState(),
            });
            const first = await fresh.context.newPage();
            await first.goto(`${origin}/`);
            await first.getByTestId("headline").waitFor({ timeout: shown_within_ms });
            await first.getByTestId("coverage-strip").waitFor({ timeout: shown_within_ms });
            const sizes = [...fresh.scripts.values()].map(
                (body) => gzipSync(body, { level: 9 }).length,
            );
            await fresh.context.close();
            const total = sizes.reduce((sum, size) => sum + size, 0);
            figure("dashboard_javascript_gzip", total, "bytes", script_target_bytes);
            assert.ok(
                total > 10_000 && total <= script_target_bytes,
                `${total} bytes in ${sizes.length} files`,
            );
        },
    );
    await check(
        "no page complained: no console error, no policy violation, no request elsewhere",
        async () => {
            complaints.push(...(await page.evaluate(() => window.violations)));
            assert.deepEqual(complaints, []);
        },
    );

    await check("it stops when asked, and the page says that nobody answers", async () => {
        assert.equal(await program.stop(), 0);
        await page.goto(`${origin}/#/sources`).catch(() => undefined);
        await page.getByText("The console does not answer").waitFor({ timeout: shown_within_ms });
    });
    await context.close();
}

async function demonstration(browser) {
    const program = await start({ first_port, demo: true });
    const { context, complaints } = await open_context(browser, program.origin);
    const page = await context.newPage();
    await check("a demonstration says on every page that its numbers are made", async () => {
        await page.goto(program.link);
        await page
            .getByText("SIMULATED: a demonstration")
            .waitFor({ timeout: 2 * shown_within_ms });
        await page
            .getByTestId("contact-row")
            .first()
            .waitFor({ timeout: 2 * shown_within_ms });
        await page.waitForTimeout(1_000); // let the chart and the map be drawn, for the picture
        await picture(page, "demonstration");
        await page.getByRole("link", { name: "Sources", exact: true }).click();
        await page.getByTestId("source-row").first().waitFor({ timeout: shown_within_ms });
        await page.getByText("SIMULATED: a demonstration").waitFor();
        assert.deepEqual(complaints, []);
    });
    await context.close();
    await program.stop();
}

const browser = await launch();
try {
    let program;
    await check("hitme up prints a link", async () => {
        program = await start({ first_port });
        return `${Math.round(program.ready_ms)} ms`;
    });
    if (program) {
        try {
            await story(browser, program);
        } finally {
            await program.stop();
        }
        await demonstration(browser);
    }
} catch (cause) {
    failures += 1;
    console.log(`not ok - the story broke off\n    ${cause?.stack ?? cause}`);
} finally {
    await browser.close();
}
console.log(`1..${number}`);
if (failures > 0) console.log(`# ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
