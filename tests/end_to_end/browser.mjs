// SPDX-License-Identifier: Apache-2.0
// A headless Chromium that notes everything a page must not do: console errors, exceptions, violations of the
// content-security policy, dialogs, and requests to anywhere but the console.
import { createRequire } from "node:module";

// The browser driver is a dependency of web/, where the lockfile pins it.
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))(
    "playwright-core",
);
const executable = process.env.HITME_CHROMIUM ?? "/usr/bin/chromium";

export function launch() {
    return chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A fresh browser profile. `complaints` fills up with what went wrong; `scripts` with the JavaScript that was loaded. */
export async function open_context(browser, origin, options = {}) {
    const context = await browser.newContext({
        viewport: { width: 1360, height: 900 },
        timezoneId: "Europe/Berlin",
        locale: "en",
        ...options,
    });
    const complaints = [];
    const scripts = new Map();
    const missing = [];
    await context.addInitScript(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) =>
            window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
        );
    });
    context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !url.startsWith("data:"))
            complaints.push(`asked elsewhere: ${url}`);
    });
    context.on("response", async (response) => {
        const path = new URL(response.url()).pathname;
        if (path.endsWith(".js"))
            scripts.set(path, await response.body().catch(() => Buffer.alloc(0)));
    });
    context.on("page", (page) => {
        page.on("console", (message) => {
            if (message.type() === "error" || message.type() === "warning") {
                complaints.push(`console ${message.type()}: ${message.text()}`);
            }
        });
        page.on("response", (answer) => {
            if (answer.status() === 404) missing.push(new URL(answer.url()).pathname);
        });
        page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
        page.on("dialog", (dialog) => {
            complaints.push(`dialog: ${dialog.message()}`);
            void dialog.dismiss();
        });
    });
    return { context, complaints, scripts, missing };
}
