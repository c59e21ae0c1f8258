// SPDX-License-Identifier: Apache-2.0
#include "console/judge/learned_exposure.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

// Sensor "big" sees nine of ten hosts, "small" one of ten; half of what small sees, big sees too.
Stream of_two(int per_hour) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 1;
    for (int hour = 0; hour < 48; ++hour)
        for (int i = 0; i < per_hour; ++i, ++next) {
            const core::Time at = start + hours{hour} + minutes{i};
            const bool by_small = next % 10 == 0;
            const bool by_both = next % 20 == 0;
            if (!by_small || by_both) builder.add({at, "big", core::Address::v4(next), {}, ""});
            if (by_small) builder.add({at, "small", core::Address::v4(next), {}, ""});
        }
    builder.uptime("big", {{start, start + hours{24}}, {start + hours{30}, start + hours{48}}});
    builder.uptime("small", {{start, start + hours{40}}});
    return builder.take("x", {});
}

TEST(LearnedExposure, WeighsASensorByTheHostsThatItSees) {
    const auto reduced = learned_exposure(of_two(20), start, start + hours{48});
    ASSERT_EQ(reduced.size(), 2u);
    EXPECT_EQ(reduced[0].span, (analytics::Span{start + hours{24}, start + hours{30}}));
    EXPECT_NEAR(reduced[0].share, 0.1, 0.01);
    EXPECT_EQ(reduced[1].span, (analytics::Span{start + hours{40}, start + hours{48}}));
    EXPECT_NEAR(reduced[1].share, 0.95, 0.01);
}

TEST(LearnedExposure, CountsSensorsAlikeWhereTooLittleIsKnown) {
    const auto reduced = learned_exposure(of_two(1), start, start + hours{48});
    ASSERT_EQ(reduced.size(), 2u);
    EXPECT_EQ(reduced[0].share, 0.5);
    EXPECT_EQ(reduced[1].share, 0.5);
}

TEST(LearnedExposure, SaysNothingWithoutHeartbeats) {
    StreamBuilder builder{std::nullopt, 1};
    builder.add({start, "a", core::Address::v4(1), {}, ""});
    EXPECT_TRUE(learned_exposure(builder.take("x", {}), start, start + hours{1}).empty());
    EXPECT_TRUE(learned_exposure(Stream{}, start, start).empty());
}

TEST(LearnedExposure, KnowsWhatWasWatchedOfAnHour) {
    const std::vector<analytics::ExposedSpan> reduced{
        {{start + minutes{30}, start + minutes{60}}, 0},
        {{start + minutes{60}, start + minutes{90}}, 0.5}};
    EXPECT_FALSE(is_unwatched(reduced, start + minutes{29}));
    EXPECT_TRUE(is_unwatched(reduced, start + minutes{30}));
    EXPECT_FALSE(is_unwatched(reduced, start + minutes{60}));
    EXPECT_FALSE(is_unwatched({}, start));
    EXPECT_NEAR(watched_share(reduced, start, start + hours{1}), 0.5, 1e-9);
    EXPECT_NEAR(watched_share(reduced, start + hours{1}, start + hours{2}), 0.75, 1e-9);
    EXPECT_NEAR(watched_share(reduced, start + hours{3}, start + hours{4}), 1, 1e-9);
}

TEST(LearnedExposure, NobodyListeningIsNothingSeen) {
    StreamBuilder builder{std::nullopt, 1};
    builder.uptime("a", {{start, start + hours{1}}, {start + hours{2}, start + hours{3}}});
    const auto reduced = learned_exposure(builder.take("x", {}), start, start + hours{3});
    ASSERT_EQ(reduced.size(), 1u);
    EXPECT_EQ(reduced[0].share, 0);
}

}  // namespace
}  // namespace hitme::console
