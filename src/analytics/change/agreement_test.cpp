// SPDX-License-Identifier: Apache-2.0
#include "analytics/change/agreement.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

/// So many an hour for a week, and `times` as many for ten hours.
ClassChange change(const char* name, double per_hour, double times) {
    return {name, {per_hour * 168, 168, per_hour * times * 10, 10, 1}, std::nullopt};
}

Span span(int from, int to) {
    return {core::Time{} + std::chrono::hours{from}, core::Time{} + std::chrono::hours{to}};
}

// C-22: consumer x10, commercial x1: only consumer.
TEST(Agreement, NamesTheClassThatChangedAlone) {
    const std::vector<ClassChange> classes{change("consumer", 2, 10), change("commercial", 2, 1)};
    const auto finding = judge_agreement(classes);
    EXPECT_EQ(finding.verdict, Agreement::only_some);
    EXPECT_EQ(finding.sentence, "The change is in one part of the sensors only: consumer.");
    EXPECT_DOUBLE_EQ(*finding.classes[0].ratio->value, 10);
}

TEST(Agreement, NeedsEveryClassAboveTwo) {
    std::vector<ClassChange> classes{change("consumer", 2, 10), change("commercial", 3, 8)};
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::alike);
    // 2.2 times: above 2, but not at the lower limit.
    classes[1] = change("commercial", 2, 2.2);
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::undetermined);
    classes = {change("consumer", 4, 1), change("commercial", 4, 1)};
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::none_changed);
}

// Four tenths an hour for ten hours are four expected: fewer than five.
TEST(Agreement, DoesNotJudgeASmallClass) {
    std::vector<ClassChange> classes{change("consumer", 2, 10), change("commercial", 0.4, 2)};
    EXPECT_FALSE(judge_agreement(classes).classes[1].judged);
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::not_enough_data);
    classes.push_back(change("hosting", 2, 10));
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::undetermined);
    EXPECT_EQ(judge_agreement({}).verdict, Agreement::not_enough_data);
}

// The first report's own afternoon: 1 an hour in each class for eight days, 24 an hour for 4.4 hours. 106 hosts for 4.4 expected:
// by arithmetic the share of the later ones is 106/298, its exact lower limit 0.30, the ratio's 18.8.
TEST(Agreement, AFewExpectedHostsProveARiseAllTheSame) {
    const ClassChange risen{"consumer", {192, 192, 106, 4.4, 1}, std::nullopt};
    auto other = risen;
    other.name = "commercial";
    const auto finding = judge_agreement(std::vector<ClassChange>{risen, other});
    EXPECT_EQ(finding.verdict, Agreement::alike);
    EXPECT_NEAR(finding.classes[0].ratio->low, 18.8, 0.3);
    // Not where the baseline itself is a handful: 19 hosts in eight days.
    const ClassChange few{"hosting", {19, 192, 20, 4.4, 1}, std::nullopt};
    EXPECT_FALSE(judge_agreement(std::vector<ClassChange>{risen, few}).classes[1].judged);
}

TEST(Agreement, WantsTheOnsetsToOverlap) {
    std::vector<ClassChange> classes{change("consumer", 2, 10), change("commercial", 2, 10)};
    classes[0].onset = span(168, 170);
    classes[1].onset = span(169, 172);
    EXPECT_EQ(judge_agreement(classes).onsets_overlap, true);
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::alike);
    classes[1].onset = span(171, 172);
    EXPECT_EQ(judge_agreement(classes).onsets_overlap, false);
    EXPECT_EQ(judge_agreement(classes).verdict, Agreement::undetermined);
}

// C-19: 445, 22 and 23 rise by the same factor: fleet-wide, not 445.
TEST(Controls, TellAFleetWideChangeFromAPortsOwn) {
    const std::vector<ClassChange> risen{change("22", 40, 3), change("23", 60, 3)};
    const auto fleet = judge_controls(change("445", 50, 3), risen);
    EXPECT_EQ(fleet.verdict, ControlVerdict::fleet_wide);
    EXPECT_EQ(fleet.sentence, "Fleet-wide change, not 445.");
    EXPECT_NEAR(*fleet.relative->value, 1, 0.01);
    const std::vector<ClassChange> calm{change("22", 40, 1), change("23", 60, 1)};
    EXPECT_EQ(judge_controls(change("445", 50, 3), calm).verdict, ControlVerdict::own);
    EXPECT_EQ(judge_controls(change("445", 50, 1), calm).verdict, ControlVerdict::unchanged);
    // An outage takes from all.
    const std::vector<ClassChange> fallen{change("22", 40, 0.5), change("23", 60, 0.5)};
    EXPECT_EQ(judge_controls(change("445", 50, 0.5), fallen).verdict, ControlVerdict::fleet_wide);
    const std::vector<ClassChange> split{change("22", 40, 3), change("23", 60, 1)};
    EXPECT_EQ(judge_controls(change("445", 50, 2), split).verdict, ControlVerdict::undetermined);
    EXPECT_EQ(judge_controls(change("445", 50, 3), {}).verdict, ControlVerdict::not_enough_data);
}

}  // namespace
}  // namespace hitme::analytics
