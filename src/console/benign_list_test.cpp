// SPDX-License-Identifier: Apache-2.0
#include "console/benign_list.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(BenignList, ReadsPrefixesAndAutonomousSystems) {
    const auto list = parse_benign_list(
        "# from the pages named, 2026-11-01\n"
        "192.0.2.0/24,research,Example University,https://example.edu/scans,2026-11-01\n"
        "\n"
        "AS64500, uptime ,Example Monitor,https://example.net/probes,2026-10-30\r\n"
        "2001:db8::/48,search_engine,Example Search,RFC 3849,2026-01-02",
        "list.csv");
    ASSERT_TRUE(list.has_value()) << list.error().context;
    ASSERT_EQ(list->size(), 3u);
    EXPECT_EQ((*list)[0].network->to_string(), "192.0.2.0/24");
    EXPECT_EQ((*list)[0].name, "Example University");
    EXPECT_EQ((*list)[1].as_number, 64500u);
    EXPECT_EQ((*list)[1].scanner_class, "uptime");
    EXPECT_EQ(core::format_day((*list)[2].date), "2026-01-02");
}

TEST(BenignList, ABadLineIsNamedAndNothingIsTaken) {
    const std::string good = "192.0.2.0/24,research,A,B,2026-11-01\n";
    const std::vector<std::pair<std::string, std::string>> bad = {
        {"192.0.2.0/33,research,A,B,2026-11-01", "is not a prefix"},
        {"AS0,research,A,B,2026-11-01", "autonomous system"},
        {"AS4294967296,research,A,B,2026-11-01", "autonomous system"},
        {"192.0.2.0/24,Research,A,B,2026-11-01", "class"},
        {"192.0.2.0/24,research,,B,2026-11-01", "name"},
        {"192.0.2.0/24,research,A,\x1b[2J,2026-11-01", "source"},
        {"192.0.2.0/24,research,A,B,2026-13-01", "date"},
        {"192.0.2.0/24,research,A,B", "five fields"},
        {"192.0.2.0/24,research,A,B,2026-11-01,more", "more than five"},
    };
    for (const auto& [line, why] : bad) {
        const auto list = parse_benign_list(good + line + "\n" + good, "list.csv");
        ASSERT_FALSE(list.has_value()) << line;
        EXPECT_TRUE(list.error().context.starts_with("list.csv:2: ")) << list.error().context;
        EXPECT_NE(list.error().context.find(why), std::string::npos) << list.error().context;
        EXPECT_EQ(list.error().context.find('\x1b'), std::string::npos);
    }
}

}  // namespace
}  // namespace hitme::console
