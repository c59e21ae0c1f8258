// SPDX-License-Identifier: Apache-2.0
#include "console/export/contact_lines.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "core/text.h"
#include "support/exported_story.h"
#include "support/golden.h"

namespace hitme::console {
namespace {

TEST(ContactLines, EcsTellsTheStory) {
    std::string text;
    for (const auto& contact : tests::exported_story()) append_ecs(text, contact, "TW");
    append_ecs(text, ExportedFinding{"f-1", *core::parse_time("2026-03-01T12:00:00Z"), "tcp/445",
                                     R"({"verdict":"linear"})"});
    tests::expect_golden("export/ecs.jsonl", text);
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); ++lines) {
        const std::size_t end = text.find('\n', at);
        ASSERT_NE(end, std::string::npos);
        const auto line = boost::json::parse(text.substr(at, end - at));
        EXPECT_TRUE(line.at("@timestamp").is_string());
        EXPECT_EQ(line.at("ecs").at("version"), "8.11.0");
        at = end + 1;
    }
    EXPECT_EQ(lines, 6u);
}

TEST(ContactLines, EcsGivesCapturedBytesBack) {
    const auto hostile = tests::hostile_contact("61.218.147.66", "2026-03-01T10:00:00Z");
    std::string text;
    append_ecs(text, hostile, "");
    const auto line = boost::json::parse(text);
    EXPECT_EQ(core::from_base64(line.at("hitme").at("first_bytes").get_string()),
              hostile.first_bytes);
}

TEST(ContactLines, CsvTellsTheStory) {
    std::string text = csv_header();
    for (const auto& contact : tests::exported_story()) append_csv(text, contact, "TW");
    tests::expect_golden("export/contacts.csv", text);
    // Every line ends once, and nothing of a stranger's is raw: printable ASCII alone.
    std::size_t lines = 0;
    for (const char c : text) lines += c == '\n' ? 1 : 0;
    EXPECT_EQ(lines, 6u);
    for (const char c : text) EXPECT_TRUE(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f));
}

// OWASP, "CSV Injection": cells that begin with = + - @, a tab or a carriage return.
TEST(ContactLines, NoCellIsAFormula) {
    EXPECT_EQ(csv_cell("=1+1"), "\"'=1+1\"");
    EXPECT_EQ(csv_cell("+1"), "\"'+1\"");
    EXPECT_EQ(csv_cell("-1"), "\"'-1\"");
    EXPECT_EQ(csv_cell("@SUM(A1)"), "\"'@SUM(A1)\"");
    EXPECT_EQ(csv_cell("\t=1"), "\\t=1");
    EXPECT_EQ(csv_cell("\r=1"), "\\r=1");
    EXPECT_EQ(csv_cell("a\",=1"), "\"a\"\",=1\"");
    EXPECT_EQ(csv_cell("2001:db8::1"), "2001:db8::1");
}

}  // namespace
}  // namespace hitme::console
