// SPDX-License-Identifier: Apache-2.0
#include "console/export/misp.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/exported_story.h"
#include "support/golden.h"

namespace hitme::console {
namespace {

TEST(Misp, TellsTheStory) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    for (const auto& contact : tests::exported_story()) gathering.add(contact);
    std::string text;
    const ExportTitle title{"", *core::parse_time("2026-03-01T10:00:00Z"),
                            *core::parse_time("2026-03-01T12:00:00Z")};
    ASSERT_TRUE(write_misp(gathering, title, [&](std::string_view piece) -> core::Result<void> {
        text += piece;
        return {};
    }));
    tests::expect_golden("export/misp.json", text);
    const auto event = boost::json::parse(text).at("Event");
    EXPECT_EQ(event.at("date"), "2026-03-01");
    // 2026-03-01T12:00:00Z is 1,772,366,400 (date -u -d 2026-03-01T12:00Z +%s).
    EXPECT_EQ(event.at("timestamp"), "1772366400");
    EXPECT_EQ(event.at("published"), false);
    const auto& attributes = event.at("Attribute").get_array();
    ASSERT_EQ(attributes.size(), 3u);
    EXPECT_EQ(attributes[0].at("value"), "45.155.204.9");
    EXPECT_EQ(attributes[0].at("to_ids"), false);
    EXPECT_EQ(attributes[1].at("value"), "61.218.147.66");
    EXPECT_EQ(attributes[1].at("to_ids"), true);
    EXPECT_EQ(attributes[2].at("value"), "2a00:1:2:3::/64");
    for (const auto& attribute : attributes) {
        EXPECT_EQ(attribute.at("type"), "ip-src");
        EXPECT_EQ(attribute.at("category"), "Network activity");
        // One line of printable text, whatever was captured.
        for (const char c : attribute.at("comment").get_string())
            EXPECT_TRUE(c >= 0x20 && c < 0x7f);
    }
}

}  // namespace
}  // namespace hitme::console
