// SPDX-License-Identifier: Apache-2.0
#include "simulation/quiet_stream.h"

#include <gtest/gtest.h>

namespace hitme::simulation {
namespace {

TEST(QuietStream, KeepsItsLevel) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto stream = quiet_stream(40, seed);
        const double expected = stream.background_per_h * 40 * 24;
        EXPECT_NEAR(static_cast<double>(stream.new_hosts.size()) / expected, 1, 0.15) << seed;
        EXPECT_GE(stream.new_hosts.front(), stream.from);
        EXPECT_LT(stream.new_hosts.back(), stream.now);
    }
    EXPECT_EQ(quiet_stream(5, 1).new_hosts, quiet_stream(5, 1).new_hosts);
}

}  // namespace
}  // namespace hitme::simulation
