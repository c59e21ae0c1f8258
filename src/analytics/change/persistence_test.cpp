// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/persistence.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::analytics {
namespace {

// Poisson of mean 2: P(X <= 5) = 0.98344, P(X <= 6) = 0.99547 (any table): 6. Of mean 1: P(X <= 4) = 0.99634: 4, and
// P(X <= 3) = 0.98101. Geometric, which is the negative binomial of mean 1 and variance 2: P(X <= k) = 1 - 2^-(k + 1), so
// k = 6 (0.99219).
TEST(Persistence, KnowsTheBaselinesLimit) {
    EXPECT_EQ(limit_99(2, 1), 6);
    EXPECT_EQ(limit_99(1, 1), 4);
    EXPECT_EQ(limit_99(1, 2), 6);
    EXPECT_EQ(limit_99(0, 1), 0);
}

// C-21: a burst of 40 minutes fails, a plateau of 8 h passes.
TEST(Persistence, TellsAPlateauFromABurst) {
    std::vector<HourSinceOnset> hours(8, {20, 2, 1});
    auto finding = judge_persistence(hours);
    EXPECT_EQ(finding.verdict, Persistence::continued);
    EXPECT_TRUE(finding.still);
    for (std::size_t i = 1; i < hours.size(); ++i) hours[i].hosts = 2;
    finding = judge_persistence(hours);
    EXPECT_EQ(finding.verdict, Persistence::not_continued);
    EXPECT_EQ(finding.above, 1u);
    EXPECT_FALSE(finding.still);
}

// Nine of ten is 90 %: enough; eight of ten is not.
TEST(Persistence, AsksForNineInTen) {
    std::vector<HourSinceOnset> hours(10, {20, 2, 1});
    hours[3].hosts = 6;
    EXPECT_EQ(judge_persistence(hours).verdict, Persistence::continued);
    hours[7].hosts = 6;
    EXPECT_EQ(judge_persistence(hours).verdict, Persistence::not_continued);
}

TEST(Persistence, TakesAGapForNothing) {
    std::vector<HourSinceOnset> hours(8, {20, 2, 1});
    for (std::size_t i = 2; i < 6; ++i) hours[i] = {0, 0, 0};
    auto finding = judge_persistence(hours);
    EXPECT_EQ(finding.verdict, Persistence::continued);
    EXPECT_EQ(finding.observed, 4u);
    EXPECT_NE(finding.sentence.find("4 hours were not observed"), std::string::npos);
    hours[6] = {0, 0, 0};
    EXPECT_EQ(judge_persistence(hours).verdict, Persistence::not_observed);
    EXPECT_EQ(judge_persistence({}).verdict, Persistence::too_short);
    EXPECT_EQ(judge_persistence(std::span{hours}.first(2)).verdict, Persistence::too_short);
}

}  // namespace
}  // namespace hitme::analytics
