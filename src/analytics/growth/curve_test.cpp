// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double e = 2.718281828459045;

TEST(Curve, TakesTheValuesOfItsFormula) {
    EXPECT_DOUBLE_EQ(curve_at(Family::constant, {std::log(7.0)}, 0.3).value, 7);
    // A quarter of the way from 2 to 10.
    EXPECT_NEAR(curve_at(Family::linear, {std::log(2.0), std::log(10.0)}, 0.25).value, 4, 1e-12);
    EXPECT_NEAR(curve_at(Family::exponential, {0, 2}, 0.5).value, e, 1e-12);
    // At its middle a logistic is at half of its height.
    EXPECT_NEAR(curve_at(Family::logistic, {std::log(8.0), std::log(5.0), 0.4}, 0.4).value, 4,
                1e-12);
    EXPECT_NEAR(
        curve_at(Family::hump, {std::log(8.0), std::log(5.0), std::log(2.0), 0.4}, 0.4).value, 4,
        1e-12);
}

TEST(Curve, ItsSlopesAreThoseOfFiniteDifferences) {
    const CurveParameters parameters{0.7, 1.3, 0.4, 0.45};
    for (const Family family : families)
        for (const double u : {0.0, 0.31, 1.0, 1.4}) {
            const CurvePoint at = curve_at(family, parameters, u);
            for (std::size_t j = 0; j < parameters_of(family); ++j) {
                CurveParameters more = parameters;
                CurveParameters less = parameters;
                more[j] += 1e-5;
                less[j] -= 1e-5;
                const double expected =
                    (curve_at(family, more, u).value - curve_at(family, less, u).value) / 2e-5;
                EXPECT_NEAR(at.slope[j], expected, 1e-6 * (1 + std::abs(expected)))
                    << name_of(family) << ' ' << j << " at " << u;
            }
        }
}

TEST(Curve, StaysFiniteForAnyFiniteParameter) {
    for (const Family family : families)
        for (const double big : {-1e6, -800.0, 800.0, 1e6}) {
            const CurvePoint at = curve_at(family, {big, big, big, big}, 1);
            EXPECT_TRUE(std::isfinite(at.value)) << name_of(family);
            for (const double slope : at.slope)
                EXPECT_TRUE(std::isfinite(slope)) << name_of(family);
        }
}

TEST(Curve, SizeIsReadOnTheWholeSignal) {
    const CurveParameters doubled{0, std::log(2.0)};
    EXPECT_EQ(read_curve(Family::exponential, doubled, 0), GrowthVerdict::exponential);
    EXPECT_EQ(read_curve(Family::linear, doubled, 0), GrowthVerdict::linear);
    // Doubling a tenth of the background is not growth: 11 to 12.
    EXPECT_EQ(read_curve(Family::exponential, doubled, 10), GrowthVerdict::no_growth);
    EXPECT_EQ(read_curve(Family::linear, {std::log(2.0), 0}, 0), GrowthVerdict::tapering);
    EXPECT_EQ(read_curve(Family::constant, {3}, 0), GrowthVerdict::no_growth);
}

TEST(Curve, ALogisticIsExponentialUntilItsRateHasHalved) {
    // The relative rate is R (1 - share risen): half of it at the middle.
    EXPECT_EQ(read_curve(Family::logistic, {3, std::log(8.0), 1.2}, 0), GrowthVerdict::exponential);
    EXPECT_EQ(read_curve(Family::logistic, {3, std::log(8.0), 0.8}, 0), GrowthVerdict::logistic);
    EXPECT_EQ(read_curve(Family::hump, {3, std::log(8.0), std::log(8.0), 0.5}, 0),
              GrowthVerdict::tapering);
}

}  // namespace
}  // namespace hitme::analytics
