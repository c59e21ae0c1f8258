// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/monitor.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

constexpr double day = 86400;

/// `per_hour` hosts an hour, evenly spaced, until `rise`, then `later` an hour until `end`.
std::vector<double> even_stream(double per_hour, double rise, double later, double end) {
    std::vector<double> times;
    for (double at = 100; at < rise; at += 3600 / per_hour) times.push_back(at);
    for (double at = rise; at < end; at += 3600 / later) times.push_back(at);
    return times;
}

MonitorSettings plain() {
    MonitorSettings settings;
    settings.threshold = 8;
    settings.cell_seconds = 300;
    settings.cells_per_lag = 1;
    settings.width_weight = 0;
    settings.refined_variance = false;
    return settings;
}

// The plain form is the oracle's:
//   python3 -c "import est, numpy as np; t = np.r_[np.arange(100, 7.3 * 86400, 450), np.arange(7.3 * 86400,
//     7.8 * 86400, 90)]; print(est.glr_monitor(t, 7.8 * 86400, 6 * 86400, first_only=False))"
TEST(Monitor, InItsPlainFormIsTheOracle) {
    const auto times = even_stream(8, 7.3 * day, 40, 7.8 * day);
    const auto alarms = watch(count_in_bins(times, 0, 7.8 * day, 300), 6 * day, plain());
    const double expected[][3] = {{631800.0, 630600.0, 8.715595}, {653400.0, 631800.0, 194.265099}};
    ASSERT_EQ(alarms.size(), std::size(expected));
    for (std::size_t i = 0; i < alarms.size(); ++i) {
        EXPECT_NEAR(alarms[i].at, expected[i][0], 0.01);
        EXPECT_NEAR(alarms[i].since, expected[i][1], 0.01);
        EXPECT_NEAR(alarms[i].score, expected[i][2], 1e-4);
    }
}

TEST(Monitor, SeesARiseSoonAndNothingBefore) {
    const double rise = 7.3 * day;
    const auto times = even_stream(8, rise, 40, 7.8 * day);
    const auto alarms = watch(count_in_bins(times, 0, 7.8 * day, 60), 6 * day);
    ASSERT_FALSE(alarms.empty());
    EXPECT_GT(alarms[0].at, rise);
    EXPECT_LT(alarms[0].at, rise + 1800);
    EXPECT_NEAR(alarms[0].since, rise, 600);
}

TEST(Monitor, StaysSilentOverNothing) {
    const BinnedCounts zeros{0, 60, std::vector<double>(14400, 0),
                             std::vector<double>(14400, 1.0 / 60)};
    EXPECT_TRUE(watch(zeros, 6 * day).empty());
    EXPECT_TRUE(watch({0, 60, {}, {}}, 0).empty());
    const auto even = count_in_bins(even_stream(8, 10 * day, 8, 10 * day), 0, 10 * day, 60);
    EXPECT_TRUE(watch(even, 6 * day).empty());
}

TEST(Monitor, AnOutageAndItsEndAreNoRise) {
    auto times = even_stream(8, 10 * day, 8, 10 * day);
    std::erase_if(times, [](double at) { return at >= 7 * day && at < 7 * day + 8 * 3600; });
    const std::vector<ExposedSpan> dark{
        {{core::Time{std::chrono::hours{168}}, core::Time{std::chrono::hours{176}}}, 0}};
    EXPECT_TRUE(watch(count_in_bins(times, 0, 10 * day, 60, dark), 6 * day).empty());
}

TEST(Monitor, GivesThresholdsForManySignals) {
    EXPECT_NEAR(threshold_for(1), 8.5, 0.15);
    EXPECT_GT(threshold_for(100), threshold_for(10));
    EXPECT_NEAR(false_alarms_per_30_days(threshold_for(50)) * 50, 1, 1e-9);
    EXPECT_EQ(threshold_for(0), threshold_for(1));
}

}  // namespace
}  // namespace hitme::analytics
