// SPDX-License-Identifier: Apache-2.0
#include "simulation/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace hitme::simulation {
namespace {

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments_of(const std::function<double()>& draw) {
    constexpr int draws = 40000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
        const double value = draw();
        sum += value;
        squares += value * value;
    }
    const double mean = sum / draws;
    return {mean, std::sqrt(squares / draws - mean * mean)};
}

TEST(Random, GivesTheSameNumbersForTheSameSeed) {
    Random a{7};
    Random b{7};
    Random c{8};
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        const auto value = a.whole(0, 1000000);
        EXPECT_EQ(value, b.whole(0, 1000000));
        differs |= value != c.whole(0, 1000000);
    }
    EXPECT_TRUE(differs);
}

// The moments are the textbook's; with 40,000 draws the mean lies within 5 standard errors, deviation / 40.
TEST(Random, DrawsWithTheTextbooksMoments) {
    Random random{1};
    auto m = moments_of([&] { return random.uniform(2, 4); });
    EXPECT_NEAR(m.mean, 3, 0.577 / 40);
    EXPECT_NEAR(m.deviation, 1 / std::sqrt(3.0), 0.02);
    m = moments_of([&] { return random.normal(-1, 2); });
    EXPECT_NEAR(m.mean, -1, 2.0 / 40);
    EXPECT_NEAR(m.deviation, 2, 0.05);
    m = moments_of([&] { return random.exponential(5); });
    EXPECT_NEAR(m.mean, 5, 5.0 / 40);
    m = moments_of([&] { return random.gamma(4, 0.5); });
    EXPECT_NEAR(m.mean, 2, 1.0 / 40);
    EXPECT_NEAR(m.deviation, 1, 0.05);
    m = moments_of([&] { return static_cast<double>(random.poisson(9)); });
    EXPECT_NEAR(m.mean, 9, 3.0 / 40);
    EXPECT_NEAR(m.deviation, 3, 0.1);
    m = moments_of([&] { return static_cast<double>(random.binomial(10, 0.3)); });
    EXPECT_NEAR(m.mean, 3, 1.45 / 40);
    m = moments_of([&] { return std::log(random.lognormal(1, 0.5)); });
    EXPECT_NEAR(m.mean, 1, 0.5 / 40);
    EXPECT_NEAR(m.deviation, 0.5, 0.02);
}

TEST(Random, DrawsNothingOfNothing) {
    Random random{1};
    EXPECT_EQ(random.poisson(0), 0);
    EXPECT_EQ(random.poisson(-1), 0);
    EXPECT_EQ(random.binomial(0, 0.5), 0);
    EXPECT_EQ(random.binomial(5, 2), 5);
    EXPECT_EQ(random.exponential(0), 0);
}

}  // namespace
}  // namespace hitme::simulation
