// SPDX-License-Identifier: Apache-2.0
// The live feed under load: contact to pixel at 500 contacts a second, and whether the page's memory stays flat. Prints
// figures in the form of bench/figures.sh (lines of JSON where HITME_BENCH_JSON is set).
//
//   web/run feed [--minutes 10] [--made]
//
// Without --made the real program listens on loopback and is probed from 127.1.0.0/16, each connection saying when it was
// opened; the time until its row is on the screen is taken in the page, at the frame that shows it. With --made a console
// of made answers (web/dev/mock_server.mjs, scene loud) sends the contacts: that measures the page alone.
//
// What is measured is every contact that is shown; at this rate a page shows the latest few dozen, and counts the rest.
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { launch, open_context } from "./browser.mjs";
import { start } from "./program.mjs";

const option = (name, otherwise) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? otherwise : process.argv[at + 1];
};
const minutes = Number(option("--minutes", "10"));
const made = process.argv.includes("--made");
const first_port = Number(process.env.HITME_E2E_PORT ?? 24_500);
const rate = 500;
const warm_up_ms = 10_000;
const pixel_target_ms = 1_500;
const growth_target = 10; // percent, and what follows in MB: the heap breathes
const breath_mb = 3;

function figure(name, value, unit, target, met) {
    if (process.env.HITME_BENCH_JSON)
        console.log(
            JSON.stringify({ name, value, unit, reference: null, ratio: null, target, met }),
        );
    else
        console.log(
            `${name.padEnd(34)} ${String(value).padStart(12)} ${unit.padEnd(16)} reference -          ` +
                `ratio null    target ${target.padEnd(22)} ${met ? "met" : "MISSED"}`,
        );
    if (!met) process.exitCode = 1;
}

function free_port() {
    return new Promise((done) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

/** The real program, and a stream of connections to it until `stop`. */
async function real_console() {
    const program = await start({ first_port });
    let sent = 0;
    let turn = 0;
    const began = performance.now();
    const timer = setInterval(() => {
        const due = Math.floor(((performance.now() - began) / 1000) * rate);
        for (; sent < due; sent += 1) {
            turn = (turn + 1) % 60_000;
            const socket = connect({
                host: "127.0.0.1",
                port: first_port + 10 + (turn % 11),
                localAddress: `127.1.${(turn >> 8) & 255}.${(turn % 254) + 1}`,
            });
            socket.on("connect", () => socket.end(`at ${Date.now()} `));
            socket.on("error", () => socket.destroy());
        }
    }, 10);
    return {
        link: program.link,
        origin: program.origin,
        async stop() {
            clearInterval(timer);
            await program.stop();
        },
    };
}

async function made_console() {
    const port = await free_port();
    const mock = fileURLToPath(new URL("../../web/dev/mock_server.mjs", import.meta.url));
    const child = spawn(process.execPath, [mock, String(port), "loud"], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((done) => child.stdout.once("data", done));
    const origin = `http://127.0.0.1:${port}`;
    return { link: origin, origin, stop: async () => void child.kill("SIGTERM") };
}

/** In the page: notes for each row that is new on the screen how long ago its contact began. */
function watch_rows() {
    window.delays = [];
    const known = (window.known = new Set());
    const look = () => {
        for (const row of document.querySelectorAll("[data-testid=contact-row]")) {
            const id = row.querySelector("a")?.getAttribute("href") ?? "";
            if (known.has(id)) continue;
            known.add(id);
            const said = /at (\d{13}) /.exec(row.textContent ?? "");
            if (said) window.delays.push(Date.now() - Number(said[1]));
        }
        if (known.size > 20_000) known.clear();
    };
    new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, {
        childList: true,
        subtree: true,
        characterData: true,
    });
}

async function heap_mb(page, tools) {
    // What measures must not be measured.
    await page.evaluate(() => {
        window.known?.clear();
        window.delays = [];
    });
    await tools.send("HeapProfiler.collectGarbage");
    const { metrics } = await tools.send("Performance.getMetrics");
    return (metrics.find((one) => one.name === "JSHeapUsedSize")?.value ?? 0) / 1e6;
}

const browser = await launch();
const served = made ? await made_console() : await real_console();
try {
    const { context } = await open_context(browser, served.origin);
    const page = await context.newPage();
    const tools = await context.newCDPSession(page);
    await tools.send("Performance.enable");
    await page.goto(served.link);
    await page.locator("[data-testid=live-state].open").waitFor({ timeout: 20_000 });
    await page.getByTestId("contact-row").first().waitFor({ timeout: 20_000 });
    await page.waitForTimeout(warm_up_ms); // the load has to last this long before it is a load
    await page.evaluate(watch_rows);
    const before = await heap_mb(page, tools);
    const delays = [];
    const rates = [];
    const heaps = [];
    let next_heap = performance.now() + 60_000;
    const until = performance.now() + minutes * 60_000;
    while (performance.now() < until) {
        await page.waitForTimeout(Math.min(5_000, until - performance.now()));
        delays.push(...(await page.evaluate(() => window.delays.splice(0))));
        const said = await page.getByText(/^[\d,]+ a second$/).allTextContents();
        if (performance.now() >= next_heap) {
            next_heap += 60_000;
            heaps.push((await heap_mb(page, tools)).toFixed(1));
        }
        if (said[0]) rates.push(Number(said[0].replace(/[^\d]/g, "")));
    }
    const after = await heap_mb(page, tools);
    delays.sort((a, b) => a - b);
    rates.sort((a, b) => a - b);
    const middle = rates[rates.length >> 1] ?? 0;
    figure("live_rate_received", middle, "contacts/s", `>= ${rate * 0.9}`, middle >= rate * 0.9);
    if (delays.length > 0) {
        const p95 = delays[Math.floor(delays.length * 0.95)];
        const met = p95 <= pixel_target_ms;
        figure("live_contact_to_pixel_p95", p95, "ms", `<= ${pixel_target_ms}`, met);
        console.error(`# ${delays.length} rows measured, at most ${delays.at(-1)} ms`);
    } else console.error("script/bench: not measured: contact to pixel: no row said when it began");
    const growth = ((after - before) / before) * 100;
    const flat = growth <= growth_target || after - before <= breath_mb;
    figure("live_page_memory_growth", Number(growth.toFixed(1)), "%", `<= ${growth_target}`, flat);
    console.error(
        `# ${minutes} min, heap ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after; ` +
            `each minute: ${heaps.join(" ")}`,
    );
} finally {
    await browser.close();
    await served.stop();
}
