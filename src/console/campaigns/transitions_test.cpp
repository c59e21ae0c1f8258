// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/transitions.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

Claim rumour(const char* said_at) {
    Claim claim;
    claim.id = "cl-00000001";
    claim.who = "a colleague";
    claim.said_at = at(said_at);
    claim.event = ClaimEvent::outbreak;
    return claim;
}

Campaign opened_by(const CampaignRecords& records, core::Time until) {
    Campaign campaign;
    campaign.id = "tcp-445.campaign.1";
    campaign.subject = "tcp/445";
    campaign.steps.push_back(*opening_step(records, std::nullopt, until));
    while (auto step = next_step(campaign, records, until))
        campaign.steps.push_back(std::move(*step));
    return campaign;
}

std::string told(const Campaign& campaign) {
    std::string text;
    for (const auto& step : campaign.steps)
        text += std::string(name_of(step.state)) + ' ' + core::format_rfc3339(step.at) + '\n';
    return text;
}

// The worm of November 2008: rumoured on 30 October at noon, nothing for seven days, then it rose at 14:25 on 7 November.
CampaignRecords rumour_then_onset() {
    CampaignRecords records;
    records.claims = {rumour("2008-10-30T12:00:00Z")};
    records.quiet = {{"tcp-445.onset.1", at("2008-10-25"), at("2008-11-07T14:00:00Z"), 0.99}};
    records.alarms = {{"tcp-445.alarm.1", at("2008-11-07T14:25:00Z"), std::nullopt}};
    return records;
}

TEST(Transitions, RumouredThenNothingForSevenDaysThenAnOnset) {
    EXPECT_EQ(told(opened_by(rumour_then_onset(), at("2008-11-08T00:00:00Z"))),
              "rumoured 2008-10-30T12:00:00Z\n"
              "watched 2008-11-06T12:00:00Z\n"
              "rising 2008-11-07T14:25:00Z\n");
}

TEST(Transitions, WithoutCoverageNothingIsNotSeen) {
    auto records = rumour_then_onset();
    records.quiet.front().coverage = 0.94;
    EXPECT_EQ(told(opened_by(records, at("2008-11-08T00:00:00Z"))),
              "rumoured 2008-10-30T12:00:00Z\n"
              "rising 2008-11-07T14:25:00Z\n");
    records.quiet.clear();
    records.alarms.clear();
    EXPECT_EQ(told(opened_by(records, at("2009-01-01"))), "rumoured 2008-10-30T12:00:00Z\n");
}

TEST(Transitions, AStateIsKeptForADay) {
    auto records = rumour_then_onset();
    // Two hours after it began to be watched.
    records.alarms.front().opened = at("2008-11-06T14:00:00Z");
    EXPECT_EQ(told(opened_by(records, at("2008-11-07T11:59:59Z"))),
              "rumoured 2008-10-30T12:00:00Z\n"
              "watched 2008-11-06T12:00:00Z\n");
    EXPECT_EQ(told(opened_by(records, at("2008-11-07T12:00:00Z"))),
              "rumoured 2008-10-30T12:00:00Z\n"
              "watched 2008-11-06T12:00:00Z\n"
              "rising 2008-11-07T12:00:00Z\n");
}

TEST(Transitions, AWholeLife) {
    CampaignRecords records;
    records.alarms = {{"a1", at("2009-01-10"), at("2009-01-30")}};
    records.growth = {{"g1", "undetermined", at("2009-01-11")},
                      {"g2", "linear", at("2009-01-14")},
                      {"g3", "logistic", at("2009-01-20")},
                      {"g4", "no_growth", at("2009-01-21T06:00:00Z")},
                      {"g5", "tapering", at("2009-01-28")}};
    EXPECT_EQ(told(opened_by(records, at("2009-03-01"))),
              "rising 2009-01-10T00:00:00Z\n"
              "sustained 2009-01-11T00:00:00Z\n"  // undetermined, a day after the onset
              "rising 2009-01-14T00:00:00Z\n"     // linear
              "plateau 2009-01-21T00:00:00Z\n"    // a day of no growth
              "tapering 2009-01-28T00:00:00Z\n"
              "closed 2009-02-06T00:00:00Z\n");  // seven days after the alarm closed
}

TEST(Transitions, AWithdrawnRumourIsRefuted) {
    CampaignRecords records;
    records.claims = {rumour("2008-10-30T12:00:00Z")};
    const auto open = opened_by(records, at("2008-11-02"));
    EXPECT_EQ(told(open), "rumoured 2008-10-30T12:00:00Z\n");
    records.claims.front().fate = ClaimFate::withdrawn;
    records.claims.front().fate_at = at("2008-11-02T08:00:00Z");
    const auto step = next_step(open, records, at("2008-11-03"));
    ASSERT_TRUE(step);
    EXPECT_EQ(step->state, CampaignState::refuted);
    EXPECT_EQ(step->at, at("2008-11-02T08:00:00Z"));
    EXPECT_EQ(step->evidence, std::vector<std::string>{"cl-00000001"});
}

TEST(Transitions, WhatIsOverDoesNotMoveAndANewEventOpensAnother) {
    CampaignRecords records;
    records.alarms = {{"a1", at("2009-01-10"), at("2009-01-12")},
                      {"a2", at("2009-02-10"), std::nullopt}};
    const auto first = opened_by(records, at("2009-02-09"));
    EXPECT_EQ(first.state(), CampaignState::closed);
    EXPECT_FALSE(next_step(first, records, at("2009-03-01")));
    const auto again = opening_step(records, first.since(), at("2009-03-01"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->at, at("2009-02-10"));
}

TEST(Transitions, WhatWasOverriddenIsKeptForADayToo) {
    auto campaign = opened_by(rumour_then_onset(), at("2008-11-08"));
    CampaignStep by_hand;
    by_hand.at = at("2008-11-08T01:00:00Z");
    by_hand.state = CampaignState::watched;
    by_hand.author = "mara";
    campaign.steps.push_back(by_hand);
    const auto step = next_step(campaign, rumour_then_onset(), at("2008-11-20"));
    ASSERT_TRUE(step);
    EXPECT_EQ(step->at, at("2008-11-09T01:00:00Z"));
    EXPECT_EQ(step->state, CampaignState::rising);
}

}  // namespace
}  // namespace hitme::console
