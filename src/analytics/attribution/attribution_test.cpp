// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/attribution.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

AttributionInput example() {
    return {{{"consumer/asia", 600, 700, false},
             {"consumer/europe", 300, 350, false},
             {"hosting", 40, 280, false},
             {"unknown", 120, 70, true}},
            1.0 / 7};
}

// The oracle's quantiles, by another generator of random numbers and therefore compared to 0.01:
//   python3 -c "import est; print(est.attribution([700, 350, 280, 70], [600, 300, 40, 120], 1/7))"
//   2.5 %: .5418 .2565 0 .1055   50 %: .5795 .2896 .0002 .1275   97.5 %: .6151 .3244 .0167 .1524
TEST(Attribution, GivesEveryClassItsShareOfTheGrowth) {
    const auto finding = judge_attribution(example());
    EXPECT_EQ(finding.refusal, AttributionRefusal::none);
    EXPECT_NEAR(finding.excess, 1060 - 200, 1e-9);
    ASSERT_EQ(finding.classes.size(), 4u);
    EXPECT_EQ(finding.classes[0].name, "unknown");  // first, whatever its rank
    EXPECT_EQ(finding.classes[1].name, "consumer/asia");
    EXPECT_EQ(finding.classes[1].growth_rank, 1u);
    const double expected[4][3] = {{0.1055, 0.1275, 0.1524},
                                   {0.5418, 0.5795, 0.6151},
                                   {0.2565, 0.2896, 0.3244},
                                   {0, 0.0002, 0.0167}};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(finding.classes[i].share->low, expected[i][0], 0.01);
        EXPECT_NEAR(finding.classes[i].share->median, expected[i][1], 0.01);
        EXPECT_NEAR(finding.classes[i].share->high, expected[i][2], 0.01);
    }
    EXPECT_EQ(finding.largest, "consumer/asia");
    // By their share of the growth, and none that made hardly any of it.
    EXPECT_EQ(finding.sentence.rfind("Largest part of the growth: consumer/asia, 5", 0), 0u);
    EXPECT_NE(finding.sentence.find("; then " + finding.classes[2].name + ", 2"), std::string::npos)
        << finding.sentence;
    EXPECT_NE(finding.sentence.find(", unknown, 1"), std::string::npos) << finding.sentence;
    EXPECT_EQ(finding.sentence.find(finding.classes[3].name), std::string::npos)
        << finding.sentence;
    // Half of the baseline and 58 % of the growth.
    EXPECT_NEAR(finding.classes[1].over_representation->median, 500.0 / 860 / 0.5, 0.05);
    EXPECT_LT(finding.classes[3].over_representation->high, 1);
}

TEST(Attribution, SaysHowConcentratedTheGrowthIs) {
    // 200 above the baseline; of these 192.0.2.0/24 has 30 and 198.51.0.0/16 has 120 - 10 = 110 in three networks.
    AttributionInput input{{{"a", 300, 100, false}}, 1};
    input.by_24 = {{0xC0000200, {30, 0}},
                   {0xC6336400, {40, 15}},
                   {0xC6336500, {40, 15}},
                   {0xC6336600, {40, 0}},
                   {0xCB007100, {150, 70}}};
    input.by_16 = {{0xC0000000, {30, 0}}, {0xC6330000, {120, 10}}, {0xCB000000, {150, 90}}};
    auto finding = judge_attribution(input);
    ASSERT_TRUE(finding.largest_24);
    EXPECT_EQ(finding.largest_24->network, "203.0.113.0/24");
    EXPECT_DOUBLE_EQ(finding.largest_24->share, 0.4);
    ASSERT_TRUE(finding.largest_16);
    EXPECT_EQ(finding.largest_16->network, "198.51.0.0/16");
    EXPECT_EQ(finding.largest_16->hosts, 120u);
    EXPECT_EQ(finding.largest_16->baseline_hosts, 10u);
    EXPECT_DOUBLE_EQ(finding.largest_16->share, 0.55);
    EXPECT_NE(finding.sentence.find(" 55 % of it is of one network, 198.51.0.0/16."),
              std::string::npos)
        << finding.sentence;
    input.by_16.clear();
    finding = judge_attribution(input);
    EXPECT_FALSE(finding.largest_16);
    EXPECT_EQ(finding.sentence.find("one network"), std::string::npos) << "0.4 is not half";
    // Refused: nothing to be concentrated.
    input.classes[0].hosts = 149;
    EXPECT_FALSE(judge_attribution(input).largest_24);
}

TEST(Attribution, RefusesUnderFiftyHostsAboveTheBaseline) {
    const auto finding = judge_attribution({{{"a", 149, 100, false}}, 1});
    EXPECT_EQ(finding.refusal, AttributionRefusal::few_excess_hosts);
    EXPECT_FALSE(finding.classes[0].share);
    EXPECT_EQ(judge_attribution({{{"a", 150, 100, false}}, 1}).refusal, AttributionRefusal::none);
    AttributionInput nobody_known;
    nobody_known.classes = {{"unknown", 500, 100, true}};
    EXPECT_EQ(judge_attribution(nobody_known).refusal, AttributionRefusal::no_class_known);
    EXPECT_FALSE(judge_attribution(nobody_known).largest);
    EXPECT_EQ(judge_attribution({}).refusal, AttributionRefusal::few_excess_hosts);
    EXPECT_EQ(judge_attribution({{{"a", 500, 0, false}}, 0}).refusal,
              AttributionRefusal::no_baseline_ratio);
}

TEST(Attribution, SaysFirstThatMuchIsUnknown) {
    const auto finding = judge_attribution({{{"a", 300, 0, false}, {"?", 200, 0, true}}, 1});
    EXPECT_DOUBLE_EQ(finding.unknown_share, 0.4);
    EXPECT_EQ(finding.sentence.rfind("40 % of the hosts are of no known class.", 0), 0u);
}

// Of no known network type, but of known regions: not known all the same, and the regions are told.
TEST(Attribution, SeveralUnknownClassesCountTogether) {
    const auto finding = judge_attribution({{{"unknown/asia", 150, 0, true},
                                             {"unknown/europe", 140, 0, true},
                                             {"consumer/asia", 210, 0, false}},
                                            1});
    EXPECT_DOUBLE_EQ(finding.unknown_share, 0.58);
    EXPECT_EQ(finding.sentence.rfind("58 % of the hosts are of no known class.", 0), 0u);
    const auto regions =
        judge_attribution({{{"unknown/asia", 400, 0, true}, {"unknown/europe", 100, 0, true}}, 1});
    EXPECT_EQ(regions.refusal, AttributionRefusal::none);
    EXPECT_EQ(regions.sentence.rfind("100 % of the hosts are of no known class. Largest part of "
                                     "the growth: unknown/asia",
                                     0),
              0u)
        << regions.sentence;
}

TEST(Attribution, NamesNoLargestAmongEquals) {
    EXPECT_FALSE(judge_attribution({{{"a", 100, 0, false}, {"b", 98, 0, false}}, 1}).largest);
}

TEST(Attribution, GivesTheSameNumbersForTheSameCounts) {
    const auto a = judge_attribution(example());
    const auto b = judge_attribution(example());
    for (std::size_t i = 0; i < a.classes.size(); ++i) {
        EXPECT_EQ(a.classes[i].share->low, b.classes[i].share->low);
    }
}

}  // namespace
}  // namespace hitme::analytics
