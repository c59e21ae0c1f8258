// SPDX-License-Identifier: Apache-2.0
// What real SMB clients did, as a person reads it in the browser: smbclient lists shares and tries a password, nmap asks
// for MS08-067, and a call of that exploit's shape is made. Each contact's page must tell it in words.
//
//   web/run end-to-end
//
// All of it runs in a network of its own, where port 445 is free: nmap's scripts ask no other port. Each client speaks to
// an address of its own and, because that address is the loopback interface's too, from it.
//
// HITME_BIN          the program (build/release/bin/hitme)
// HITME_CHROMIUM     the browser (/usr/bin/chromium)
// HITME_SCREENSHOTS  a folder for pictures of the pages
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { launch, open_context } from "./browser.mjs";
import { run } from "./probes.mjs";
import { start } from "./program.mjs";

const shown_within_ms = 20_000; // a contact is stored when its connection ends
const screenshots = process.env.HITME_SCREENSHOTS;
const own_network = "HITME_OWN_NETWORK";
const path_call = fileURLToPath(new URL("smb_path_call.py", import.meta.url));

const settings = (points) => `[sensor]
name = "e2e-smb"
user = "nobody"
heartbeat = "1s"
syn_watch = false
${points
    .map(
        ({ address, persona }) => `
[[honeypoint]]
ports = [445]
addresses = ["${address}"]
mode = "answer"
protocol = "smb"
persona = "${persona}"
`,
    )
    .join("")}`;

const smb = (...line) => [
    "smbclient",
    ["--configfile=/dev/null", "--option=client min protocol=NT1", ...line],
];

/** What each client does, and what its contact's page must say. Operations are named as [MS-CIFS] 2.2.4, [MS-SMB2] 2.2 and
 *  [MS-SRVS] 3.1.4 name them, in the order in which these clients send them. */
const clients = [
    {
        what: "smbclient lists the shares",
        persona: "windows-7",
        program: (address) => smb("-L", address, "-N"),
        stage: "enumeration",
        sentence: [/asked for IPC\$/, /NetrShareEnum/],
        operations: [
            /^smb1 NEGOTIATE/,
            /^smb2 SESSION_SETUP .* STATUS_SUCCESS$/,
            /^smb2 TREE_CONNECT \\\\127\.0\.77\.1\\IPC\$/,
            /^smb2 CREATE srvsvc/,
            /^dcerpc bind srvsvc/,
            /^srvsvc NetrShareEnum/,
        ],
        label: { name: "Samba client", grade: "likely", technique: "" },
    },
    {
        what: "smbclient tries a password",
        persona: "windows-10",
        program: (address) => smb("-L", address, "-U", "Administrator%Wrong-1"),
        stage: "probe",
        sentence: [/failed to log on as WORKGROUP\\Administrator/],
        operations: [/ NEGOTIATE /, /^smb2 SESSION_SETUP .*Administrator.* STATUS_LOGON_FAILURE$/],
        label: { name: "Samba client", grade: "likely", technique: "" },
    },
    {
        what: "nmap asks for the weakness of MS08-067",
        persona: "windows-xp-sp3",
        program: (address) => [
            "nmap",
            [
                ...["-n", "-Pn", "-sT", "-p445", "--script", "smb-vuln-ms08-067"],
                ...["--script-args", "vulns.showall", address],
            ],
        ],
        stage: "probe",
        sentence: [/NetprPathCompare/, /MS08-067 check, likely/],
        operations: [
            ...[/^smb1 NEGOTIATE/, /^smb1 SESSION_SETUP/, /^smb1 TREE_CONNECT_ANDX .*IPC\$/],
            ...[/^smb1 NT_CREATE_ANDX .*BROWSER/, /^dcerpc bind srvsvc/],
            /^srvsvc NetprPathCompare path of \d+ characters/,
        ],
        label: { name: "MS08-067 check", grade: "likely", technique: "T1595.002" },
    },
    {
        what: "a call of the shape of MS08-067",
        persona: "windows-xp-sp3",
        program: (address) => ["/usr/bin/python3", [path_call, address, "445"]],
        stage: "exploit attempt",
        // A separator, 200 letters, twice "\..", a separator, 60 letters and the end: 269.
        sentence: [/path of 269 characters that climbs above its root/, /certain/],
        operations: [
            ...[/^smb1 NEGOTIATE/, /^smb1 SESSION_SETUP anonymous/, /^smb1 TREE_CONNECT_ANDX/],
            ...[/^smb1 NT_CREATE_ANDX .*browser/, /^dcerpc bind srvsvc/],
            /^srvsvc NetprPathCanonicalize .*separators at 0, 201, 204, 207$/,
        ],
        label: { name: "MS08-067 exploit attempt", grade: "certain", technique: "T1210" },
    },
].map((client, index) => ({ ...client, address: `127.0.77.${index + 1}` }));

/** Goes on in a namespace of its own, or says that none can be made. */
function in_own_network() {
    if (process.env[own_network]) {
        const done = spawnSync("ip", ["link", "set", "lo", "up"]);
        if (done.status !== 0) throw new Error("ip link set lo up failed");
        for (const { address } of clients)
            spawnSync("ip", ["addr", "add", `${address}/32`, "dev", "lo"]);
        return;
    }
    const namespace = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    if (process.getuid() !== 0 || spawnSync("unshare", [...namespace, "true"]).status !== 0) {
        console.log("# no network namespace can be made here: the SMB stories were not tried");
        process.exit(0);
    }
    const again = spawnSync("unshare", [...namespace, process.execPath, ...process.argv.slice(1)], {
        stdio: "inherit",
        env: { ...process.env, [own_network]: "1", LC_ALL: "C.UTF-8" },
    });
    process.exit(again.status ?? 1);
}

let failures = 0;
let number = 0;
async function check(sentence, body) {
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

/** The rows of the contacts from that address, once there are some and no more came for a second. */
async function contacts_from(page, origin, address) {
    const rows = page.getByTestId("contact-row");
    const deadline = Date.now() + shown_within_ms;
    let before = -1;
    while (Date.now() < deadline) {
        await page.goto(`${origin}/#/contacts?source=${address}`);
        await page.reload();
        await page.getByRole("heading", { name: "Latest first" }).waitFor();
        await page.waitForTimeout(1_000);
        const there = await rows.count();
        if (there > 0 && there === before) return there;
        before = there;
    }
    throw new Error(`no contact from ${address} within ${shown_within_ms} ms`);
}

/** Whether each pattern is met by a later text than the one before it. */
function in_order(texts, patterns) {
    let at = -1;
    return patterns.every((pattern) => {
        at = texts.findIndex((text, index) => index > at && pattern.test(text));
        return at >= 0;
    });
}

/** Each contact's page of that address as text, with its stages and labels. */
async function pages_of(page, origin, address) {
    const count = await contacts_from(page, origin, address);
    const told = [];
    for (let index = 0; index < count; index += 1) {
        await page.goto(`${origin}/#/contacts?source=${address}`);
        await page.getByTestId("contact-row").nth(index).getByRole("link").first().click();
        await page.getByTestId("facts").waitFor({ timeout: shown_within_ms });
        const decoded = page.getByTestId("decoded");
        told.push({
            link: page.url(),
            facts: await page.getByTestId("facts").innerText(),
            decoded: (await decoded.count()) > 0 ? await decoded.innerText() : "",
            sentence: (await page.getByTestId("story").allInnerTexts()).join(" "),
            operations: await page.getByTestId("operations").locator("li").allInnerTexts(),
            stages: (await page.getByTestId("stages").allInnerTexts()).join(" "),
            labels: await page.locator("main table tbody tr").allInnerTexts(),
        });
    }
    return told;
}

async function stories(browser, program) {
    const { context, complaints } = await open_context(browser, program.origin);
    const page = await context.newPage();
    await page.goto(program.link);
    await page.getByTestId("live-state").waitFor({ timeout: shown_within_ms });
    for (const client of clients) {
        const [tool, line] = client.program(client.address);
        await run(tool, line);
        let told = [];
        await check(`${client.what}: its contact is there`, async () => {
            told = await pages_of(page, program.origin, client.address);
        });
        const text = told
            .map((one) => [one.sentence, one.decoded, ...one.labels].join("\n"))
            .join("\n");
        await check(`${client.what}: a sentence tells it`, () => {
            const said = told.some((one) =>
                client.sentence.every((words) => words.test(one.sentence)),
            );
            assert.ok(said, text);
        });
        await check(`${client.what}: its operations are named in order`, () => {
            assert.ok(
                told.some((one) => in_order(one.operations, client.operations)),
                told.map((one) => one.operations.join("\n")).join("\n---\n"),
            );
        });
        await check(`${client.what}: the stage is ${client.stage}, with its reason`, () => {
            const reached = told.filter((one) => one.stages.includes(client.stage));
            assert.ok(reached.length > 0, told.map((one) => one.stages).join("\n---\n"));
            assert.ok(
                reached.some((one) => one.facts.includes(client.stage)),
                "the facts name another stage",
            );
            const after = reached[0].stages.split(client.stage)[1] ?? "";
            assert.match(after, /\w{3,}/, "no reason stands beside the stage");
        });
        const { name, grade, technique } = client.label;
        await check(`${client.what}: it is labelled ${name}, ${grade}`, () => {
            const row = told
                .flatMap((one) => one.labels)
                .find((one) => one.trimStart().startsWith(name));
            assert.ok(row, text);
            assert.ok(row.includes(grade), row);
            assert.ok(row.includes(technique), row);
        });
        if (screenshots && told[0]) {
            await page.goto(told[0].link);
            await page.getByTestId("facts").waitFor();
            await page.screenshot({ path: `${screenshots}/${client.address}.png`, fullPage: true });
        }
    }
    await check("a check of the weakness is not told as an attack", async () => {
        const nmap = clients.find((one) => one.label.name === "MS08-067 check");
        const told = await pages_of(page, program.origin, nmap.address);
        for (const one of told) assert.ok(!one.labels.join().includes("exploit attempt"));
    });
    await check("no page complained", async () => {
        complaints.push(...(await page.evaluate(() => window.violations)));
        assert.deepEqual(complaints, []);
    });
    await context.close();
}

in_own_network();
const browser = await launch();
try {
    const program = await start({ first_port: 0, text: () => settings(clients) });
    try {
        await stories(browser, program);
    } finally {
        await program.stop();
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
