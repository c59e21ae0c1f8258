// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/survival.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hitme::analytics {
namespace {

// By hand: 6 at risk, ends at 1, 2 and 4, one censored at 3: alive 5/6 x 4/5 x 2/3 = 4/9. The limits are the oracle's:
//   python3 -c "import est; print(est.km([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 0, 1], 4.5))"
TEST(Survival, FollowsKaplanAndMeier) {
    const std::vector<Lifetime> some{{5, false}, {1, true},  {4, true},
                                     {2, true},  {3, false}, {6, true}};
    const auto ended = ended_by(some, 4.5);
    EXPECT_NEAR(ended.value, 5.0 / 9, 1e-12);
    EXPECT_NEAR(ended.low, 0.21509163104, 1e-9);
    EXPECT_NEAR(ended.high, 0.93381324857, 1e-9);
    EXPECT_EQ(median_lifetime(some), 4);
    EXPECT_FALSE(
        median_lifetime(std::vector<Lifetime>{{1, false}, {2, true}, {3, false}, {4, false}}));
}

TEST(Survival, KnowsTheEdges) {
    EXPECT_EQ(ended_by({}, 1).high, 1);
    const std::vector<Lifetime> alive(100, Lifetime{5, false});
    EXPECT_EQ(ended_by(alive, 10).value, 0);
    EXPECT_DOUBLE_EQ(ended_by(alive, 10).high, 0.03);
    const std::vector<Lifetime> dead(100, Lifetime{5, true});
    EXPECT_EQ(ended_by(dead, 4).value, 0);
    EXPECT_NEAR(ended_by(dead, 5).value, 1, 1e-9);
}

// .2 and .4 pool to .3; the two of weight 2 pool to .2. The oracle's est.decreasing gives the same.
TEST(Survival, PoolsAdjacentViolators) {
    const std::vector<double> values{.5, .2, .4, .1, .3};
    const std::vector<double> weights{1, 1, 1, 2, 2};
    const std::vector<double> expected{.5, .3, .3, .2, .2};
    const auto pooled = falling(values, weights);
    ASSERT_EQ(pooled.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(pooled[i], expected[i], 1e-12);
    EXPECT_TRUE(falling({}, {}).empty());
}

TEST(Survival, SeesReturnsAfterALullAndNoneInAFallingHazard) {
    std::vector<Lifetime> steady;
    std::vector<Lifetime> sleepers;
    for (int i = 0; i < 600; ++i) {
        // Quantiles of an exponential of 6 h: a constant hazard.
        steady.push_back({-6 * std::log((i + 0.5) / 600), true});
        sleepers.push_back({i % 3 == 0 ? 14 + (i % 60) / 20.0 : 0.2 + (i % 40) / 20.0, i % 6 != 3});
    }
    EXPECT_GT(return_bump(steady).p, 0.05);
    const auto bump = return_bump(sleepers);
    EXPECT_LT(bump.p, 0.003);
    ASSERT_TRUE(bump.hour);
    EXPECT_NEAR(*bump.hour, 15.5, 1.5);
    EXPECT_EQ(return_bump(sleepers).p, bump.p);
    EXPECT_EQ(return_bump({}).p, 1);
}

}  // namespace
}  // namespace hitme::analytics
