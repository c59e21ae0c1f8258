// SPDX-License-Identifier: Apache-2.0
#include "analytics/coordination/same_event.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hitme::analytics {
namespace {

Span hours(int from, int to) {
    return {core::Time{std::chrono::hours{from}}, core::Time{std::chrono::hours{to}}};
}

// 10 balls, 5 of them marked, 4 drawn: P(3 or more marked) = (C(5,3) C(5,1) + C(5,4)) / C(10,4) = 55 / 210.
TEST(SameEvent, CountsTheTailAsTheTextbookDoes) {
    EXPECT_NEAR(std::exp(*log_overlap_tail(10, 5, 4, 3)), 55.0 / 210, 1e-12);
    EXPECT_NEAR(std::exp(*log_overlap_tail(10, 5, 4, 4)), 5.0 / 210, 1e-12);
    EXPECT_EQ(log_overlap_tail(10, 5, 4, 0), 0);
    EXPECT_NEAR(std::exp(*log_overlap_tail(10, 8, 4, 3)), 1 - 28.0 * 1 / 210,
                1e-12);  // 2 is the least
    EXPECT_EQ(log_overlap_tail(10, 8, 4, 2), 0);
    EXPECT_FALSE(log_overlap_tail(10, 8, 4, 1));
    EXPECT_FALSE(log_overlap_tail(10, 5, 4, 5));
    EXPECT_FALSE(log_overlap_tail(3, 5, 4, 1));
    EXPECT_EQ(log_overlap_tail(0, 0, 0, 0), 0);
}

// The case of 7 August 2013 (analytics methods, 2.12): 62 of 72 sources shared by 3128 and 1433/tcp, here with 62 in
// one, 72 in the other and 400 newcomers that day: by chance 11.
TEST(SameEvent, IsOneEventWhereOnsetsAndSourcesMeet) {
    const auto finding = judge_same_event({hours(3, 5), hours(4, 6), 400, 62, 72, 62});
    EXPECT_TRUE(finding.same_event);
    EXPECT_LT(*finding.log10_p, -20);
    EXPECT_NEAR(finding.expected_shared, 11.16, 0.001);
}

TEST(SameEvent, SaysWhyNot) {
    EXPECT_EQ(judge_same_event({hours(3, 5), hours(6, 7), 400, 62, 72, 62}).reason,
              SameEventReason::onsets_apart);
    EXPECT_EQ(judge_same_event({hours(3, 5), {}, 400, 62, 72, 62}).reason,
              SameEventReason::no_onset);
    EXPECT_EQ(judge_same_event({hours(3, 5), hours(4, 6), 400, 62, 72, 14}).reason,
              SameEventReason::few_shared);
    EXPECT_EQ(judge_same_event({hours(3, 5), hours(4, 6), 40, 62, 72, 14}).reason,
              SameEventReason::impossible_counts);
    EXPECT_FALSE(judge_same_event({}).same_event);
    // Intervals that touch overlap.
    EXPECT_TRUE(judge_same_event({hours(3, 5), hours(5, 6), 400, 62, 72, 62}).same_event);
}

TEST(SameEvent, HandlesAMillionSources) {
    EXPECT_NEAR(*log_overlap_tail(1000000, 500000, 500000, 250000), std::log(0.5), 0.01);
}

}  // namespace
}  // namespace hitme::analytics
