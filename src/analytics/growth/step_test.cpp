// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analytics/growth/forecast.h"
#include "analytics/growth/verdict.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const core::Time begin = *core::parse_time("2026-03-02T00:00:00Z");

/// Hosts of a level that changes: each is seen once, at a random time of its hour. The standard library's generator.
std::vector<Sighting> hosts_of(int hours_in_all, double (*level)(int), unsigned seed) {
    std::mt19937 random{seed};
    std::vector<Sighting> all;
    std::uint32_t next = 0;
    for (int hour = 0; hour < hours_in_all; ++hour) {
        const int count = std::poisson_distribution<int>{level(hour)}(random);
        for (int i = 0; i < count; ++i)
            all.push_back(
                {begin + hours{hour} + seconds{std::uniform_int_distribution<int>{0, 3599}(random)},
                 next++, 0});
    }
    return all;
}

GrowthFinding judged(const std::vector<Sighting>& sightings, int from, int to) {
    GrowthInput input;
    input.sightings = sightings;
    input.uptimes = {{{begin, begin + hours{to}}}};
    input.window = {begin, begin + hours{from}, begin + hours{to}};
    return judge_growth(input);
}

constexpr int jump = 240;  // ten days of baseline

double step_level(int hour) {
    return hour < jump ? 6 : 40;
}
// Rises over two days, then bends: half of its height at 36 h.
double bend_level(int hour) {
    return 6 + 60 / (1 + std::exp(-(hour - jump - 30) / 7.0));
}

TEST(Step,
     AJumpThatIsLevelSinceIsAStepAndNoGrowth) {  // C-27: "Step change fixture: 'step', not growth"
    int steps = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto finding = judged(hosts_of(jump + 72, step_level, seed), jump - 6, jump + 72);
        EXPECT_NE(finding.verdict, GrowthVerdict::linear) << seed;
        EXPECT_NE(finding.verdict, GrowthVerdict::exponential) << seed;
        if (finding.verdict != GrowthVerdict::step) continue;
        ++steps;
        ASSERT_TRUE(finding.step_at);
        EXPECT_NEAR(std::chrono::duration<double>(*finding.step_at - begin).count() / 3600, jump,
                    1.01);
        EXPECT_NEAR(*finding.level_after, 34, 6);  // above the background of 6
        EXPECT_EQ(finding.best(), GrowthVerdict::step);
        EXPECT_NEAR(*finding.fold_change, 40.0 / 6, 2);  // six hours of 6 before it
        // The curves were given up: what they would forecast is no forecast.
        EXPECT_EQ(forecast_hosts(finding, finding.window.now + hours{6}).refused,
                  ForecastRefusal::step);
    }
    EXPECT_GE(steps, 18);
}

TEST(Step, ABendIsNone) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto finding = judged(hosts_of(jump + 72, bend_level, seed), jump - 6, jump + 72);
        EXPECT_NE(finding.verdict, GrowthVerdict::step) << seed << finding.sentence;
    }
}

TEST(Step, TooFewPointsHaveNone) {
    const std::vector<FitPoint> points(5);
    EXPECT_FALSE(find_step(points, {}, FamilyFit{}, 0, 1));
}

}  // namespace
}  // namespace hitme::analytics
