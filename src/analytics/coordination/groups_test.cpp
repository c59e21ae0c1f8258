// SPDX-License-Identifier: Apache-2.0
#include "analytics/coordination/groups.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time t0{};

// P(N >= 3) of mean 1 = 1 - e^-1 (1 + 1 + 1/2).
TEST(Groups, CountsThePoissonTailAsTheTextbookDoes) {
    EXPECT_NEAR(poisson_tail(3, 1), 1 - std::exp(-1.0) * 2.5, 1e-12);
    EXPECT_EQ(poisson_tail(0, 1), 1);
    EXPECT_EQ(poisson_tail(1, 0), 0);
}

// Benjamini and Hochberg 1995, section 3.2: fifteen p values, four rejected at 0.05.
TEST(Groups, RejectsAsBenjaminiAndHochbergDid) {
    const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    const auto rejected = benjamini_hochberg(p, 0.05);
    for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(rejected[i], i < 4) << i;
    EXPECT_TRUE(benjamini_hochberg({}, 0.05).empty());
}

/// One start each 30 minutes of a day, of three fingerprints in turn.
GroupsInput quiet_day() {
    GroupsInput input{{}, t0, t0 + hours{24}, {}};
    for (int i = 0; i < 48; ++i) {
        input.starters.push_back({t0 + minutes{30 * i},
                                  std::string(1, static_cast<char>('a' + i % 3)),
                                  std::uint64_t{1} << (i % 8)});
    }
    return input;
}

TEST(Groups, FindsNoneInAnEvenDay) {
    EXPECT_TRUE(coordinated_groups(quiet_day()).empty());
    EXPECT_TRUE(coordinated_groups({}).empty());
}

TEST(Groups, FindsEightThatBeganInTenMinutesAndSharedTheSensors) {
    auto input = quiet_day();
    const core::Time start = t0 + hours{9} + minutes{7};
    for (int i = 0; i < 8; ++i) {
        input.starters.push_back({start + seconds{60 * i}, "worm", std::uint64_t{1} << i});
    }
    const auto groups = coordinated_groups(input);
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].fingerprint, "worm");
    EXPECT_EQ(groups[0].members.size(), 8u);
    EXPECT_EQ(groups[0].started, start);
    EXPECT_LT(groups[0].p, 1e-6);
    EXPECT_EQ(groups[0].sensors_covered, 0xffu);
    EXPECT_EQ(groups[0].overlap, 0);  // one sensor each, none twice
    EXPECT_NEAR(groups[0].overlap_expected, 1.0 / 8,
                0.01);  // two sources with one of eight sensors each
    ASSERT_TRUE(groups[0].division_p);
    EXPECT_LT(*groups[0].division_p, 0.05);  // 8! / 8^8 = 0.0024
}

TEST(Groups, SeesNoDivisionWhereAllSawTheSame) {
    auto input = quiet_day();
    for (int i = 0; i < 8; ++i) input.starters.push_back({t0 + hours{9} + seconds{i}, "worm", 3});
    const auto groups = coordinated_groups(input);
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].overlap, 2);
    EXPECT_GT(*groups[0].division_p, 0.9);
}

TEST(Groups, NeedsFiveSources) {
    auto input = quiet_day();
    for (int i = 0; i < 4; ++i) input.starters.push_back({t0 + hours{9}, "worm", 1});
    EXPECT_TRUE(coordinated_groups(input).empty());
}

TEST(Groups, AllowsForTheSignalsOwnRise) {
    GroupsInput input{{}, t0, t0 + hours{2}, {0, 60}};
    for (int i = 0; i < 60; ++i) input.starters.push_back({t0 + hours{1} + minutes{i}, "a", 1});
    EXPECT_TRUE(coordinated_groups(input).empty());
    input.expected_per_hour = {30, 0.5};
    EXPECT_EQ(coordinated_groups(input).size(), 1u);
}

}  // namespace
}  // namespace hitme::analytics
