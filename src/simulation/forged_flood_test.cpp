// SPDX-License-Identifier: Apache-2.0
#include "simulation/forged_flood.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hitme::simulation {
namespace {

const core::Time start = *core::parse_time("2026-01-05T00:00:00Z");

TEST(ForgedFlood, IsDrawnFromAllOfTheAddresses) {
    const auto flood = forged_flood(100'000, start, start + std::chrono::hours{24}, 4, 1);
    ASSERT_EQ(flood.size(), 100'000u);
    std::array<int, 256> by_first_octet{};
    std::array<int, 4> by_sensor{};
    for (const auto& packet : flood) {
        ++by_first_octet[packet.source.v4_value() >> 24];
        ++by_sensor.at(packet.sensor);
        EXPECT_GE(packet.at, start);
        EXPECT_LT(packet.at, start + std::chrono::hours{24});
    }
    EXPECT_TRUE(std::ranges::is_sorted(flood, {}, &ForgedPacket::at));
    // 390.6 expected in each; five deviations are 99.
    for (const int count : by_first_octet) EXPECT_NEAR(count, 390.6, 99);
    for (const int count : by_sensor) EXPECT_NEAR(count, 25'000, 700);
}

TEST(ForgedFlood, IsTheSameForTheSameSeedAndNothingOfNothing) {
    const auto one = forged_flood(100, start, start + std::chrono::hours{1}, 2, 7);
    const auto same = forged_flood(100, start, start + std::chrono::hours{1}, 2, 7);
    const auto other = forged_flood(100, start, start + std::chrono::hours{1}, 2, 8);
    EXPECT_EQ(one[50].source, same[50].source);
    EXPECT_EQ(one[50].at, same[50].at);
    EXPECT_NE(one[50].source, other[50].source);
    EXPECT_TRUE(forged_flood(0, start, start + std::chrono::hours{1}, 2, 7).empty());
    EXPECT_TRUE(forged_flood(10, start, start, 2, 7).empty());
    EXPECT_TRUE(forged_flood(10, start, start + std::chrono::hours{1}, 0, 7).empty());
}

}  // namespace
}  // namespace hitme::simulation
