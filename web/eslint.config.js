// SPDX-License-Identifier: Apache-2.0
// What prettier cannot see. Above each rule that is changed stands why.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";

export default typescript.config(
    { ignores: ["dist/"] },
    js.configs.recommended,
    ...typescript.configs.strict,
    ...svelte.configs.recommended,
    {
        languageOptions: { globals: { ...globals.browser } },
        rules: {
            // The compiler says it better (noUnusedLocals), and TypeScript knows the globals.
            "no-undef": "off",
            // Bytes from strangers are only ever text.
            "svelte/no-at-html-tags": "error",
            "no-restricted-properties": [
                "error",
                { property: "innerHTML", message: "Text only: see docs/security.md." },
                { property: "outerHTML", message: "Text only: see docs/security.md." },
                { property: "insertAdjacentHTML", message: "Text only: see docs/security.md." },
            ],
            // Only src/api fetches.
            "no-restricted-globals": [
                "error",
                "fetch",
                "EventSource",
                "XMLHttpRequest",
                "WebSocket",
            ],
        },
    },
    { files: ["src/api/**"], rules: { "no-restricted-globals": "off" } },
    {
        files: ["tools/**", "dev/**"],
        languageOptions: { globals: { ...globals.node } },
        rules: { "no-restricted-globals": "off" },
    },
    {
        files: ["**/*.svelte", "**/*.svelte.ts"],
        languageOptions: { parserOptions: { parser: typescript.parser } },
    },
);
