// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { cited_pieces } from "./cited";

test("ids of findings stand apart from the words", () => {
    expect(cited_pieces("New hosts rose. [tcp-445.growth.3] And more.")).toEqual([
        { text: "New hosts rose. ", finding: "" },
        { text: "tcp-445.growth.3", finding: "tcp-445.growth.3" },
        { text: " And more.", finding: "" },
    ]);
    expect(cited_pieces("[tcp-445.worm_ladder.12]")).toEqual([
        { text: "tcp-445.worm_ladder.12", finding: "tcp-445.worm_ladder.12" },
    ]);
});

test("what is no id stays words", () => {
    for (const text of ["", "[not one]", "[1.2.3.4]", "[../../x.y.1]", "a [tcp-445.growth.x]"])
        expect(
            cited_pieces(text)
                .map((one) => one.finding)
                .join(""),
        ).toBe("");
});
