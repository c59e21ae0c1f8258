// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

std::vector<FitPoint> points_of(const std::vector<double>& hosts) {
    std::vector<FitPoint> points;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(hosts.size());
        // The window starts at midnight and has bins of an hour.
        const double angle = 2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / 24;
        points.push_back({hosts[i], 1, 1, u, std::cos(angle), std::sin(angle)});
    }
    return points;
}

const std::vector<double> day = {6,  9,  7,  10, 8,  12, 11, 9,  14, 13, 12, 16,
                                 15, 18, 17, 16, 21, 19, 23, 22, 25, 24, 27, 26};
const FitPriors priors{{std::log(4.0), 0.15}, 0.25};

// The reference oracle on the same 24 hours: python3, in the oracle's folder,
//   r = est.fit_family(fam, y, np.ones(24), (np.arange(24) + .5) / 24, np.ones(24),
//                      est.harmonics(7 * 86400 + (np.arange(24) + .5) * 3600, 1), np.log(4), .15, .25, alpha)
//   print(r.ll)
// for the logistic with our prior: est.SHAPE_PRIOR["logistic"] = {1: (np.log(8), .5), 2: (.45, .25)}
TEST(Fit, AgreesWithTheOracleOnASmallSeries) {
    const auto points = points_of(day);
    const double poisson[] = {684.920591, 698.080433, 697.900251, 697.617808, 696.914984};
    const double scattered[] = {555.846209, 564.191121, 564.073297, 563.754253, 563.084275};
    for (const Family family : families) {
        const auto index = static_cast<std::size_t>(family);
        EXPECT_NEAR(fit_family(family, points, priors, 0).penalised, poisson[index], 1e-4)
            << name_of(family);
        EXPECT_NEAR(fit_family(family, points, priors, 0.05).penalised, scattered[index], 1e-4)
            << name_of(family);
    }
    const auto linear = fit_family(Family::linear, points, priors, 0);
    EXPECT_NEAR(linear.parameters[0], 0.6967, 1e-3);
    EXPECT_NEAR(linear.parameters[1], 3.0653, 1e-3);
    EXPECT_NEAR(linear.log_level(), 1.3856, 1e-3);
}

// ((y - r.mu) ** 2 / r.mu).sum() of the oracle's linear fit is 3.45097.
TEST(Fit, DispersionIsWherePearsonsChi2EqualsTheFreedom) {
    const auto points = points_of(day);
    const auto linear = fit_family(Family::linear, points, priors, 0);
    EXPECT_EQ(pearson_dispersion(points, linear.mean, 3.46), 0);
    EXPECT_GT(pearson_dispersion(points, linear.mean, 3.44), 0);
    // Two points of mean 10, off by 5 each: 2 x 25 / (10 + 100 a) = 2 where a = 0.15.
    const auto two = points_of({5, 15});
    EXPECT_NEAR(pearson_dispersion(two, std::vector<double>{10, 10}, 2), 0.15, 1e-9);
    EXPECT_NEAR(pearson_dispersion(points_of({0, 1e6}), std::vector<double>{1, 1}, 1), 2, 1e-9);
}

TEST(Fit, StaysFiniteOnZerosOnOnePointAndOnHugeCounts) {
    for (const auto& hosts : {std::vector<double>(24, 0.0), std::vector<double>{3},
                              std::vector<double>(24, 1e9), std::vector<double>{0, 1e12, 0, 1e12}})
        for (const Family family : families)
            for (const double alpha : {0.0, 0.5}) {
                const auto fit = fit_family(family, points_of(hosts), priors, alpha);
                EXPECT_TRUE(std::isfinite(fit.penalised)) << name_of(family);
                for (const double mean : fit.mean)
                    EXPECT_TRUE(std::isfinite(mean)) << name_of(family);
                for (const double one : fit.parameters)
                    EXPECT_TRUE(std::isfinite(one)) << name_of(family);
            }
}

}  // namespace
}  // namespace hitme::analytics
