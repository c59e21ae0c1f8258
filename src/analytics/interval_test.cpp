// SPDX-License-Identifier: Apache-2.0
#include "analytics/interval.h"

#include <cmath>

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

const core::Time t0 = *core::parse_time("2008-11-06T14:25:00Z");

TEST(Interval, SaysThePublishedSentences) {
    // C-11 (2) and (3).
    EXPECT_EQ(sentence(mean_interval(288, hours{24})), "every 5.0 min (4.5-5.6)");
    EXPECT_EQ(sentence(mean_interval(12, hours{1})), "every 5.0 min (2.9-9.7)");
}

// Tables of exact 95 % limits of a Poisson count (Garwood 1936, table V of Biometrika 28): count, low, high.
TEST(Interval, HasGarwoodsLimits) {
    const struct {
        std::uint64_t count;
        double low;
        double high;
    } table[] = {{1, 0.0253, 5.572}, {2, 0.242, 7.225},  {5, 1.62, 11.67},
                 {10, 4.80, 18.39},  {20, 12.22, 30.89}, {50, 37.11, 65.92}};
    for (const auto& row : table) {
        const auto interval = mean_interval(row.count, hours{1});
        EXPECT_NEAR(3600 / *interval.high_seconds, row.low, row.low * 0.003) << row.count;
        EXPECT_NEAR(3600 / *interval.low_seconds, row.high, row.high * 0.002) << row.count;
        EXPECT_DOUBLE_EQ(*interval.mean_seconds, 3600.0 / static_cast<double>(row.count));
    }
}

TEST(Interval, LimitsAreWhereThePoissonTailsAre) {
    // By summing the Poisson distribution itself: P(X >= 12 | low) = P(X <= 12 | high) = 0.025.
    const auto interval = mean_interval(12, hours{1});
    const auto at_most = [](int count, double mean) {
        double term = std::exp(-mean);
        double sum = term;
        for (int i = 1; i <= count; ++i) sum += term *= mean / i;
        return sum;
    };
    EXPECT_NEAR(1 - at_most(11, 3600 / *interval.high_seconds), 0.025, 1e-9);
    EXPECT_NEAR(at_most(12, 3600 / *interval.low_seconds), 0.025, 1e-9);
}

TEST(Interval, NoneHasNoMeanAndOnlyALowerLimit) {
    const auto interval = mean_interval(0, hours{24});
    EXPECT_FALSE(interval.mean_seconds.has_value());
    EXPECT_FALSE(interval.high_seconds.has_value());
    // P(none | mean) = 0.025 at mean = -ln 0.025 = 3.6889.
    EXPECT_NEAR(*interval.low_seconds, 86400 / 3.688879, 0.1);
    EXPECT_EQ(sentence(interval), "none in 24 h");
    EXPECT_EQ(rough_sentence(interval), "none in 24 h");
    EXPECT_FALSE(may_say_or_so(interval));
}

TEST(Interval, AnEmptyWindowSaysNothing) {
    const auto interval = mean_interval(5, nanoseconds{0});
    EXPECT_FALSE(interval.mean_seconds.has_value());
    EXPECT_FALSE(interval.low_seconds.has_value());
    EXPECT_EQ(sentence(interval), "nothing observed");
}

TEST(Interval, OrSoNeedsAboutEightySevenEvents) {
    EXPECT_EQ(rough_sentence(mean_interval(288, hours{24})), "every 5 min or so");
    EXPECT_EQ(rough_sentence(mean_interval(12, hours{1})), "every 5.0 min (2.9-9.7)");
    std::uint64_t first = 1;
    while (!may_say_or_so(mean_interval(first, hours{24}))) ++first;
    EXPECT_NEAR(static_cast<double>(first), 87, 3);  // C-11 (4): "n >= ~87"
    for (std::uint64_t count = first; count < first + 500; ++count)
        EXPECT_TRUE(may_say_or_so(mean_interval(count, hours{24}))) << count;
}

TEST(Interval, OneArrivalAndOneMomentHaveNone) {
    EXPECT_EQ(sentence(mean_interval(1, hours{24})), "once in 24 h, too few for an interval");
    EXPECT_EQ(rough_sentence(mean_interval(1, hours{24})), "once in 24 h, too few for an interval");
    EXPECT_EQ(sentence(mean_interval(1, nanoseconds{1})), "at one moment, which is no interval");
    EXPECT_EQ(sentence(mean_interval(7, nanoseconds{1})), "at one moment, which is no interval");
    EXPECT_EQ(sentence(mean_interval(0, nanoseconds{1})), "none at that moment");
    EXPECT_FALSE(may_be_said(mean_interval(1, hours{24})));
    EXPECT_FALSE(may_be_said(mean_interval(7, nanoseconds{1})));
    EXPECT_TRUE(may_be_said(mean_interval(2, hours{24})));
}

TEST(Interval, ChoosesTheUnitByTheMean) {
    const auto starts = [](std::uint64_t count, core::Duration window, const char* with) {
        const auto text = sentence(mean_interval(count, window));
        EXPECT_TRUE(text.starts_with(with)) << text;
    };
    starts(3600, hours{24}, "every 24 s (");
    starts(86400 * 4, hours{24}, "every 0.25 s (0.25-0.25)");
    starts(2, seconds{178}, "every 89 s (");
    starts(2, seconds{180}, "every 1.5 min (0.42-12)");  // 180 s / 7.225 and / 0.242
    starts(24, hours{48}, "every 2.0 h (");
    starts(10, hours{24 * 30}, "every 3.0 d (");
}

TEST(Interval, RoughWordsKeepAHalfThatMatters) {
    EXPECT_EQ(rough_sentence(mean_interval(960, hours{24})), "every 1.5 min or so");
    EXPECT_EQ(rough_sentence(mean_interval(576, hours{24})), "every 2.5 min or so");
    EXPECT_EQ(rough_sentence(mean_interval(100, hours{24})), "every 14 min or so");
}

TEST(Interval, HugeCountsStayFinite) {
    const auto interval = mean_interval(10'000'000'000u, hours{24});
    EXPECT_TRUE(std::isfinite(*interval.low_seconds) && std::isfinite(*interval.high_seconds));
    EXPECT_LT(*interval.low_seconds, *interval.mean_seconds);
    EXPECT_LT(*interval.mean_seconds, *interval.high_seconds);
}

TEST(MedianGap, IsTheMiddleOfTheGapsInAnyOrder) {
    // Gaps 1, 2 and 6 min; then 1, 2, 6 and 4.
    EXPECT_EQ(median_gap({t0 + minutes{9}, t0, t0 + minutes{3}, t0 + minutes{1}}), minutes{2});
    EXPECT_EQ(median_gap({t0 + minutes{9}, t0, t0 + minutes{13}, t0 + minutes{3}, t0 + minutes{1}}),
              minutes{3});
    EXPECT_EQ(median_gap({t0}), std::nullopt);
    EXPECT_EQ(median_gap({}), std::nullopt);
    EXPECT_EQ(median_gap({t0, t0}), nanoseconds{0});
}

}  // namespace
}  // namespace hitme::analytics
