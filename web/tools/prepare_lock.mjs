// SPDX-License-Identifier: Apache-2.0
// Makes package-lock.json fit for a fresh Debian 12, whose own Node 18 only unpacks and never runs the tools.
//
// npm skips an optional package whose `engines` do not fit the Node that npm itself runs on, and the bundler's native
// part is such a package: it wants Node 20.19, would be skipped under Node 18, and then be missing under the pinned
// Node 22. npm reads `engines` from the lockfile, so leaving it out there for optional packages is enough.
// Run by web/run lock after each change of package.json; src/tooling_test.ts holds the result to it.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
    if (entry.optional) delete entry.engines;
    delete entry.resolved; // names a registry, which differs from place to place
}
writeFileSync(path, JSON.stringify(lock, null, 2) + "\n");
