// SPDX-License-Identifier: Apache-2.0
// What decoders read, sorted for a reader: the sentence, the stages with their reasons, the operations in order, what
// broke its protocol, and the facts that remain. The names are those of sensor/story_fields.h.

export interface Fact {
    name: string;
    value: string;
}

export interface Story {
    sentence: string;
    stages: Fact[];
    operations: string[];
    more: string;
    malformed: string[];
    facts: Fact[];
}

const stage_prefix = "stage.";

export function story_of(decoded: { name?: string; value?: string }[]): Story {
    const story: Story = {
        sentence: "",
        stages: [],
        operations: [],
        more: "",
        malformed: [],
        facts: [],
    };
    for (const { name = "", value = "" } of decoded) {
        if (name === "story") story.sentence = value;
        else if (name === "operation") story.operations.push(value);
        else if (name === "operations.more") story.more = value;
        else if (name === "malformed") story.malformed.push(value);
        else if (name.startsWith(stage_prefix))
            story.stages.push({ name: stage_words(name.slice(stage_prefix.length)), value });
        else story.facts.push({ name, value });
    }
    return story;
}

const stages = [
    ...["none", "scan", "probe", "enumeration", "brute_force", "exploit_attempt"],
    "payload_delivery",
];

/** How far a stage is: a higher number is further; one that is not known is the lowest. */
export function stage_rank(stage: string | undefined): number {
    return stages.indexOf(stage ?? "none");
}

/** "exploit_attempt" as a person writes it. */
export function stage_words(stage: string): string {
    return stage.replaceAll("_", " ");
}
