// SPDX-License-Identifier: Apache-2.0
// What strangers do, done by the tools that they use, to loopback only. Each is bounded in time; a tool's own exit code
// says nothing here, because a decoy rarely answers as it hopes.
import { spawn } from "node:child_process";

const bound_s = 15;

/** Runs a tool with `input`; fails only where the tool is not installed. */
export function run(tool, line, input) {
    return new Promise((done, failed) => {
        const child = spawn("timeout", ["-k", "1", String(bound_s), tool, ...line], {
            stdio: ["pipe", "ignore", "ignore"],
        });
        child.once("error", failed);
        child.once("exit", (code) =>
            code === 127 ? failed(new Error(`${tool} is not installed`)) : done(),
        );
        child.stdin.on("error", () => undefined); // the decoy may close first
        child.stdin.end(input);
    });
}

const host = "127.0.0.1";

/** Sends bytes over TCP and closes. */
export const netcat = (port, bytes) => run("nc", ["-N", "-w", "2", host, String(port)], bytes);

/** Sends one datagram. */
export const netcat_udp = (port, bytes) => run("nc", ["-u", "-w", "1", host, String(port)], bytes);

export const curl = (port, agent) =>
    run("curl", [
        "--silent",
        "--max-time",
        "2",
        "--user-agent",
        agent,
        `http://${host}:${port}/admin/config.php`,
    ]);

export const smbclient = (port) =>
    run("smbclient", ["--list", host, "--port", String(port), "--no-pass", "--timeout", "2"]);

/** A connect scan of a range, without looking up names. */
export const nmap = (first, last) =>
    run("nmap", ["-sT", "-Pn", "-n", "-p", `${first}-${last}`, "-T4", host]);
