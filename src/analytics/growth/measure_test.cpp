// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/measure.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

// A finding of 48 hours over a background of e^1, each family with parameters of its own.
GrowthFinding finding_of(GrowthVerdict verdict) {
    GrowthFinding finding;
    finding.verdict = verdict;
    finding.bin = std::chrono::hours{1};
    finding.window_hours = 48;
    finding.window.now = finding.window.window_from + std::chrono::hours{48};
    for (const Family family : families) {
        FamilyFit fit;
        fit.family = family;
        fit.size = parameters_of(family) + 3;
        fit.parameters[fit.size - 3] = 1;
        for (std::size_t i = 0; i < fit.size; ++i) fit.covariance[i][i] = 0.01;
        finding.fits.push_back(fit);
    }
    finding.delta_bic = {9, 9, 0, 9, 9};
    return finding;
}

FamilyFit& fit_of(GrowthFinding& finding, Family family) {
    return finding.fits[static_cast<std::size_t>(family)];
}

// r = 2 over 48 h: ln 2 x 48 / 2 = 16.64 h; the error is 1.2 x 0.1, so r is 1.765 to 2.235 and the time 14.89 to 18.85 h.
TEST(Measure, TheDoublingTimeHasTheErrorOfTheRate) {
    auto finding = finding_of(GrowthVerdict::exponential);
    fit_of(finding, Family::exponential).parameters[1] = 2;
    EXPECT_NEAR(rate_error(finding), 0.12, 1e-12);
    measure(finding);
    EXPECT_NEAR(*finding.doubling_h.value, 16.635, 0.01);
    EXPECT_NEAR(*finding.doubling_h.low, 14.887, 0.01);
    EXPECT_NEAR(*finding.doubling_h.high, 18.852, 0.01);
    // e + e^2 over e + 1.
    EXPECT_NEAR(*finding.fold_change, (std::exp(1) + std::exp(2)) / (std::exp(1) + 1), 1e-9);
}

TEST(Measure, ARateThatMayBeNothingHasNoLongestDoublingTime) {
    auto finding = finding_of(GrowthVerdict::growing_shape_unresolved);
    fit_of(finding, Family::exponential).parameters[1] = 0.2;
    measure(finding);
    EXPECT_TRUE(finding.doubling_h.low);
    EXPECT_FALSE(finding.doubling_h.high);
    fit_of(finding, Family::exponential).parameters[1] = -1;
    finding.doubling_h = finding.doubling_if_exponential_h = {};
    measure(finding);
    EXPECT_FALSE(finding.doubling_h.value);
    EXPECT_FALSE(finding.doubling_h.low);
}

// From 1 to e^3 in 48 h: (20.086 - 1) / 48 = 0.3976 hosts an hour more each hour, +- 1.96 x 0.1 x sqrt(1 + e^6) / 48.
TEST(Measure, TheSlopeIsTheEndsDifference) {
    auto finding = finding_of(GrowthVerdict::linear);
    fit_of(finding, Family::linear).parameters[1] = 3;
    measure(finding);
    EXPECT_NEAR(*finding.slope_hosts_per_h2.value, 0.3976, 1e-3);
    EXPECT_NEAR(*finding.slope_hosts_per_h2.high - *finding.slope_hosts_per_h2.value, 0.0821, 1e-3);
    EXPECT_FALSE(finding.doubling_h.value);
}

TEST(Measure, OnlyARefusalLooksAhead) {
    auto finding = finding_of(GrowthVerdict::exponential);
    look_ahead(finding);
    EXPECT_FALSE(finding.needs_more_hours);
    finding.verdict = GrowthVerdict::undetermined;
    finding.window_hours = 18;
    // One reading alone has no rival to be set apart from: only the day is missing.
    look_ahead(finding);
    ASSERT_TRUE(finding.needs_more_hours);
    EXPECT_GE(*finding.needs_more_hours, 6);
}

}  // namespace
}  // namespace hitme::analytics
