// SPDX-License-Identifier: Apache-2.0
#include "console/judge/asked.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

TEST(Asked, TheWindowEndsWithTheLogWhereNobodySays) {
    StreamBuilder builder{std::nullopt, 1};
    builder.add({start, "a", core::Address::v4(1), {}, ""});
    builder.add({start + days{40}, "a", core::Address::v4(2), {}, ""});
    const Stream stream = builder.take("x", {});
    const auto times = times_of(stream, {});
    EXPECT_EQ(times.to, start + days{40} + core::Duration{1});
    EXPECT_EQ(times.from, times.to - hours{48});
    EXPECT_EQ(judged_window(times).baseline_from, times.from - days{28});
    JudgeWindow asked;
    asked.from = start + days{1};
    asked.to = start + days{3};
    const auto given = judged_window(times_of(stream, asked));
    EXPECT_EQ(given.baseline_from, start);
    EXPECT_EQ(given.window_from, start + days{1});
    EXPECT_EQ(given.now, start + days{3});
}

TEST(Asked, ExposureIsReducedWhereSensorsWereSilent) {
    StreamBuilder builder{std::nullopt, 1};
    builder.uptime("a", {{start, start + hours{10}}});
    builder.uptime("b", {{start, start + hours{4}}, {start + hours{6}, start + hours{10}}});
    const Stream stream = builder.take("x", {});
    const auto reduced = reduced_exposure(stream, {start, start, start + hours{12}});
    ASSERT_EQ(reduced.size(), 2u);
    EXPECT_EQ(reduced[0].span, (analytics::Span{start + hours{4}, start + hours{6}}));
    EXPECT_EQ(reduced[0].share, 0.5);
    EXPECT_EQ(reduced[1].span, (analytics::Span{start + hours{10}, start + hours{12}}));
    EXPECT_EQ(reduced[1].share, 0);
}

// One source with 4,000 of an hour's 4,010 contacts: loud, and no rise.
TEST(Asked, EventsNameALoudSource) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 100;
    for (int hour = 0; hour < 12 * 24; ++hour)
        for (int i = 0; i < 10; ++i)
            builder.add(
                {start + hours{hour} + minutes{6 * i}, "a", core::Address::v4(next++), {}, ""});
    for (int i = 0; i < 4000; ++i)
        builder.add(
            {start + days{11} + std::chrono::milliseconds{i}, "a", core::Address::v4(7), {}, ""});
    const Stream stream = builder.take("x", {});
    const auto events = ask_events(stream, times_of(stream, {}));
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].kind, analytics::AlarmKind::loud_source);
    EXPECT_EQ(stream.sources[events[0].source], core::Address::v4(7));
    EXPECT_TRUE(ask_events(Stream{}, {start, start, start}).empty());
}

// Sixty hosts of a known class and eighty whose region alone is known: 80 / 140 = 57 % are of no known class.
TEST(Asked, ClassesOfWhichOnlyTheRegionIsKnownCountAsUnknown) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 100;
    const auto add = [&](core::Time from, int count, std::string_view name) {
        for (int i = 0; i < count; ++i)
            builder.add({from + minutes{i}, "a", core::Address::v4(next++), {}, name});
    };
    for (const char* name : {"consumer/asia", "unknown/asia", "unknown/europe"})
        add(start, 1, name);
    add(start + days{20}, 60, "consumer/asia");
    add(start + days{20}, 50, "unknown/asia");
    add(start + days{20}, 30, "unknown/europe");
    const Stream stream = builder.take("x", {});
    const auto finding = ask_attribution(stream, times_of(stream, {}));
    EXPECT_NEAR(finding.unknown_share, 80.0 / 140, 1e-12);
    EXPECT_TRUE(finding.sentence.starts_with("57 % of the hosts are of no known class."))
        << finding.sentence;
}

}  // namespace
}  // namespace hitme::console
