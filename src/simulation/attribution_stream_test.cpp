// SPDX-License-Identifier: Apache-2.0
#include "simulation/attribution_stream.h"

#include <gtest/gtest.h>

#include <numeric>

namespace hitme::simulation {
namespace {

TEST(AttributionStream, SharesAddUpAndCountsFollowThem) {
    double first = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const auto counts = attribution_counts(seed);
        EXPECT_NEAR(std::accumulate(counts.share.begin(), counts.share.end(), 0.0), 1, 1e-9);
        EXPECT_EQ(counts.window.size(), 7u);
        first += counts.share[0];
    }
    EXPECT_NEAR(first / 500, 6 / 14.5, 0.03);  // the mean of a Dirichlet
    EXPECT_EQ(attribution_counts(1).window, attribution_counts(1).window);
}

}  // namespace
}  // namespace hitme::simulation
