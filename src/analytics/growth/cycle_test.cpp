// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/cycle.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
const core::Time monday = *core::parse_time("2026-01-05T00:00:00Z");

std::vector<HostBin> days(int count, double level, double swing, double peak_hour,
                          double weekend = 1) {
    std::vector<HostBin> bins;
    for (int hour = 0; hour < 24 * count; ++hour) {
        const double angle = 2 * std::numbers::pi * (hour + 0.5 - peak_hour) / 24;
        const double factor = hour / 24 % 7 >= 5 ? weekend : 1;
        bins.push_back({monday + hours{hour}, level * factor * (1 + swing * std::cos(angle)), 1});
    }
    return bins;
}

TEST(Cycle, FindsTheSwingAndThePeakOfASine) {
    const auto cycle = fit_cycle(days(7, 100, 0.4, 15), hours{1});
    EXPECT_TRUE(cycle.known);
    EXPECT_NEAR(cycle.level, 100, 0.01);
    EXPECT_NEAR(cycle.amplitude(), 0.4, 0.03);
    EXPECT_NEAR(*cycle.peak_hour(), 15, 0.5);
    EXPECT_EQ(cycle.dispersion, 1);
    EXPECT_DOUBLE_EQ(cycle.exposure_hours, 168);
}

TEST(Cycle, IsFlatUnderSeventyTwoHours) {
    const auto cycle = fit_cycle(days(2, 100, 0.4, 15), hours{1});
    EXPECT_FALSE(cycle.known);
    EXPECT_EQ(cycle.factor(monday + hours{3}), 1);
    EXPECT_EQ(cycle.amplitude(), 0);
    EXPECT_FALSE(cycle.peak_hour());
    EXPECT_NEAR(cycle.level, 100, 1e-9);
}

TEST(Cycle, KnowsWeekendsFromThreeWeeksOn) {
    const auto two = fit_cycle(days(14, 100, 0, 0, 0.5), hours{1});
    const auto three = fit_cycle(days(21, 100, 0, 0, 0.5), hours{1});
    const core::Time tuesday = monday + hours{24 * 22 + 12};
    const core::Time saturday = monday + hours{24 * 26 + 12};
    EXPECT_NEAR(two.factor(saturday) / two.factor(tuesday), 1, 1e-6);
    EXPECT_NEAR(three.factor(saturday) / three.factor(tuesday), 0.5, 0.01);
}

TEST(Cycle, OfNothingIsFlatAndFinite) {
    const auto none = fit_cycle({}, hours{1});
    EXPECT_EQ(none.level, 0);
    EXPECT_EQ(none.factor(monday), 1);
    const auto zeros = fit_cycle(days(7, 0, 0, 0), hours{1});
    EXPECT_EQ(zeros.level, 0);
    EXPECT_TRUE(std::isfinite(zeros.factor(monday + hours{5})));
    auto dark = days(7, 5, 0, 0);
    for (auto& bin : dark) bin.exposure = 0;
    EXPECT_EQ(fit_cycle(dark, hours{1}).level, 0);
}

}  // namespace
}  // namespace hitme::analytics
