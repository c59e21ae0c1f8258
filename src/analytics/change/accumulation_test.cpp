// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/accumulation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace hitme::analytics {
namespace {

int poisson(core::Random& random, double mean) {
    // Knuth's product method; means here are small.
    const double limit = std::exp(-mean);
    int count = -1;
    for (double product = 1; product > limit; ++count) product *= random.uniform();
    return count;
}

AccumulationInput days(std::uint64_t seed, int count, int baseline, double start, double per_day) {
    core::Random random{seed};
    AccumulationInput input;
    for (int i = 0; i < count; ++i) {
        const double mean = start + (i >= baseline ? per_day * (i - baseline) : 0);
        AccumulationDay day;
        day.active = poisson(random, mean);
        day.new_hosts = poisson(random, mean * 0.8);
        day.first_ever = poisson(random, mean * 0.7);
        day.is_baseline = i < baseline;
        input.days.push_back(day);
    }
    return input;
}

// A constant rate of newcomers: the total rises in a straight line, and nothing accumulates (C-28).
TEST(Accumulation, StationaryChurnIsNone) {
    int called = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto finding = judge_accumulation(days(seed, 14, 7, 100, 0));
        called += finding.verdict == AccumulationVerdict::accumulating ? 1 : 0;
        EXPECT_GT(*finding.cumulative_per_day.value, 40) << seed;
    }
    EXPECT_LE(called, 10);  // 5 % of 200
}

TEST(Accumulation, ARiseOfActiveHostsIs) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto finding = judge_accumulation(days(seed, 14, 7, 100, 15));
        EXPECT_EQ(finding.verdict, AccumulationVerdict::accumulating) << finding.sentence;
        EXPECT_GT(*finding.net_per_day.low, 0);
    }
}

TEST(Accumulation, SensorsLostForHalfADayAreNoFall) {
    auto input = days(3, 14, 7, 100, 0);
    for (int i = 10; i < 14; ++i) {
        auto& day = input.days[static_cast<std::size_t>(i)];
        day.active /= 2;
        day.new_hosts /= 2;
        day.exposed_hours = 12;
    }
    EXPECT_EQ(judge_accumulation(input).verdict, AccumulationVerdict::churn);
}

TEST(Accumulation, RefusesWhatIsTooLittle) {
    EXPECT_EQ(judge_accumulation({}).verdict, AccumulationVerdict::insufficient_data);
    EXPECT_EQ(judge_accumulation(days(1, 4, 2, 100, 0)).verdict,
              AccumulationVerdict::insufficient_data);
    auto silent = days(1, 10, 5, 100, 0);
    for (auto& day : silent.days) day.exposed_hours = 1;
    EXPECT_EQ(judge_accumulation(silent).verdict, AccumulationVerdict::insufficient_data);
    AccumulationInput zeros;
    zeros.days.resize(20);
    EXPECT_EQ(judge_accumulation(zeros).verdict, AccumulationVerdict::insufficient_data);
}

}  // namespace
}  // namespace hitme::analytics
