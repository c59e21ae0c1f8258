// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/feed.h"

#include <gtest/gtest.h>

#include "console/settings.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

core::Time at(const char* text) {
    return *core::parse_time(text);
}

core::Result<ConsoleSettings> settings_with(const std::string& lines) {
    return parse_console_settings(
        "[[feed]]\nname = \"isc-445\"\nsource = \"SANS ISC\"\n"
        "licence = \"CC BY-NC-SA 4.0\"\n" +
            lines,
        "test.toml");
}

TEST(Feed, NothingIsFetchedWithoutASection) {
    EXPECT_TRUE(parse_console_settings("", "test.toml")->feeds.empty());
}

TEST(Feed, IsReadFromTheSettings) {
    const auto settings = settings_with(
        "kind = \"isc_port_history\"\nsubject = \"tcp/445\"\nevery = \"6h\"\ndays = 7\n"
        "url = \"https://isc.example/api/porthistory/445/{from}/{to}?json\"\n");
    ASSERT_TRUE(settings) << settings.error().context;
    ASSERT_EQ(settings->feeds.size(), 1u);
    const auto& feed = settings->feeds[0];
    EXPECT_EQ(feed.kind, OutsideKind::isc_port_history);
    EXPECT_EQ(feed.every, 6h);
    EXPECT_EQ(feed_url(feed, at("2026-03-05T23:00:00Z")),
              "https://isc.example/api/porthistory/445/2026-02-26/2026-03-05?json");
}

TEST(Feed, ASettingThatCannotBeIsRefusedWithItsLine) {
    const auto why = [](const std::string& lines) {
        const auto settings = settings_with(lines);
        return settings ? std::string() : settings.error().context;
    };
    EXPECT_NE(why("kind = \"isc_infocon\"\nurl = \"file:///etc/passwd\"\n").find("feed.url"),
              std::string::npos);
    EXPECT_NE(why("kind = \"isc_infocon\"\nurl = \"file:///etc/passwd\"\n").find(":6"),
              std::string::npos);
    EXPECT_NE(
        why("kind = \"isc_port_history\"\nurl = \"https://isc.example/\"\n").find("feed.subject"),
        std::string::npos);
    EXPECT_NE(why("kind = \"rumour\"\nurl = \"https://isc.example/\"\n").find("kind"),
              std::string::npos);
    EXPECT_NE(why("kind = \"isc_infocon\"\nurl = \"https://isc.example/\"\nevery = \"1m\"\n")
                  .find("every"),
              std::string::npos);
}

TEST(Feed, IsDueAfterItsTimeAndSoonerAfterAFailure) {
    Feed feed;
    feed.every = 24h;
    const auto now = at("2026-03-05T12:00:00Z");
    FeedState state;
    EXPECT_EQ(feed_due(feed, state, now), now) << "never fetched";
    state.tried_at = now;
    EXPECT_EQ(feed_due(feed, state, now), now + 24h);
    state.failures = 1;
    EXPECT_EQ(feed_due(feed, state, now), now + 15min);
    state.failures = 3;
    EXPECT_EQ(feed_due(feed, state, now), now + 60min);
    state.failures = 60;
    EXPECT_EQ(feed_due(feed, state, now), now + 24h);
    state.asked_at = now + 1s;
    EXPECT_EQ(feed_due(feed, state, now), now + 1s) << "a person wants it";
    state.asked_at = now - 1s;
    state.failures = 0;
    EXPECT_EQ(feed_due(feed, state, now), now + 24h) << "asked for before the last try";
    state.tried_at = now + 1000h;
    EXPECT_EQ(feed_due(feed, state, now), now + 24h) << "the clock was set back";
}

TEST(Feed, ItsStateIsReadAsItWasNoted) {
    FeedState state;
    state.tried_at = at("2026-03-05T12:00:00Z");
    state.fetched_at = at("2026-03-04T12:00:00Z");
    state.failures = 2;
    state.problem = "https://isc.example:443: answered 503";
    const auto same = feed_state_of(to_note(state));
    EXPECT_EQ(same.tried_at, state.tried_at);
    EXPECT_EQ(same.fetched_at, state.fetched_at);
    EXPECT_FALSE(same.changed_at);
    EXPECT_EQ(same.failures, 2u);
    EXPECT_EQ(same.problem, state.problem);
    EXPECT_FALSE(feed_state_of("no JSON").tried_at);
}

}  // namespace
}  // namespace hitme::console
