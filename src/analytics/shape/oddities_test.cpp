// SPDX-License-Identifier: Apache-2.0
#include "analytics/shape/oddities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
const core::Time t0 = core::Time{} + hours{24 * 20000};
constexpr std::size_t month = 30 * 24;

/// Thirty days of 8 hosts an hour with a daily swing of 40 %, Poisson by Knuth's product; networks evenly from 50.
struct Stream {
    std::uint64_t state;
    std::vector<double> expected;
    std::vector<NewSource> sources;

    explicit Stream(std::uint64_t seed) : state(seed * 7919 + 88172645463325252u) {
        for (std::size_t hour = 0; hour < month; ++hour) {
            const double turn = 2 * std::numbers::pi * static_cast<double>(hour) / 24;
            expected.push_back(8 * (1 + 0.4 * std::cos(turn)));
            add(hour, expected.back());
        }
    }
    double uniform() {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return static_cast<double>((state * 2685821657736338717u) >> 11) / 9007199254740992.0;
    }
    void add(std::size_t hour, double mean) {
        const double end = std::exp(-mean);
        for (double product = uniform(); product > end; product *= uniform())
            sources.push_back({hour, 1 + static_cast<std::uint32_t>(uniform() * 50)});
    }
    std::vector<Oddity> judged() const { return shape_oddities(t0, sources, expected); }
};

// C-32: plain Poisson with a daily swing gives at most one finding in 30 days.
TEST(Oddities, FindsNextToNothingInPlainNoise) {
    std::size_t all = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto found = Stream{seed}.judged();
        EXPECT_LE(found.size(), 1u);
        all += found.size();
    }
    EXPECT_LE(all, 4u);
}

TEST(Oddities, FindsAStepOfTwo) {
    Stream stream{3};
    for (std::size_t hour = 400; hour < month; ++hour) stream.add(hour, stream.expected[hour]);
    const auto found = stream.judged();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].kind, OddityKind::step);
    EXPECT_LE(std::chrono::abs(found[0].at - (t0 + hours{400})), hours{6});
    EXPECT_NEAR(found[0].size, 2, 0.15);
}

TEST(Oddities, FindsAPulseEverySixHours) {
    Stream stream{4};
    for (std::size_t hour = 2; hour < month; hour += 6) stream.add(hour, 12);
    const auto found = stream.judged();
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].kind, OddityKind::pulses);
    EXPECT_EQ(found[0].hours, 6);
    EXPECT_EQ(found[0].at, t0 + hours{2});
    EXPECT_NEAR(found[0].size, 12, 1.5);
    EXPECT_LE(found.size(), 2u);
}

TEST(Oddities, FindsABatchOfOneNetworkAndABurstOfMany) {
    Stream stream{5};
    for (int i = 0; i < 30; ++i) stream.sources.push_back({300, 7});
    for (int i = 0; i < 60; ++i)
        stream.sources.push_back({500, 100 + static_cast<std::uint32_t>(i)});
    const auto found = stream.judged();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].kind, OddityKind::batch);
    EXPECT_EQ(found[0].network, 7u);
    EXPECT_EQ(found[0].at, t0 + hours{300});
    EXPECT_NEAR(found[0].size, 30, 2);
    EXPECT_EQ(found[1].kind, OddityKind::burst);
    EXPECT_EQ(found[1].at, t0 + hours{500});
    EXPECT_NEAR(found[1].size, 60, 10);
}

TEST(Oddities, TakesNothingForNothing) {
    EXPECT_TRUE(shape_oddities(t0, {}, {}).empty());
    const std::vector<NewSource> late{{5, 1}};
    const std::vector<double> none(3, 0.0);
    EXPECT_TRUE(shape_oddities(t0, late, none).empty());
}

}  // namespace
}  // namespace hitme::analytics
