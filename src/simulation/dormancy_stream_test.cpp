// SPDX-License-Identifier: Apache-2.0
#include "simulation/dormancy_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace hitme::simulation {
namespace {

TEST(DormancyStream, IsTheSameForTheSameSeed) {
    const auto a = dormancy_stream(HostHabit::sleep, 5, 0.3);
    const auto b = dormancy_stream(HostHabit::sleep, 5, 0.3);
    ASSERT_EQ(a.sightings.size(), b.sightings.size());
    EXPECT_TRUE(std::equal(
        a.sightings.begin(), a.sightings.end(), b.sightings.begin(),
        [](const auto& x, const auto& y) { return x.at == y.at && x.source == y.source; }));
}

TEST(DormancyStream, SwitchesOffAtNightWhoIsSwitchedOffAtNight) {
    double night = 0;
    double all = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto stream = dormancy_stream(HostHabit::daily, seed);
        for (const auto& [at, source] : stream.sightings) {
            ASSERT_LT(source, stream.zones.size());
            const auto local = at + stream.zones[source];
            const auto hour = std::chrono::floor<std::chrono::hours>(
                                  local - std::chrono::floor<std::chrono::days>(local))
                                  .count();
            night += hour >= 1 && hour < 5 ? 1 : 0;
            all += 1;
        }
    }
    EXPECT_LT(night / all, 0.01);  // a sixth, round the clock
}

TEST(DormancyStream, SendsAwayForGoodWhoIsGone) {
    const auto stream = dormancy_stream(HostHabit::gone, 2);
    std::map<std::uint32_t, std::pair<core::Time, core::Time>> spans;
    for (const auto& [at, source] : stream.sightings) {
        auto [span, fresh] = spans.try_emplace(source, at, at);
        span->second.second = at;
    }
    std::size_t long_lived = 0;
    for (const auto& [source, span] : spans)
        long_lived += span.second - span.first > std::chrono::hours{48} ? 1u : 0u;
    EXPECT_LT(long_lived * 20, spans.size());
}

}  // namespace
}  // namespace hitme::simulation
