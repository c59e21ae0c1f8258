// SPDX-License-Identifier: Apache-2.0
// Text from strangers, made safe for eyes: whatever would hide, reorder or act (control, bidi, zero-width, combining,
// private and unassigned characters, odd spaces) becomes a visible escape. Markup needs no care here, because views
// only ever make text nodes.

export interface Piece {
    text: string;
    /** True where `text` is an escape that stands for a character which must not be shown itself. */
    escaped: boolean;
}

const hidden = /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
const short_names: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

function escape_of(character: string): string {
    const short = short_names[character];
    if (short) return short;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100
        ? `\\x${code.toString(16).padStart(2, "0")}`
        : `\\u{${code.toString(16).padStart(4, "0")}}`;
}

/** The text in pieces, plain and escaped by turns. At most `limit` characters; the rest is told as one escaped piece. */
export function visible_pieces(text: string, limit = 20_000): Piece[] {
    const pieces: Piece[] = [];
    let seen = 0;
    for (const character of text) {
        if (++seen > limit) {
            pieces.push({ text: `… ${text.length} characters in all`, escaped: true });
            break;
        }
        const escaped = hidden.test(character);
        const shown = escaped ? escape_of(character) : character;
        const last = pieces.at(-1);
        if (last?.escaped === escaped) last.text += shown;
        else pieces.push({ text: shown, escaped });
    }
    return pieces;
}

/** The same as one string, for titles and labels. */
export function visible_text(text: string, limit?: number): string {
    return visible_pieces(text, limit)
        .map((piece) => piece.text)
        .join("");
}
