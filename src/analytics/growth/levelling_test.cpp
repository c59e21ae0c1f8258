// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/levelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/random.h"

namespace hitme::analytics {
namespace {

const core::Time start = *core::parse_time("2009-01-23T00:00:00Z");

double poisson(core::Random& random, double mean) {
    // A sum of means under 30, by Knuth's product method.
    double count = 0;
    while (mean > 0) {
        const double part = std::min(mean, 30.0);
        mean -= part;
        const double limit = std::exp(-part);
        int drawn = -1;
        for (double product = 1; product > limit; ++drawn) product *= random.uniform();
        count += drawn;
    }
    return count;
}

LevellingInput curve(std::uint64_t seed, int hours, const std::function<double(int)>& mean) {
    core::Random random{seed};
    LevellingInput input;
    input.background = 10;
    for (int i = 0; i < hours; ++i)
        input.hours.push_back({start + std::chrono::hours{i}, poisson(random, mean(i)), 1});
    return input;
}

double logistic(
    int hour) {  // 10 to 210 an hour, half way at 30 h, 90 % at 30 + 10 ln 9 / ln 9 ... = 40 h
    return 10 + 200 / (1 + std::exp(-(hour - 30) * std::log(9.0) / 10));
}

TEST(Levelling, ALogisticIsGrowingBeforeItsBendAndFlatAfter) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        EXPECT_EQ(judge_levelling(curve(seed, 36, logistic)).state, LevellingState::growing)
            << seed;
        const auto finding = judge_levelling(curve(seed, 90, logistic));
        EXPECT_EQ(finding.state, LevellingState::plateau) << finding.sentence;
        // Within 12 h of the point at which 90 % were reached (C-30).
        const double since =
            std::chrono::duration<double, std::ratio<3600>>(*finding.since - start).count();
        EXPECT_NEAR(since, 40, 12) << seed;
    }
}

TEST(Levelling, AFallAfterThePeakIsATaper) {
    const auto finding = judge_levelling(curve(2, 96, [](int hour) {
        return hour < 40 ? 10 + 5.0 * hour : 210 * std::exp(-(hour - 40) / 30.0);
    }));
    EXPECT_EQ(finding.state, LevellingState::tapering);
    EXPECT_LT(*finding.change_per_day.high, 0);
}

TEST(Levelling, WhatNeverGrewCannotLevelOff) {
    int other = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
        other += judge_levelling(curve(seed, 60, [](int) { return 10.0; })).state !=
                         LevellingState::not_grown
                     ? 1
                     : 0;
    // A slope surely above 0 by chance: 0.5 %, of up to three lines.
    EXPECT_LE(other, 4);
}

// In a day of few hosts no growth is surely above 0: that is no plateau.
TEST(Levelling, SlowGrowthIsNoPlateau) {
    int plateaus = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto line = curve(seed, 96, [](int hour) { return 3 + 0.3 * hour; });
        const auto doubling = curve(seed, 72, [](int hour) { return 3 * std::exp2(hour / 30.0); });
        for (const auto& input : {line, doubling})
            plateaus += judge_levelling(input).state == LevellingState::plateau ? 1 : 0;
    }
    EXPECT_LE(plateaus, 4) << "of 400";
}

// Ups and downs of a level are no taper.
TEST(Levelling, ALevelIsNoTaper) {
    int plateaus = 0;
    int tapers = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto state = judge_levelling(curve(seed, 96, [](int hour) {
                               return std::min(60.0, 10 + 50 * hour / 24.0);
                           })).state;
        plateaus += state == LevellingState::plateau ? 1 : 0;
        tapers += state == LevellingState::tapering ? 1 : 0;
    }
    EXPECT_LE(tapers, 10);
    EXPECT_GE(plateaus, 180);
}

// One day of few hosts after the bend: neither is sure, and that is the answer.
TEST(Levelling, WhatIsNotSureIsUndetermined) {
    int undetermined = 0;
    int wrong = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto finding = judge_levelling(
            curve(seed, 44, [](int hour) { return std::min(8.0, 2 + 6 * hour / 20.0); }));
        undetermined += finding.state == LevellingState::undetermined ? 1 : 0;
        wrong += finding.state == LevellingState::tapering ? 1 : 0;
        EXPECT_EQ(finding.since.has_value(), finding.state == LevellingState::plateau ||
                                                 finding.state == LevellingState::tapering);
    }
    EXPECT_GT(undetermined, 0);
    EXPECT_LE(wrong, 4);
}

// Two days that grow quieter: no taper where the baseline's cycle knows weekends and takes them out as exposure.
TEST(Levelling, AWeekendThatTheCycleKnowsIsNoTaper) {
    const auto weekend = [](int hour) { return hour < 48 ? 1 : 1 - 0.5 * (hour - 48) / 48.0; };
    auto input =
        curve(4, 96, [&](int hour) { return (hour < 30 ? 10 + 6.0 * hour : 190) * weekend(hour); });
    EXPECT_EQ(judge_levelling(input).state, LevellingState::tapering);
    for (int i = 0; i < 96; ++i) input.hours[static_cast<std::size_t>(i)].exposure = weekend(i);
    EXPECT_EQ(judge_levelling(input).state, LevellingState::plateau);
}

// A fall at once to a lower level, as from 190 to 114 an hour: it does not go down any more.
TEST(Levelling, AStepDownEndsOnALevel) {
    const auto finding = judge_levelling(curve(4, 96, [](int hour) {
        return (hour < 30 ? 10 + 6.0 * hour : 190) * (hour >= 48 ? 0.6 : 1.0);
    }));
    EXPECT_EQ(finding.state, LevellingState::plateau);
    const double since =
        std::chrono::duration<double, std::ratio<3600>>(*finding.since - start).count();
    EXPECT_NEAR(since, 48, 9);
}

TEST(Levelling, RefusesWhatIsTooLittle) {
    EXPECT_EQ(judge_levelling({}).state, LevellingState::insufficient_data);
    EXPECT_EQ(judge_levelling(curve(1, 20, logistic)).state, LevellingState::insufficient_data);
    LevellingInput zeros = curve(1, 90, [](int) { return 0.0; });
    EXPECT_EQ(judge_levelling(zeros).state, LevellingState::insufficient_data);
    LevellingInput silent = curve(1, 90, logistic);
    for (auto& hour : silent.hours) hour.exposure = 0;
    EXPECT_EQ(judge_levelling(silent).state, LevellingState::insufficient_data);
}

}  // namespace
}  // namespace hitme::analytics
