// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/intensity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

/// A week of hours whose counts are a fixed series without chance.
BinnedCounts week() {
    BinnedCounts counts{0, 3600, {}, std::vector<double>(168, 1)};
    for (int i = 0; i < 168; ++i)
        counts.count.push_back((i * 7 + i / 24) % 11 + (i % 24 > 11 ? 6 : 0));
    return counts;
}

// python3 -c "import est, numpy as np; y = np.array([(i * 7 + i // 24) % 11 + (6 if i % 24 > 11 else 0) for i in
//   range(168)], float); print(est.daily_cycle(y, np.ones(168), (np.arange(168) + .5) * 3600))"
TEST(Intensity, IsTheOraclesRegression) {
    const auto fit = fit_intensity(week());
    const double expected[] = {2.01248161, -0.02578326, -0.49811485, 0.00007433, -0.05067418};
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(fit.coefficients[i], expected[i], 1e-6) << i;
    EXPECT_NEAR(fit.phi(), 1.69554645, 1e-6);
    EXPECT_NEAR(fit.per_hour(5 * 3600.0), fit.per_hour(5 * 3600.0 + 30 * 86400.0), 1e-9);
}

TEST(Intensity, HasNoCycleUnderThreeDays) {
    const auto fit = fit_intensity(week().slice(0, 71));
    EXPECT_EQ(fit.used_terms, 1u);
    EXPECT_EQ(fit.per_hour(0), fit.per_hour(43200));
    EXPECT_EQ(fit_intensity(week().slice(0, 72)).used_terms, 5u);
}

TEST(Intensity, BearsNothingAndZeros) {
    EXPECT_NEAR(fit_intensity({0, 3600, {}, {}}).per_hour(0), 0.5, 1e-9);
    const BinnedCounts zeros{0, 3600, std::vector<double>(168, 0), std::vector<double>(168, 1)};
    EXPECT_NEAR(fit_intensity(zeros).level_per_hour(), 0.5 / 168, 1e-9);
    EXPECT_EQ(fit_intensity(zeros).phi(), 1);
}

TEST(Intensity, CountsOutagesAsLessExposure) {
    const std::vector<double> times{10, 350, 350, 7200, -5};
    const std::vector<ExposedSpan> reduced{
        {{core::Time{std::chrono::seconds{450}}, core::Time{std::chrono::seconds{900}}}, 0}};
    const auto counts = count_in_bins(times, 0, 1200, 300, reduced);
    EXPECT_EQ(counts.count, (std::vector<double>{1, 2, 0, 0}));
    EXPECT_NEAR(counts.exposure[1], 150 / 3600.0, 1e-12);
    EXPECT_EQ(counts.exposure[2], 0);
    EXPECT_NEAR(counts.exposure[3], 300 / 3600.0, 1e-12);
    EXPECT_EQ(counts.coarser(2).count, (std::vector<double>{3, 0}));
}

TEST(Intensity, SeesHourlyNoiseLessInShortBins) {
    // Twelve in each five minutes of every even hour and four in the others: all of the noise is hourly.
    BinnedCounts counts{0, 300, {}, std::vector<double>(2016, 1.0 / 12)};
    for (int i = 0; i < 2016; ++i) counts.count.push_back(i / 12 % 2 == 0 ? 12 : 4);
    const auto fit = fit_intensity(counts);
    // Chi-square per bin (12 - 8)^2 / 8 = 2 in five minutes, 12 times that in an hour.
    EXPECT_NEAR(fit.phi_by_width[0], 2, 0.1);
    EXPECT_NEAR(fit.phi(), 24, 1.2);
    EXPECT_GT(fit.phi_for(1200), fit.phi_by_width[1]);
    EXPECT_LT(fit.phi_for(1200), fit.phi_by_width[2]);
}

}  // namespace
}  // namespace hitme::analytics
