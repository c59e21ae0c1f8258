// SPDX-License-Identifier: Apache-2.0
#include "wire/line_splitter.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::wire {
namespace {

std::vector<std::string> lines_of(std::string_view text, std::size_t piece, std::size_t limit) {
    LineSplitter lines{limit};
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        core::Bytes bytes = core::as_bytes(text.substr(at, piece));
        while (lines.take(bytes))
            all.push_back((lines.cut() ? "~" : "") + std::string(lines.line()));
    }
    return all;
}

TEST(LineSplitter, GivesTheSameLinesInAnyPieces) {
    const std::string_view text = "one\r\ntwo\n\r\n\nth\rree\r\nrest";
    const std::vector<std::string> expected{"one", "two", "", "", "th\rree"};
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
        EXPECT_EQ(lines_of(text, piece, 100), expected) << piece;
}

TEST(LineSplitter, KeepsALineOfTheLimitWholeAndCutsALongerOne) {
    const std::string_view text = "1234\r\n12345\r\n123\r4\n";
    const std::vector<std::string> expected{"1234", "~1234", "~123\r"};
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
        EXPECT_EQ(lines_of(text, piece, 4), expected) << piece;
}

TEST(LineSplitter, TellsWhereEachLineStands) {
    LineSplitter lines{10};
    core::Bytes bytes = core::as_bytes("ab\r\ncdef\ngh");
    ASSERT_TRUE(lines.take(bytes));
    EXPECT_EQ(lines.line_offset(), 0u);
    EXPECT_EQ(lines.line_length(), 4u);
    ASSERT_TRUE(lines.take(bytes));
    EXPECT_EQ(lines.line_offset(), 4u);
    EXPECT_EQ(lines.line_length(), 5u);
    EXPECT_FALSE(lines.take(bytes));
    EXPECT_EQ(lines.unfinished(), "gh");
    lines.pass(7);  // 9 bytes of lines, 2 unfinished, 7 lost
    EXPECT_EQ(lines.offset(), 18u);
    EXPECT_EQ(lines.unfinished(), "");
}

TEST(LineSplitter, HoldsNoMoreThanItsLimitOfALineThatNeverEnds) {
    LineSplitter lines{512};
    const std::string piece(4096, 'x');
    for (int i = 0; i < 1000; ++i) {
        core::Bytes bytes = core::as_bytes(piece);
        EXPECT_FALSE(lines.take(bytes));
    }
    EXPECT_LE(lines.memory(), sizeof lines + 2 * 513);
}

}  // namespace
}  // namespace hitme::wire
