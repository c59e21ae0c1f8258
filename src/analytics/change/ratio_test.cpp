// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/ratio.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

// By hand: none of 10 later: the upper limit of the share is 1 - 0.025^(1/10) = 0.30850, odds 0.44613. All of 10 later: the
// lower limit is 0.025^(1/10) = 0.69150, odds 2.24151. Twice the hours before doubles both.
TEST(RateRatio, IsClopperAndPearsons) {
    const auto none = rate_ratio({10, 1, 0, 1});
    EXPECT_EQ(none->value, 0);
    EXPECT_EQ(none->low, 0);
    EXPECT_NEAR(*none->high, 0.44613, 1e-4);
    const auto all = rate_ratio({0, 2, 10, 1});
    EXPECT_FALSE(all->value);
    EXPECT_FALSE(all->high);
    EXPECT_NEAR(all->low, 2 * 2.24151, 1e-3);
}

// 24 hosts in 24 h, then 40 in 4 h: ten times; the interval holds ten, and widens with the dispersion.
TEST(RateRatio, GoesByRates) {
    const BeforeAfter counts{24, 24, 40, 4, 1};
    const auto ratio = rate_ratio(counts);
    EXPECT_DOUBLE_EQ(*ratio->value, 10);
    EXPECT_DOUBLE_EQ(counts.expected_after(), 4);
    EXPECT_LT(ratio->low, 10);
    EXPECT_GT(*ratio->high, 10);
    auto noisy = counts;
    noisy.dispersion = 3;
    EXPECT_LT(rate_ratio(noisy)->low, ratio->low);
    EXPECT_DOUBLE_EQ(*rate_ratio(noisy)->value, 10);
    EXPECT_FALSE(rate_ratio({1, 0, 1, 1}));
    EXPECT_FALSE(rate_ratio({0, 1, 0, 1}));
}

}  // namespace
}  // namespace hitme::analytics
