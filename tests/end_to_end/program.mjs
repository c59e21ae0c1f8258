// SPDX-License-Identifier: Apache-2.0
// Starts the real program on loopback, reads the link that it prints, and stops it.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
const program = resolve(repository, process.env.HITME_BIN ?? "build/release/bin/hitme");
const start_ms = 20_000; // preflight looks at every port first
const stop_ms = 10_000;

/** The command line: the one place to change it. */
function command_line({ config, store, dashboard, demo }) {
    const line = ["up", "--config", config, "--store", store, "--dashboard", dashboard];
    return demo ? [...line, "--demo"] : line;
}

/** The settings: a silent port, a range, a greeting, a datagram port. Heartbeats come each second, to be seen. */
function settings(first_port) {
    return `[sensor]
name = "e2e"
user = "nobody"
heartbeat = "1s"

[[honeypoint]]
ports = [${first_port}, "${first_port + 10}-${first_port + 20}"]
transport = "tcp"
addresses = ["127.0.0.1"]
mode = "silent"

[[honeypoint]]
ports = [${first_port + 30}]
transport = "tcp"
addresses = ["127.0.0.1"]
mode = "banner"
persona = "ftp"

[[honeypoint]]
ports = [${first_port + 40}]
transport = "udp"
addresses = ["127.0.0.1"]
mode = "silent"
`;
}

/** A port of loopback that is free now. */
function free_port() {
    return new Promise((done, failed) => {
        const server = createServer();
        server.once("error", failed);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

/** Starts `hitme up` over an empty store, or over `store`, which stays; `text(dashboard)` in place of the settings above.
 *  Fails with what it printed when no link comes in time. */
export async function start({ first_port, demo = false, text = undefined, store = undefined }) {
    const folder = mkdtempSync(join(tmpdir(), "hitme-e2e-"));
    chmodSync(folder, 0o755); // the program becomes an ordinary user, who must be able to get to its store
    const config = join(folder, "hitme.toml");
    const dashboard = `127.0.0.1:${await free_port()}`;
    writeFileSync(config, text ? text(dashboard) : settings(first_port));
    const its_store = store ?? join(folder, "store");
    const line = command_line({ config, store: its_store, dashboard, demo });
    const started_at = performance.now();
    const child = spawn(program, line, { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    const ended = new Promise((done) => {
        child.once("exit", (code, signal) => done(signal ?? code));
        child.once("error", (cause) => done(String(cause)));
    });
    const link = await new Promise((done, failed) => {
        const give_up = (why) =>
            failed(new Error(`${why}: ${program} ${line.join(" ")}\n${printed}`));
        const timer = setTimeout(() => {
            child.kill("SIGKILL");
            give_up(`no link within ${start_ms} ms`);
        }, start_ms);
        const take = (piece) => {
            printed += piece;
            const found = /https?:\/\/[\w.:[\]-]+\/\S*/.exec(
                printed.replaceAll(/\u001b\[[0-9;]*m/g, ""),
            );
            if (found && printed.includes("\n", printed.indexOf(found[0]))) {
                clearTimeout(timer);
                done(found[0]);
            }
        };
        child.stdout.on("data", take);
        child.stderr.on("data", take);
        void ended.then((how) => {
            clearTimeout(timer);
            give_up(`ended (${how}) before it printed a link`);
        });
    });
    return {
        link,
        origin: new URL(link).origin,
        config,
        store: its_store,
        ready_ms: performance.now() - started_at,
        printed: () => printed,
        /** Asks it to stop; resolves to its exit code, or to the signal that had to end it. */
        async stop() {
            child.kill("SIGTERM");
            const timer = setTimeout(() => child.kill("SIGKILL"), stop_ms);
            const how = await ended;
            clearTimeout(timer);
            rmSync(folder, { recursive: true, force: true });
            return how;
        },
    };
}
