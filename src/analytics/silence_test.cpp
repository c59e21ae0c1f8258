// SPDX-License-Identifier: Apache-2.0
#include "analytics/silence.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time begin = *core::parse_time("2026-01-05T00:00:00Z");

// Four hosts an hour but in [from, to).
std::vector<Sighting> silent_between(int from, int to) {
    std::vector<Sighting> sightings;
    for (int hour = 0; hour < 96; ++hour)
        if (hour < from || hour >= to)
            for (int i = 0; i < 4; ++i)
                sightings.push_back({begin + hours{hour} + minutes{15 * i},
                                     static_cast<std::uint32_t>(hour * 4 + i), 0});
    return sightings;
}

TEST(Silence, AboveAnExpectedCountOfFourteenIsASuspectedOutage) {
    // From 47:45 to 52:00 at 4 an hour: 17 expected.
    const auto up = assumed_uptimes(silent_between(48, 52), 1, begin, begin + hours{96});
    ASSERT_EQ(up.size(), 1u);
    EXPECT_EQ(up[0], (std::vector<Span>{{begin, begin + hours{47} + minutes{45}},
                                        {begin + hours{52}, begin + hours{96}}}));
}

TEST(Silence, BelowItIsChance) {
    // From 47:45 to 51:00: 13 expected.
    const auto up = assumed_uptimes(silent_between(48, 51), 1, begin, begin + hours{96});
    EXPECT_EQ(up[0], (std::vector<Span>{{begin, begin + hours{96}}}));
}

TEST(Silence, ALoudSourceMakesNoRate) {
    std::vector<Sighting> sightings;
    for (int i = 0; i < 1000; ++i) sightings.push_back({begin + std::chrono::seconds{i}, 7, 0});
    sightings.push_back({begin + hours{40}, 8, 0});
    const auto up = assumed_uptimes(sightings, 1, begin, begin + hours{48});
    EXPECT_EQ(up[0], (std::vector<Span>{{begin, begin + hours{48}}}));
}

TEST(Silence, ASensorThatSawNothingHasNoUptime) {
    const auto up = assumed_uptimes({}, 3, begin, begin + hours{48});
    ASSERT_EQ(up.size(), 3u);
    for (const auto& spans : up) EXPECT_TRUE(spans.empty());
    EXPECT_TRUE(assumed_uptimes({}, 0, begin, begin).empty());
}

}  // namespace
}  // namespace hitme::analytics
