// SPDX-License-Identifier: Apache-2.0
#include "simulation/onset_stream.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hitme::simulation {
namespace {

TEST(OnsetStream, IsTheSameForTheSameSeed) {
    const auto a = onset_stream(RiseShape::ramp, 3);
    EXPECT_EQ(a.new_hosts, onset_stream(RiseShape::ramp, 3).new_hosts);
    EXPECT_NE(a.new_hosts, onset_stream(RiseShape::ramp, 4).new_hosts);
    EXPECT_NE(a.onset, onset_stream(RiseShape::step, 3).onset);
}

TEST(OnsetStream, RisesByWhatItSays) {
    double seen = 0;
    double promised = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto stream = onset_stream(RiseShape::step, seed);
        ASSERT_TRUE(std::is_sorted(stream.new_hosts.begin(), stream.new_hosts.end()));
        EXPECT_LT(stream.new_hosts.back(), stream.now);
        const auto after =
            stream.new_hosts.end() -
            std::lower_bound(stream.new_hosts.begin(), stream.new_hosts.end(), stream.onset);
        seen += static_cast<double>(after);
        promised +=
            (stream.background_per_h + stream.excess_per_h) *
            std::chrono::duration<double, std::ratio<3600>>(stream.now - stream.onset).count();
    }
    // The day's swing and the noise average out over sixty streams.
    EXPECT_NEAR(seen / promised, 1, 0.1);
}

}  // namespace
}  // namespace hitme::simulation
