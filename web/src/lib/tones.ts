// SPDX-License-Identifier: Apache-2.0
// Which colour goes with a word of state. A word that is not listed has none: nothing is said by colour alone.

export type Tone = "bad" | "note" | "good" | "accent" | "";

const tones: Record<Exclude<Tone, "">, readonly string[]> = {
    bad: [
        ...[
            "critical",
            "high",
            "very_high",
            "new",
            "rising",
            "failing",
            "failed",
            "down",
            "stopped",
        ],
        ...[
            "exploit_attempt",
            "payload_delivery",
            "contradicts",
            "FAIL",
            "miss",
            "exponential",
            "L3",
            "L4",
            "L5",
        ],
        ...["undo_failed", "alert", "withdrawn", "contradicted"],
    ],
    note: [
        ...[
            "medium",
            "simulated",
            "suspected",
            "assigned",
            "watched",
            "sustained",
            "held",
            "dry_run",
            "unproven",
        ],
        ...["undetermined", "not_testable", "not_covered", "brute_force", "draft", "logistic"],
        ...["linear", "hump", "stale", "warning", "superseded", "planned", "rumoured", "judgement"],
    ],
    good: [
        ...["working", "cleaned", "PASS", "hit", "up", "isolated", "upheld", "confirmed", "live"],
        ...["patched", "tapering", "published"],
    ],
    accent: ["open", "contained", "active", "standing", "consistent", "plateau", "asked"],
};

const by_word = new Map(
    Object.entries(tones).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
);

export function tone_of(word: string): Tone {
    return by_word.get(word) ?? "";
}
