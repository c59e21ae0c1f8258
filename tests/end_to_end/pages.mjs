// SPDX-License-Identifier: Apache-2.0
// Every page of the dashboard in a real browser, over a console of made answers (web/dev/mock_server.mjs): hostile bytes
// in every place where text can surface, the keyboard alone, a phone, light and dark with the contrast of every text that
// is shown, changes with their CSRF header, signing in. What the real console answers is told by dashboard.mjs.
//
//   web/run build && web/run pages
//
// HITME_CHROMIUM     the browser (/usr/bin/chromium)
// HITME_SCREENSHOTS  a folder for pictures of the pages (docs/images)
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { launch, open_context } from "./browser.mjs";

const mock = fileURLToPath(new URL("../../web/dev/mock_server.mjs", import.meta.url));
const screenshots = process.env.HITME_SCREENSHOTS;
const patience_ms = 15_000;

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

function free_port() {
    return new Promise((done) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

/** A console of made answers; `stop` ends it. */
async function console_of(scene) {
    const port = await free_port();
    const child = spawn(process.execPath, [mock, String(port), scene], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((done) => child.stdout.once("data", done));
    return { origin: `http://127.0.0.1:${port}`, stop: () => child.kill("SIGTERM") };
}

/** Each page, and a text that stands on it once it is there. */
const pages = [
    ["now", "Live contacts"],
    ["campaigns", "Alarms"],
    ["campaign/tcp-445.campaign.1", "What other data say"],
    ["finding/tcp-445.growth.3", "The chain that it stands in"],
    ["sources", "1,234 sources"],
    ["source/192.0.2.77", "What it tried"],
    ["networks?by=country", "Level and growth"],
    ["networks?by=as", "Level and growth"],
    ["contacts", "Latest first"],
    ["contact/20261122-7", "Facts"],
    ["cases", "contained"],
    ["cases?as=list", "6 cases"],
    ["case/c-1", "What was done"],
    ["incidents", "5 incidents"],
    ["incidents?severity=high&told=true", "1 incident"],
    ["incident/i-3", "Services"],
    [
        "dossier?address=192.0.2.77&at=2026-01-26+08%3A00&zone=Europe%2FBerlin",
        "A draft of the answer",
    ],
    ["re-entry?watch=w-1", "none in the 72 h before"],
    ["sensors", "Counters since its start"],
    ["advisories", "Promised for a time"],
    ["advisory/ad-1", "What to do"],
    ["advisory/ad-2?edit=on", "Save the draft"],
    ["settings/channels", "Send a test"],
    ["settings/notices", "since the start"],
    ["settings/allow-rules", "Known benign scanners"],
    ["settings/own-networks", "Register one"],
    ["settings/logs", "Imported since hitme started"],
    ["settings/outside", "What was imported"],
    ["settings/block-lists", "for other programs"],
    ["settings/quarantine", "Drills"],
    ["settings/access", "Tokens of programs"],
    ["settings/audit", "Record"],
    ["settings/store", "How long contacts are kept"],
    ["search?q=tcp%2F445", "Latest contacts"],
    ["search?q=AS4134", "1,234 sources"],
    ["search?q=e3b0c44298fc1c14", "Latest contacts"],
    ["search?q=192.0.2.77", "Whose it is"],
    ["contacts?payload=e3b0c44298fc1c14", "Any payload"],
    ["search?q=port+445", "Latest contacts"],
    ["search?q=laptop", "Called so"],
    ["search?q=scans+445", "Scans of 445/tcp are growing"],
    ["search?q=192.0.2.0%2F24", "Latest contacts"],
];

async function open(page, origin, path, text) {
    await page.goto(`${origin}/#/${path}`);
    await page.getByText(text).first().waitFor({ timeout: patience_ms });
    await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"), undefined, {
        timeout: patience_ms,
    });
}

/** Texts whose contrast with what lies behind them is below what WCAG 2.2 AA asks (1.4.3), worst first. */
function weak_texts() {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parsed = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const over = (top, below) =>
        [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
    const behind = (element) => {
        const layers = [];
        for (let node = element; node; node = node.parentElement) {
            const colour = parsed(getComputedStyle(node).backgroundColor);
            if (colour[3] > 0) layers.push(colour);
            if (colour[3] === 1) break;
        }
        return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
    };
    const weak = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!element || !node.data.trim() || !element.checkVisibility()) continue;
        if (element.closest("svg, option, :disabled, noscript, script, style, .visually-hidden"))
            continue;
        const style = getComputedStyle(element);
        const ground = behind(element);
        const ink = over(parsed(style.color), ground);
        const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
        const ratio = (light + 0.05) / (dark + 0.05);
        const large =
            parseFloat(style.fontSize) >= 24 ||
            (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5) - 0.01)
            weak.push(
                `${ratio.toFixed(2)} "${node.data.trim().slice(0, 30)}" ${element.className}`,
            );
    }
    return [...new Set(weak)].sort();
}

async function picture(page, name, options = {}) {
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, ...options });
}

async function every_page(browser, origin, name, options, also) {
    const { context, complaints } = await open_context(browser, origin, options);
    const page = await context.newPage();
    for (const [path, text] of pages) {
        await check(`${name}: ${path}`, async () => {
            complaints.length = 0;
            await open(page, origin, path, text);
            assert.equal(await page.evaluate(() => window.owned), undefined);
            assert.equal(await page.locator("main img, main script, main iframe").count(), 0);
            assert.equal(await page.locator('main a[href^="javascript"]').count(), 0);
            assert.ok(!(await page.locator("main").innerText()).includes("\u202e"));
            await also(page, path);
            assert.deepEqual(
                [...complaints, ...(await page.evaluate(() => window.violations))],
                [],
            );
        });
    }
    await context.close();
}

async function contrast(page) {
    assert.deepEqual(await page.evaluate(weak_texts), []);
}

async function phone(page) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
}

/** Goes through the page by Tab alone: each stop can be seen, and one comes out at the end. */
async function tab_through(page) {
    const seen = new Set();
    for (let stop = 0; stop < 400; stop += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const one = document.activeElement;
            if (!one || one === document.body) return undefined;
            one.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
            const style = getComputedStyle(one);
            const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
            return { id: one.dataset.stop, shown, what: one.outerHTML.slice(0, 120) };
        });
        if (!at) return seen.size;
        if (seen.has(at.id)) return seen.size; // once round
        assert.ok(at.shown, `no visible focus on ${at.what}`);
        seen.add(at.id);
    }
    throw new Error("Tab never came out of the page");
}

async function by_keyboard(browser, origin) {
    const { context } = await open_context(browser, origin);
    const page = await context.newPage();
    await check("keyboard: the first Tab offers to skip to the page, and it does", async () => {
        await open(page, origin, "cases", "contained");
        await page.keyboard.press("Tab");
        assert.equal(
            await page.evaluate(() => document.activeElement?.textContent),
            "Skip to the page",
        );
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    });
    await check("keyboard: / searches from anywhere, and Enter leads there", async () => {
        await page.keyboard.press("/");
        await page.keyboard.type("192.0.2.77");
        await page.getByText("a source", { exact: true }).waitFor({ timeout: patience_ms });
        await page.keyboard.press("Enter");
        await page.getByTestId("source-address").waitFor({ timeout: patience_ms });
        await page.keyboard.press("/");
        await page.keyboard.type("445");
        await page.keyboard.press("Enter");
        await page.getByTestId("search-kind").filter({ hasText: "a port" }).waitFor();
        await page.getByTestId("asked-records").waitFor({ timeout: patience_ms });
        for (const part of ["asked-sources", "asked-contacts"])
            await page.getByTestId(part).locator("h2 a").waitFor();
    });
    for (const typed of ["port 445", "445/tcp", "tcp/445", "tcp 445"])
        await check(`search: "${typed}" leads to the port's page`, async () => {
            await page.keyboard.press("/");
            await page.keyboard.type(typed);
            await page
                .locator("#search-reading")
                .getByText("a port", { exact: true })
                .waitFor({ timeout: patience_ms });
            await page.keyboard.press("Enter");
            await page
                .locator("h1")
                .getByText(typed, { exact: true })
                .waitFor({ timeout: patience_ms });
            await page.getByTestId("search-kind").filter({ hasText: "a port" }).waitFor();
            const live = page.getByRole("link", { name: "Live", exact: true });
            assert.equal(await live.getAttribute("href"), "#/now?signal=tcp%2F445");
            await page.getByTestId("asked-sources").waitFor({ timeout: patience_ms });
        });
    for (const [typed, kind, id] of [
        ["tcp-445.campaign.1", "Campaigns", "#/campaign/tcp-445.campaign.1"],
        ["ms08-067 attempts", "Campaigns", "#/campaign/tcp-445.campaign.1"],
        ["Scans growing", "Advisories", "#/advisory/ad-1"],
        ["laptop-mia", "Cases", "#/case/c-1"],
    ])
        await check(`search: "${typed}" finds the record that is called so`, async () => {
            await page.keyboard.press("/");
            await page.keyboard.type(typed);
            await page.keyboard.press("Enter");
            const found = page.getByTestId("asked-records");
            await found.getByText(`${kind}:`).waitFor({ timeout: patience_ms });
            const link = found.locator(`a[href="${id}"]`);
            await link.waitFor({ timeout: patience_ms });
            await link.click();
            await page.waitForFunction((hash) => location.hash === hash, id);
        });
    for (const [path, text] of pages.filter(([path]) =>
        ["now", "campaign/", "case/", "advisory/ad-2", "settings/channels"].some((one) =>
            path.startsWith(one),
        ),
    )) {
        await check(
            `keyboard: Tab goes through ${path}, each stop is seen, and comes out`,
            async () => {
                await open(page, origin, path, text);
                await page.evaluate(() => document.activeElement?.blur());
                return `${await tab_through(page)} stops`;
            },
        );
    }
    await context.close();
}

async function changes(browser, origin) {
    const { context, complaints } = await open_context(browser, origin);
    const page = await context.newPage();
    await check(
        "a case is taken by one press, carries the seal, and its history grows",
        async () => {
            await open(page, origin, "case/c-1", "What was done");
            const asked = page.waitForRequest((one) => one.method() === "PUT");
            await page.getByTestId("to-assigned").click();
            assert.equal((await asked).headers()["x-hitme-csrf"], "sealed");
            await page.getByTestId("outcome").getByText("It is assigned now.").waitFor();
            await page.getByTestId("case-history").getByText("It is assigned.").waitFor();
        },
    );
    await check("another owner and the state of its patches are set from the page", async () => {
        const asked = () => page.waitForRequest((one) => one.method() === "PUT");
        await page.getByTestId("owner").fill("mia");
        const given = asked();
        await page.keyboard.press("Enter");
        assert.equal((await given).postDataJSON().owner, "mia");
        await page.getByTestId("case-history").getByText("Its owner is mia.").waitFor();
        const patched = asked();
        await page.getByTestId("patch-patched").click();
        assert.equal((await patched).postDataJSON().patched, "patched");
        await page.getByTestId("case-history").getByText("Its patch state is patched.").waitFor();
    });
    await check("a note is added and shown as text", async () => {
        await page.getByTestId("note").fill("<b>shut at switch 7</b>");
        await page.keyboard.press("Enter");
        await page.getByTestId("case-notes").getByText("<b>shut at switch 7</b>").waitFor();
    });
    await check("a held request to isolate the host is asked for from its case", async () => {
        const isolation = page.getByTestId("isolation");
        const ask = isolation.getByRole("button", { name: "Ask for it" }).first();
        await ask.waitFor({ timeout: patience_ms });
        assert.ok(await ask.isDisabled(), "nothing is asked for without a reason");
        await isolation.getByLabel("Reason").fill("seen by a person");
        await ask.click();
        await isolation.getByText("Asked.").waitFor({ timeout: patience_ms });
    });
    await check("evidence of rivals leads to its finding, and a question is asked", async () => {
        await open(page, origin, "campaign/tcp-445.campaign.1", "What other data say");
        const evidence = page.getByTestId("question").first().locator("a[href*='/finding/']");
        await evidence.first().waitFor({ timeout: patience_ms });
        await page.getByText("Ask a question of your own").click();
        const form = page.getByTestId("ask-question");
        await form.getByLabel("Question").fill("Who came first?");
        for (const [label, words] of [
            ["Short name", "home"],
            ["What it says", "Home sensors saw it first."],
            ["What would decide", "The onset of each class."],
        ])
            for (const which of [0, 1]) await form.getByLabel(label).nth(which).fill(words);
        await form.getByRole("button", { name: "Ask", exact: true }).click();
        await form.getByText("Asked.").waitFor({ timeout: patience_ms });
    });
    await check("an allow rule is made from the source's page", async () => {
        await open(page, origin, "source/192.0.2.77", "What it tried");
        await page.getByTestId("allow").click();
        await page.getByLabel("Why is it allowed?").fill("our scanner");
        await page.getByRole("button", { name: "Allow", exact: true }).click();
        await page.getByText("The rule is in force.").waitFor({ timeout: patience_ms });
    });
    await check("the wording guard answers while one writes, and holds a draft back", async () => {
        await open(page, origin, "advisory/ad-2?edit=on", "Save the draft");
        await page.getByTestId("guard").getByText("No finding carries this word.").waitFor();
        await page.getByTestId("advisory-title").fill("Growth on 445/tcp");
        await page.getByTestId("guard-passes").waitFor({ timeout: patience_ms });
        await page.getByTestId("save").click();
        await page.getByTestId("guard").waitFor({ state: "detached", timeout: patience_ms });
        await page.getByTestId("publish").click();
        await page.getByText("Append a dated update").waitFor({ timeout: patience_ms });
    });
    await check("an update is appended; what it replaces is struck out and stays", async () => {
        await page.getByTestId("update-text").fill("It appears that the growth is linear.");
        await page.getByLabel("s2", { exact: true }).check();
        await page.getByTestId("append").click();
        await page
            .getByTestId("update")
            .getByText("It appears that the growth is linear.")
            .waitFor();
        await page.getByText("superseded by s8").first().waitFor();
    });
    await check("the curve has a linear and a log axis, and the address keeps which", async () => {
        await open(page, origin, "campaign/tcp-445.campaign.1", "What other data say");
        await page.getByTestId("axis-log").click();
        await page.waitForURL(/axis=log/);
        await page
            .getByTestId("growth-chart")
            .and(page.getByLabel(/log axis/))
            .waitFor();
    });
    await check("a number leads to the window that it came from", async () => {
        await page.getByTestId("finding").first().locator("dd a").first().click();
        await page.getByTestId("window").click();
        await page.waitForURL(/#\/contacts\?signal=tcp%2F445&from=/);
        await page.getByTestId("contact-row").first().waitFor({ timeout: patience_ms });
    });
    await check("pictures: who came when, how far, with what", async () => {
        await open(page, origin, "campaign/tcp-445.campaign.1", "What other data say");
        await page.getByText("Pictures: who came when").click();
        const raster = page.getByTestId("raster");
        await raster.waitFor({ timeout: patience_ms });
        // The made sources are awake for six hours a day: the cells say so, and how wide they are.
        assert.match(await raster.getAttribute("aria-label"), /in cells of 3 h: a filled cell/);
        await page.getByText("one cell 3 h", { exact: false }).waitFor();
        assert.match(await raster.locator("rect title").first().textContent(), /, 3 h$/);
        await page.getByTestId("funnel").waitFor();
        await page.getByTestId("covered").getByText("Made of all").waitFor();
        await page
            .getByTestId("accumulation")
            .and(page.getByLabel(/linear axis/))
            .waitFor();
        await page.getByTestId("shares").locator("rect").first().waitFor({ timeout: patience_ms });
        assert.ok((await page.locator(".key.class-1").count()) > 0, "one class only");
        await page.getByText("The numbers").first().click();
        await page.locator("details[open] td").first().waitFor();
        assert.deepEqual(await page.evaluate(weak_texts), []);
        await page.getByTestId("funnel").getByRole("link").nth(5).click();
        await page.waitForURL(/#\/sources\?signal=tcp%2F445&stage=exploit_attempt/);
        assert.equal(await page.getByTestId("stage").inputValue(), "exploit_attempt");
    });
    await check(
        "a group's number leads to its sources, and the address keeps the filters",
        async () => {
            await open(page, origin, "networks?by=as&signal=tcp%2F445", "Level and growth");
            await page.getByTestId("group").first().getByRole("link").nth(1).click();
            await page.waitForURL(/#\/sources\?signal=tcp%2F445&from=[^&]+&to=[^&]+&as=AS\d+/);
            assert.match(await page.getByTestId("as").inputValue(), /^AS\d+$/);
            await page.getByTestId("class").selectOption("hosting");
            await page.getByRole("button", { name: "Search" }).last().click();
            await page.waitForURL(/as=AS\d+.*class=hosting/);
        },
    );
    await check("the picture of what accumulated has a log axis, too", async () => {
        await open(page, origin, "campaign/tcp-445.campaign.1?axis=log&pictures=on", "Pictures:");
        await page
            .getByTestId("accumulation")
            .and(page.getByLabel(/log axis/))
            .waitFor();
    });
    await check("Now lists what waits of each kind, and each entry is a link", async () => {
        await open(page, origin, "now", "Live contacts");
        const kinds = [
            ...["cases", "quarantine", "own-addresses", "incidents", "alarms", "promises"],
            ...["forecasts", "channels", "feeds", "sensors"],
        ];
        for (const kind of kinds) {
            const entry = page.getByTestId(`needs-${kind}`).first();
            await entry.waitFor({ timeout: patience_ms });
            assert.match((await entry.getByRole("link").getAttribute("href")) ?? "", /^#\//);
        }
        await page.getByTestId("needs-quarantine").first().getByRole("link").click();
        await page.waitForURL(/#\/settings\/quarantine/);
    });
    await check("numbers of growth by country lead to the hosts of their window", async () => {
        await open(page, origin, "networks?by=country&signal=tcp%2F445", "Level and growth");
        await page.getByTestId("group").first().locator("td a").first().click();
        await page.waitForURL(/#\/sources\?signal=tcp%2F445&from=.+&to=/);
        await page.getByTestId("window").waitFor({ timeout: patience_ms });
    });
    await check("an alarm's sentence leads to the contacts of its time", async () => {
        await open(page, origin, "campaigns", "Alarms");
        await page.getByTestId("alarm").first().locator("a.quiet-link").click();
        await page.waitForURL(/#\/contacts\?signal=tcp%2F445&from=/);
    });
    await check(
        "what others say: lists, our own submissions, addresses of the overlap",
        async () => {
            await open(page, origin, "campaign/tcp-445.campaign.1", "Submitted by us");
            assert.equal(await page.getByTestId("list").count(), 2);
            await page.getByTestId("submissions").getByText("3 records").waitFor();
            await page.getByTestId("compared-window").getByText("it rose at").waitFor();
            await page.getByTestId("overlap").first().click();
            await page.locator("details[open] .addresses a").first().click();
            await page.waitForURL(/#\/source\/192\.0\.2\.77/);
        },
    );
    await check("incidents are filtered by severity and by telling, in the address", async () => {
        await open(page, origin, "incidents", "5 incidents");
        await page.getByTestId("severity-medium").click();
        await page.getByText("2 incidents").waitFor({ timeout: patience_ms });
        await page.getByTestId("looked-through").waitFor();
        await page.goto(`${origin}/#/incidents`);
        await page.getByTestId("told-false").click();
        await page.waitForURL(/told=false/);
        await page.getByText("1 incident", { exact: true }).waitFor({ timeout: patience_ms });
        await page.reload();
        await page.getByText("1 incident", { exact: true }).waitFor({ timeout: patience_ms });
    });
    await check("dark stays dark after a reload, and back", async () => {
        await page.getByTestId("theme").click();
        await page.getByTestId("theme").click();
        await page.reload();
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
        await page.getByTestId("theme").click();
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), undefined);
    });
    await check("on paper there is the advisory, and nothing to press", async () => {
        await open(page, origin, "advisory/ad-1", "What to do");
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.locator("nav:visible, button:visible, form:visible").count(), 0);
        assert.ok(await page.getByTestId("advisory").isVisible());
        await page.emulateMedia({ media: null });
    });
    await check("nothing complained while things were changed", () => {
        assert.deepEqual(complaints, []);
    });
    await context.close();
}

async function signing_in(browser) {
    const made = await console_of("signed_out");
    const { context } = await open_context(browser, made.origin);
    const page = await context.newPage();
    await check(
        "signing in: a wrong password is refused, the right one opens the page",
        async () => {
            await page.goto(`${made.origin}/#/cases`);
            await page.getByTestId("user-name").fill("mia");
            await page.getByTestId("password").fill("wrong password");
            await page.getByTestId("sign-in-now").click();
            await page.getByText("Name or password is wrong.").waitFor({ timeout: patience_ms });
            await page.getByTestId("password").fill("right password");
            await page.getByTestId("sign-in-now").click();
            await page.getByTestId("case-card").first().waitFor({ timeout: patience_ms });
        },
    );
    await context.close();
    made.stop();
}

/** A console that knows none of the newer paths, and where nobody has knocked: each page says so in words. */
async function nothing_there(browser) {
    const made = await console_of("empty");
    const { context } = await open_context(browser, made.origin);
    const page = await context.newPage();
    const said = [
        ["now", "Nobody has knocked yet"],
        ["campaigns", "does not keep judgements"],
        ["cases", "keeps no cases"],
        ["incidents", "merges no incidents"],
        ["advisories", "writes no advisories"],
        ["settings/channels", "sends no alerts"],
        ["networks", "does not attribute growth"],
    ];
    for (const [path, text] of said)
        await check(`nothing there: ${path} says so`, async () => {
            await page.goto(`${made.origin}/#/${path}`);
            await page.getByText(text).first().waitFor({ timeout: patience_ms });
        });
    await context.close();
    made.stop();
}

/** The pictures of the documents. */
async function pictures(browser) {
    if (!screenshots) return;
    const calm = await console_of("calm");
    const { origin } = calm;
    const wide = await open_context(browser, origin, { viewport: { width: 1280, height: 860 } });
    const page = await wide.context.newPage();
    for (const [name, path, text] of [
        ["now", "now", "Live contacts"],
        ["campaign", "campaign/tcp-445.campaign.1", "What other data say"],
        ["source", "source/192.0.2.77", "What it tried"],
        ["case", "case/c-1", "What was done"],
        ["advisory", "advisory/ad-1", "What to do"],
        ["channels", "settings/channels", "Channels"],
        ["sensors", "sensors", "Sensors"],
        ["access", "settings/access", "Tokens"],
    ]) {
        await open(page, origin, path, text);
        await page.mouse.move(0, 0);
        await picture(page, name);
    }
    await wide.context.close();
    const small = await open_context(browser, origin, {
        viewport: { width: 390, height: 844 },
        colorScheme: "dark",
    });
    const held = await small.context.newPage();
    await open(held, origin, "now", "Live contacts");
    await picture(held, "phone");
    await small.context.close();
    calm.stop();
}

const browser = await launch();
const made = await console_of("usual");
try {
    await every_page(browser, made.origin, "light", { colorScheme: "light" }, contrast);
    await every_page(
        browser,
        made.origin,
        "dark, on a phone",
        { colorScheme: "dark", viewport: { width: 390, height: 844 } },
        async (page) => {
            await contrast(page);
            await phone(page);
        },
    );
    await by_keyboard(browser, made.origin);
    await pictures(browser);
    await changes(browser, made.origin);
    await signing_in(browser);
    await nothing_there(browser);
} catch (cause) {
    failures += 1;
    console.log(`not ok - the story broke off\n    ${cause?.stack ?? cause}`);
} finally {
    await browser.close();
    made.stop();
}
console.log(`1..${number}`);
if (failures > 0) console.log(`# ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
