// SPDX-License-Identifier: Apache-2.0
// How the dashboard is built and tested. The result, dist/, is static: the console serves it, and nothing in it loads
// from elsewhere or needs an inline script or style, so the strictest content-security policy holds.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
    plugins: [svelte()],
    base: "./",
    build: {
        target: "es2022",
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        // A slow machine is no finding.
        rolldownOptions: { checks: { pluginTimings: false } },
    },
    server: { proxy: { "/api": "http://127.0.0.1:8899" } },
    resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
    test: {
        environment: "happy-dom",
        include: ["src/**/*_test.ts"],
        env: { TZ: "UTC" },
    },
});
