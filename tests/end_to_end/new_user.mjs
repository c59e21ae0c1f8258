// SPDX-License-Identifier: Apache-2.0
// A new user, from an empty store: imports a real log, gets an alert by e-mail at a local mail server, opens the campaign,
// publishes an advisory, answers a caller, exports a block list. All of it is done in the browser.
//
//   web/run new-user
//
// Needs the real log of 2013 (../shared/datasets/marx, see its README); says so and ends well where it is not there.
// HITME_BIN, HITME_CHROMIUM, HITME_SCREENSHOTS as in dashboard.mjs; HITME_DATASETS: the folder of the data sets.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { launch, open_context } from "./browser.mjs";
import { repository, start } from "./program.mjs";

const first_port = Number(process.env.HITME_E2E_PORT ?? 24_500) + 50;
const screenshots = process.env.HITME_SCREENSHOTS;
const log = join(
    process.env.HITME_DATASETS ?? join(repository, "../shared/datasets"),
    "marx/marx-until-2013-06-15.csv.gz",
);
const shown_within_ms = 10_000;
const mail_within_ms = 20_000;
const judged_within_ms = 300_000;

// Of the data set's own README, and of its expected.json.
const sources_of_the_log = "38,227";
const events_of_the_log = "216,306";
const sources_on_445 = "9,312";
const contacts_on_445 = "21,281";

let failures = 0;
let number = 0;
async function step(sentence, body) {
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

/** A real mail server of the test's own. `next()`: the next message's text. */
async function mail_server() {
    const child = spawn(
        "/usr/bin/python3",
        [join(repository, "tests/receivers/smtp_receiver.py")],
        { stdio: ["pipe", "pipe", "inherit"] },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = (await lines.next()).value;
    return {
        port: Number(first.split(" ")[1]),
        async next() {
            let timer;
            const late = new Promise((_, failed) => {
                timer = setTimeout(
                    () => failed(new Error(`no message within ${mail_within_ms} ms`)),
                    mail_within_ms,
                );
            });
            const line = await Promise.race([lines.next(), late]).finally(() =>
                clearTimeout(timer),
            );
            return Buffer.from(JSON.parse(line.value).data, "base64").toString("utf8");
        },
        /** The next message to that recipient; those to others are passed by. */
        async next_to(recipient) {
            for (let passed = 0; passed < 10; passed += 1) {
                const message = await this.next();
                if (message.includes(recipient)) return message;
            }
            throw new Error(`no message to ${recipient}`);
        },
        stop: () => child.stdin.end(),
    };
}

/** One connection from that address of this machine. */
function knock(from, port) {
    return new Promise((done, failed) => {
        const socket = connect({ host: "127.0.0.1", port, localAddress: from }, () => {
            socket.end("hello\r\n");
        });
        socket.resume();
        socket.once("close", done);
        socket.once("error", failed);
    });
}

/** Three contacts of today, one of them from a private address. */
function contacts_of_a_branch() {
    const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
    return ["61.218.147.66", "45.155.204.9", "10.9.9.9"]
        .map((source, index) =>
            JSON.stringify({
                ...{ kind: "contact", sensor: "branch", epoch: 1, sequence: index + 1 },
                ...{ seen_at: at(30 - index), transport: "tcp", source, source_port: 50_000 },
                ...{ destination: "203.0.113.1", destination_port: 445 },
                ...{ handshake: "sent_data", stage: "probe" },
            }),
        )
        .join("\n");
}

const settings = (mail_port, dashboard) => `[sensor]
name = "lan-1"
user = "nobody"
network_class = "internal"
syn_watch = false

[[honeypoint]]
ports = [${first_port}]
transport = "tcp"
addresses = ["127.0.0.1"]

[judging]
every = "24h"

[alerts]
link = "http://${dashboard}"

[[channel]]
name = "mail"
type = "email"
server = "127.0.0.1:${mail_port}"
security = "none"
from = "hitme@example.org"
to = ["soc@example.org"]
least_severity = "medium"
`;

/** Waits for a condition as long as for words on a page. */
async function until(holds) {
    const ends = performance.now() + shown_within_ms;
    while (!(await holds())) {
        assert.ok(performance.now() < ends, "it did not come in time");
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

async function walk(browser, program, mail) {
    const { context, complaints } = await open_context(browser, program.origin, {
        viewport: { width: 1280, height: 900 },
    });
    const page = await context.newPage();
    const at = (path) => page.goto(`${program.origin}/#/${path}`);
    const see = (words) => page.getByText(words).first().waitFor({ timeout: shown_within_ms });
    const picture = async (name) => {
        if (screenshots) await page.screenshot({ path: `${screenshots}/user-${name}.png` });
    };

    /** Sends a file in the form of old logs, and waits until its row says so. */
    const send_log = async (file, { signal = "", judged = true }) => {
        await at("settings/logs");
        const form = page.getByTestId("log-form");
        await form.getByLabel("File", { exact: true }).setInputFiles(file);
        await form.getByLabel("Only this signal is judged").fill(signal);
        await form.getByLabel("Judge it as it went").setChecked(judged);
        await form.getByRole("button", { name: "Import" }).click();
        const row = page.getByTestId("log-import").filter({
            hasText: file.name ?? basename(file),
        });
        await row.getByText("done", { exact: true }).waitFor({ timeout: judged_within_ms });
        return row;
    };

    await step("a log of 2013 is imported and judged as it went", async () => {
        await page.goto(program.link);
        await page.getByRole("link", { name: "Sources" }).first().waitFor();
        const began = performance.now();
        const row = await send_log(log, { signal: "tcp/445" });
        assert.match(await row.innerText(), new RegExp(`${events_of_the_log} events stored`));
        assert.match(await row.innerText(), /[1-9]\d* findings/);
        await picture("1-import");
        return `${Math.round((performance.now() - began) / 1000)} s`;
    });
    await step("it is there, though it is older than what is kept", async () => {
        await page.getByRole("link", { name: "Sources" }).first().click();
        await see(`${sources_of_the_log} sources`);
        await picture("1-sources");
    });
    await step(
        "a first touch of an internal decoy comes by e-mail and leads to its case",
        async () => {
            await knock("127.0.0.9", first_port);
            const message = await mail.next();
            assert.match(message, /127\.0\.0\.9/);
            const link = /http:\/\/127\.0\.0\.1:\d+(\/#?\S*cases?\/\S+)/.exec(
                message.replaceAll("=\r\n", "").replaceAll("=3D", "="),
            );
            assert.ok(link, message);
            // The mail may be quicker than the case is written, by a moment; a person is slower than both.
            await until(async () => {
                const cases = await page.request.get(
                    `${program.origin}/api/v1/cases?search=127.0.0.9`,
                );
                return (await cases.json()).rows?.length > 0;
            });
            await page.goto(link[0]);
            await see("127.0.0.9");
            await page.getByText("What was done").first().waitFor({ timeout: shown_within_ms });
            await picture("2-case");
            return link[1];
        },
    );
    await step("the campaign that the log's end shows is opened from its list", async () => {
        await at("campaigns");
        await page.getByRole("link", { name: "tcp/445" }).first().click();
        await see("State, and how it came to it");
        await see("New hosts rose");
        await page.getByText("Drawing…").waitFor({ state: "hidden", timeout: shown_within_ms });
        await picture("3-campaign");
    });
    await step("the campaign gets a name, and a state that a person answers for", async () => {
        const form = page.getByTestId("campaign-change");
        await form.getByText("Change its title").click();
        await form.getByLabel("Title").fill("The rise of June 2013");
        await form.getByLabel("State").selectOption("sustained");
        await form.getByLabel("Why").fill("The neighbours see it, too");
        await form.getByRole("button", { name: "Change" }).click();
        await page.getByTestId("steps").getByText("The neighbours see it, too").waitFor();
        assert.match(await page.getByTestId("campaign-title").innerText(), /The rise of June 2013/);
    });
    await step("its pictures hold all of the log, and lead to its sources", async () => {
        await page.getByText("Pictures: who came when").click();
        const covered = page.getByTestId("covered");
        await covered
            .getByText(`${contacts_on_445} contacts`)
            .waitFor({ timeout: shown_within_ms });
        await covered.getByText(`${sources_on_445} sources`).waitFor();
        await page.getByTestId("raster").locator("rect").first().waitFor();
        await page.getByTestId("accumulation").waitFor();
        const came = page.getByTestId("funnel").getByRole("link").first();
        assert.equal(await came.innerText(), sources_on_445);
        await picture("3-pictures");
        await came.click();
        await see(`${sources_on_445} sources found`);
        await page.goBack();
        await see("State, and how it came to it");
    });
    await step("what we sent to a list ourselves is noted beside the comparison", async () => {
        const sent = page.getByTestId("submissions");
        await sent.getByText("What we sent to these lists ourselves").click();
        await sent.getByText("Nothing is noted as sent.").waitFor({ timeout: shown_within_ms });
        await sent.getByLabel("To whom").fill("DShield");
        await sent.getByLabel("Day (UTC)").fill("2013-06-14");
        await sent.getByLabel("Sources sent").fill("40");
        await sent.getByLabel("Addresses sent").fill("61.218.147.66, 45.155.204.9");
        await sent.getByRole("button", { name: "Note" }).click();
        await sent.getByText("Noted; the comparison is made again.").waitFor();
        const row = sent.getByTestId("submission");
        assert.match(await row.innerText(), /2013-06-14\s+DShield\s+40\s+2/);
    });
    await step("another analyst gets a package of it, and the verdict in it", async () => {
        const [download] = await Promise.all([
            page.waitForEvent("download"),
            page.getByTestId("share-package").click(),
        ]);
        assert.match(download.suggestedFilename(), /^hitme-tcp-445-201306\d\dT\d{6}Z\.tar$/);
        const folder = mkdtempSync(join(tmpdir(), "hitme-package-"));
        try {
            await download.saveAs(join(folder, "package.tar"));
            execFileSync("tar", ["-xf", "package.tar", "--strip-components=1"], { cwd: folder });
            const verdict = readFileSync(join(folder, "verdicts.jsonl"), "utf8").split("\n")[0];
            const descriptor = JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
            assert.equal(descriptor.hitme.sources, "anonymised");
            return JSON.parse(verdict).sentence;
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
    await step("an advisory is drafted and published, and its page has the curve", async () => {
        await page.getByTestId("draft-advisory").click();
        await page.getByTestId("publish").click();
        await see("Published.");
        await picture("4-advisory");
        const path = await page
            .getByRole("link", { name: "html", exact: true })
            .getAttribute("href");
        const paper = await context.newPage();
        await paper.goto(program.origin + path);
        await paper.locator("figure svg").first().waitFor({ timeout: shown_within_ms });
        assert.equal(await paper.locator("figure").count(), 2);
        // The style sheet holds under the page's policy: list text is not the browser's serif.
        const font = await paper.evaluate(() => getComputedStyle(document.body).fontFamily);
        assert.match(font, /sans-serif/);
        if (screenshots)
            await paper.screenshot({ path: `${screenshots}/user-4-paper.png`, fullPage: true });
        await paper.close();
    });
    await step("a caller is answered: what an address of ours did at that time", async () => {
        await at("dossier");
        await page.getByTestId("dossier-address").fill("127.0.0.9");
        const clock = new Intl.DateTimeFormat("sv-SE", {
            timeZone: "Europe/Berlin",
            dateStyle: "short",
            timeStyle: "short",
        }).format(new Date());
        await page.getByLabel("When, on the caller's clock").fill(clock);
        await page.getByLabel("The caller's zone").fill("Europe/Berlin");
        await page.getByTestId("dossier-ask").click();
        await see("A draft of the answer");
        // Lines, not the signs for them.
        assert.equal(await page.locator(".draft .escape").count(), 0);
        await picture("5-dossier");
    });
    await step("a rule for a block list is written, and its list is exported", async () => {
        await at("settings/block-lists");
        const form = page.getByTestId("block-rule-form");
        await form.getByLabel("Name").fill("edge");
        await form.getByLabel("Sensors reached, at least").fill("1");
        await form.getByLabel("Contacts with a handshake, at least").fill("1");
        await form.getByLabel("Stage, this or further").selectOption("scan");
        await form.getByRole("button", { name: "Add the rule" }).click();
        await see("edge: 0 entries");
        // Our own machine's address is what knocked: counted, and never listed.
        await see(/Left out: .*1 (own|reserved)/);
        // What a sensor elsewhere saw today, as it wrote it down.
        const row = await send_log(
            {
                name: "branch.jsonl",
                mimeType: "application/x-ndjson",
                buffer: Buffer.from(contacts_of_a_branch()),
            },
            { judged: false },
        );
        assert.match(await row.innerText(), /3 events stored/);
        await at("settings/block-lists");
        const rule = page.getByTestId("block-rule").filter({ hasText: "edge" });
        await rule.getByRole("button", { name: "Show" }).click();
        await see("edge: 2 entries");
        await page.getByRole("link", { name: "61.218.147.66" }).waitFor();
        await picture("6-block-list");
        const list = await page.evaluate(async () => {
            const answer = await fetch("/api/v1/exports/blocklist?rule=edge&form=nft");
            return { status: answer.status, text: await answer.text() };
        });
        assert.equal(list.status, 200);
        assert.match(list.text, /add set inet hitme hitme_edge_v4/);
        assert.match(
            list.text,
            /hitme_edge_v4 \{ 45\.155\.204\.9 timeout \d+s, 61\.218\.147\.66 timeout/,
        );
        for (const never of ["127.0.0.9", "10.9.9.9"])
            assert.ok(!list.text.includes(never), list.text);
    });
    await step("each source is of one registry, or of none", async () => {
        const totals = await page.evaluate(async () => {
            const total = async (query) =>
                (await (await fetch(`/api/v1/sources?limit=1${query}`)).json()).total;
            const of = ["afrinic", "apnic", "arin", "lacnic", "ripe_ncc", "unknown"];
            const each = await Promise.all(of.map((name) => total(`&registry=${name}`)));
            return { all: await total(""), sum: each.reduce((a, b) => a + b, 0), apnic: each[1] };
        });
        assert.equal(totals.sum, totals.all);
        await at("sources?registry=apnic");
        await see("registry: apnic");
        await see(`${totals.apnic.toLocaleString("en")} sources found`);
    });
    await step("a payload that came is a family among the pictures of its port", async () => {
        await at(`campaign/${encodeURIComponent(`tcp/${first_port}`)}?pictures=on`);
        // Few sources like these are counted every half minute while somebody looks; until then the page says so and asks again.
        const counted_within_ms = 60_000 + shown_within_ms;
        await page.getByTestId("covered").waitFor({ timeout: counted_within_ms });
        await page.getByText("hello", { exact: false }).first().waitFor();
        await page.getByTestId("raster").getByText("127.0.0.9", { exact: true }).waitFor();
    });
    await step("a channel in a zone of its own says so in its messages", async () => {
        await at("settings/channels");
        const form = page.getByTestId("channel-form");
        await form.getByLabel("Name").fill("night");
        await form.getByLabel("Through").selectOption("mail");
        await form.getByLabel("Recipients (e-mail)").fill("night@example.org");
        await form.getByTestId("channel-zone").fill("Europe/Atlantis");
        await form.getByRole("button", { name: "Add" }).click();
        await form.locator("[data-testid=channel-zone][aria-invalid=true]").waitFor();
        await form.getByTestId("channel-zone").fill("Asia/Kolkata");
        await form.getByRole("button", { name: "Add" }).click();
        const added = page.getByTestId("channel").filter({ hasText: "night" });
        await added.getByTestId("test-channel").click();
        const message = await mail.next_to("night@example.org");
        assert.match(message.replaceAll("=\r\n", ""), /Times are those of Asia\/Kolkata/);
        // Chromium notes the refusal of the zone, which was the point.
        complaints.splice(0, complaints.length, ...complaints.filter((one) => !/400/.test(one)));
    });
    await step("how long contacts are kept is changed, and asked about first", async () => {
        await at("settings/store");
        const panel = page.getByTestId("retention");
        await panel.getByLabel("Days").fill("30");
        await panel.getByRole("button", { name: "Keep so" }).click();
        assert.ok(!(await panel.getByText("In force within").isVisible()), "not without a word");
        await panel.getByLabel("That is meant").check();
        await panel.getByRole("button", { name: "Keep so" }).click();
        await see("In force within ten minutes.");
        await see("the settings file says 90 days");
    });
    await step("where the sensor stands is written down", async () => {
        await at("sensors");
        const where = page.getByTestId("registration").first();
        await where.getByText("Say where it stands").click();
        await where.getByLabel("Class").selectOption("internal_lan");
        await where.getByRole("button", { name: "Write it down" }).click();
        await where.locator("strong").getByText("internal LAN").waitFor();
    });
    await step("data of others are imported as a file, once", async () => {
        await at("settings/outside");
        const form = page.getByTestId("outside-form");
        const days = "day,value\n2013-06-12,40\n2013-06-13,44\n2013-06-14,90\n";
        for (const said of ["3 rows imported", "It was here already"]) {
            await form.getByLabel("Its form").selectOption("csv_series");
            await form.getByLabel("About which signal").fill("tcp/445");
            await form.getByLabel("Who published it").fill("a neighbour");
            await form.getByLabel("Its licence").fill("told to us");
            await form.getByLabel("File", { exact: true }).setInputFiles({
                name: "days.csv",
                mimeType: "text/csv",
                buffer: Buffer.from(days),
            });
            await form.getByRole("button", { name: "Import" }).click();
            await form.getByText(said).waitFor({ timeout: shown_within_ms });
        }
        assert.equal(await page.getByTestId("import").count(), 1);
    });
    await step("nothing in all that made the browser complain", () =>
        assert.deepEqual(complaints, []),
    );
    await context.close();
}

if (!existsSync(log)) {
    console.log(`# skipped: ${log} is not there`);
    console.log("0 passed, 0 failed");
    process.exit(0);
}
const mail = await mail_server();
const dashboard = { address: "" };
const program = await start({
    first_port,
    text: (address) => settings(mail.port, (dashboard.address = address)),
});
const browser = await launch();
try {
    await walk(browser, program, mail);
} finally {
    await browser.close();
    await program.stop();
    mail.stop();
}
console.log(`${number - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
