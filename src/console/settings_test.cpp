// SPDX-License-Identifier: Apache-2.0
#include "console/settings.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

core::Result<ConsoleSettings> read(const std::string& text) {
    return parse_console_settings(text, "c.toml");
}

TEST(ConsoleSettings, TheTablesDefaultsAreThoseOfTheStruct) {
    const auto settings = read("");
    ASSERT_TRUE(settings) << settings.error().context;
    const ConsoleSettings made;
    EXPECT_EQ(settings->store_folder, made.store_folder);
    EXPECT_EQ(settings->keep_days, made.keep_days);
    EXPECT_EQ(settings->quota_bytes, made.quota_bytes);
    EXPECT_EQ(settings->dashboard_address, made.dashboard_address);
    EXPECT_EQ(settings->dashboard_port, made.dashboard_port);
    EXPECT_EQ(settings->country_v4_file, made.country_v4_file);
    EXPECT_EQ(settings->country_v6_file, made.country_v6_file);
    EXPECT_EQ(settings->location_file, made.location_file);
    EXPECT_TRUE(settings->mmdb_files.empty());
    EXPECT_EQ(settings->ip_folder + settings->networks_file, "");
    EXPECT_EQ(settings->judging.every, made.judging.every);
    EXPECT_EQ(settings->judging.watch_every, made.judging.watch_every);
    EXPECT_EQ(settings->judging.lateness, made.judging.lateness);
    EXPECT_EQ(settings->judging.signals, made.judging.signals);
}

TEST(ConsoleSettings, EverySettingCanBeWritten) {
    const auto settings = read(
        "[store]\nfolder='/srv/h'\nkeep_days=7\nquota='1 GiB'\n"
        "[dashboard]\nlisten='[::1]:8000'\n"
        "[geography]\ncountry_v4='/a'\ncountry_v6='/b'\nlocation='/c'\nmmdb=['/d','/e']\n"
        "folder='/f'\nnetworks='/g'\n"
        "[judging]\nevery='2h'\nwatch_every='1m'\nlateness='30m'\nsignals=3\n");
    ASSERT_TRUE(settings) << settings.error().context;
    EXPECT_EQ(settings->store_folder, "/srv/h");
    EXPECT_EQ(settings->keep_days, 7u);
    EXPECT_EQ(settings->quota_bytes, 1'073'741'824u);
    EXPECT_EQ(settings->dashboard_address.to_string(), "::1");
    EXPECT_EQ(settings->dashboard_port, 8000);
    EXPECT_EQ(settings->country_v4_file, "/a");
    EXPECT_EQ(settings->country_v6_file, "/b");
    EXPECT_EQ(settings->ip_data().location, "/c");
    EXPECT_EQ(settings->ip_data().mmdb, (std::vector<std::string>{"/d", "/e"}));
    EXPECT_EQ(settings->ip_data().folder, "/f");
    EXPECT_EQ(settings->ip_data().networks, "/g");
    EXPECT_FALSE(read("[geography]\nmmdb=[7]\n"));
    EXPECT_EQ(settings->judging.every, std::chrono::hours{2});
    EXPECT_EQ(settings->judging.watch_every, std::chrono::minutes{1});
    EXPECT_EQ(settings->judging.lateness, std::chrono::minutes{30});
    EXPECT_EQ(settings->judging.signals, 3u);
}

TEST(ConsoleSettings, TheDashboardListensOnLoopbackOnly) {
    for (const char* listen :
         {"0.0.0.0:80", "192.0.2.1:80", "[::]:80", "localhost:80", "127.0.0.1", "127.0.0.1:0",
          "127.0.0.1:65536", "::1:80", "[127.0.0.1]:80", ":80"}) {
        const auto settings = read(std::string("[dashboard]\nlisten='") + listen + "'\n");
        ASSERT_FALSE(settings) << listen;
        EXPECT_EQ(settings.error().code, core::ErrorCode::bad_input);
        EXPECT_EQ(settings.error().context.rfind("c.toml:2: dashboard.listen: is ", 0), 0u)
            << settings.error().context;
    }
}

TEST(ConsoleSettings, TheSensorsSectionsAreCheckedAndPassedOver) {
    EXPECT_TRUE(read("[sensor]\nname='a'\n[[honeypoint]]\nports=[445]\n"));
    const auto slip = read("[sensr]\n");
    ASSERT_FALSE(slip);
    EXPECT_EQ(slip.error().context,
              "c.toml:1: sensr: unknown section; the nearest known one is \"sensor\"");
}

}  // namespace
}  // namespace hitme::console
