// SPDX-License-Identifier: Apache-2.0
#include "console/export/zeek_intel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "support/exported_story.h"
#include "support/golden.h"

namespace hitme::console {
namespace {

TEST(ZeekIntel, TellsTheStory) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    for (const auto& contact : tests::exported_story()) gathering.add(contact);
    std::string text;
    ASSERT_TRUE(write_zeek(gathering, {}, [&](std::string_view piece) -> core::Result<void> {
        text += piece;
        return {};
    }));
    tests::expect_golden("export/intel.zeek", text);
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(lines[0], "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc");
    EXPECT_EQ(lines[1], "# contacts left out: unproven 1");
    lines.erase(lines.begin() + 1);
    for (const auto& line : lines) {
        // Four fields: header has the word #fields besides.
        EXPECT_EQ(std::count(line.begin(), line.end(), '\t'), line[0] == '#' ? 4 : 3);
        EXPECT_TRUE(std::all_of(line.begin(), line.end(),
                                [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); }));
    }
    EXPECT_EQ(lines[2].substr(0, 26), "61.218.147.66\tIntel::ADDR\t");
    EXPECT_EQ(lines[3].substr(0, 30), "2a00:1:2:3::/64\tIntel::SUBNET\t");
}

TEST(ZeekIntel, FieldsAreEscaped) {
    EXPECT_EQ(zeek_field("a\tb\nc\\d"), "a\\x09b\\x0ac\\x5cd");
    EXPECT_EQ(zeek_field(std::string_view("\0\xff", 2)), "\\x00\\xff");
    EXPECT_EQ(zeek_field(""), "(empty)");
    EXPECT_EQ(zeek_field("-"), "\\x2d");
}

}  // namespace
}  // namespace hitme::console
