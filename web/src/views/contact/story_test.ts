// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { stage_rank, stage_words, story_of } from "./story";

describe("story_of", () => {
    it("sorts what decoders read and keeps the order of operations", () => {
        const story = story_of([
            { name: "story", value: "asked for SRVSVC" },
            { name: "stage.probe", value: "message 1" },
            { name: "stage.exploit_attempt", value: "message 9" },
            { name: "smb.dialects", value: "NT LM 0.12" },
            { name: "operation", value: "smb1 NEGOTIATE" },
            { name: "operation", value: "srvsvc NetprPathCanonicalize" },
            { name: "operations.more", value: "3" },
            { name: "malformed", value: "truncated ByteCount at byte 12" },
        ]);
        expect(story.sentence).toBe("asked for SRVSVC");
        expect(story.stages.map((stage) => stage.name)).toEqual(["probe", "exploit attempt"]);
        expect(story.operations).toEqual(["smb1 NEGOTIATE", "srvsvc NetprPathCanonicalize"]);
        expect(story.more).toBe("3");
        expect(story.malformed).toHaveLength(1);
        expect(story.facts).toEqual([{ name: "smb.dialects", value: "NT LM 0.12" }]);
    });

    it("knows which stage is further", () => {
        const unsorted = ["payload_delivery", "scan", "exploit_attempt", undefined, "of later"];
        expect(unsorted.toSorted((a, b) => stage_rank(a) - stage_rank(b))).toEqual([
            ...["of later", "scan", "exploit_attempt", "payload_delivery"],
            undefined,
        ]);
    });

    it("takes an empty list", () => {
        expect(story_of([]).facts).toEqual([]);
        expect(stage_words("brute_force")).toBe("brute force");
    });
});
