// SPDX-License-Identifier: Apache-2.0
// Captured bytes: out of Base64, and into a hex dump.

/** The bytes; undefined where the text is not Base64. */
export function from_base64(text: string): Uint8Array | undefined {
    try {
        return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    } catch {
        return undefined;
    }
}

export interface DumpRow {
    offset: string;
    /** Two digits a byte, a wider gap after eight, padded so that all rows are equally long. */
    hex: string;
    /** One character a byte: itself where it is printable ASCII, else a dot. */
    ascii: string;
}

export const bytes_per_row = 16;

function printable(byte: number): string {
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

export function hex_dump(bytes: Uint8Array): DumpRow[] {
    const rows: DumpRow[] = [];
    for (let at = 0; at < bytes.length; at += bytes_per_row) {
        const row = Array.from(bytes.subarray(at, at + bytes_per_row));
        const digits = row.map((byte) => byte.toString(16).padStart(2, "0"));
        while (digits.length < bytes_per_row) digits.push("  ");
        rows.push({
            offset: at.toString(16).padStart(8, "0"),
            hex: `${digits.slice(0, 8).join(" ")}  ${digits.slice(8).join(" ")}`,
            ascii: row.map(printable).join(""),
        });
    }
    return rows;
}

/** The bytes as text for a one-line preview: printable ASCII as it is, common controls by name, the rest as \xNN. */
export function preview(bytes: Uint8Array, limit: number): string {
    let text = "";
    for (const byte of bytes.subarray(0, limit)) {
        if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
        else if (byte === 0x0a) text += "\\n";
        else if (byte === 0x0d) text += "\\r";
        else if (byte === 0x09) text += "\\t";
        else text += `\\x${byte.toString(16).padStart(2, "0")}`;
    }
    return bytes.length > limit ? `${text}…` : text;
}
