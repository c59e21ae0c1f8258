// SPDX-License-Identifier: Apache-2.0
// Records that a sentence names in brackets, "[tcp-445.growth.3]", apart from its words.

const cited = /\[([a-z0-9-]+\.[a-z_]+\.\d+)\]/g;

/** Words, and ids of findings between them. */
export function cited_pieces(text: string): { text: string; finding: string }[] {
    const pieces: { text: string; finding: string }[] = [];
    let from = 0;
    for (const found of text.matchAll(cited)) {
        if (found.index > from) pieces.push({ text: text.slice(from, found.index), finding: "" });
        pieces.push({ text: found[1] ?? "", finding: found[1] ?? "" });
        from = found.index + found[0].length;
    }
    if (from < text.length) pieces.push({ text: text.slice(from), finding: "" });
    return pieces;
}
