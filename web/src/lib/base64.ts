// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4) of bytes, for bodies of JSON.

/** As many bytes at once as a call may have arguments, safely. */
const run_bytes = 0x8000;

export function base64_of(bytes: Uint8Array): string {
    let text = "";
    for (let at = 0; at < bytes.length; at += run_bytes) {
        text += String.fromCharCode(...bytes.subarray(at, at + run_bytes));
    }
    return btoa(text);
}
