// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/rivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hitme::console {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

Campaign in_state(CampaignState state) {
    Campaign campaign;
    campaign.id = "tcp-445.campaign.1";
    campaign.subject = "tcp/445";
    CampaignStep step;
    step.at = at("2008-11-06");
    step.state = state;
    campaign.steps.push_back(step);
    return campaign;
}

const Hypothesis& named(const OpenQuestion& question, std::string_view name) {
    for (const auto& one : question.hypotheses)
        if (one.name == name) return one;
    ADD_FAILURE() << "no hypothesis " << name;
    return question.hypotheses.front();
}

TEST(Rivals, FailedToPropagateHasFourExplanationsAndTheEngineFillsInOurOwnBlindness) {
    RivalFacts facts;
    facts.reach = {{"alpha", "unreachable", at("2008-11-01")},
                   {"bravo", "unreachable", at("2008-11-02")}};
    const auto questions = rivals_of(in_state(CampaignState::watched), facts);
    ASSERT_EQ(questions.size(), 1u);
    EXPECT_EQ(questions[0].hypotheses.size(), 4u);
    EXPECT_EQ(named(questions[0], "sensors_blind").standing(), Standing::supported);
    EXPECT_EQ(blind_sentence("tcp/445", facts.reach).substr(0, 56),
              "Our 445/tcp sensors are blind since 2008-11-02T00:00:00Z");
    for (const auto& one : questions[0].hypotheses) EXPECT_FALSE(one.test.empty()) << one.name;
}

TEST(Rivals, OneSensorThatIsReachedIsNotBlind) {
    RivalFacts facts;
    facts.reach = {{"alpha", "unreachable", at("2008-11-01")},
                   {"bravo", "reachable", at("2008-11-02")}};
    EXPECT_EQ(blind_sentence("tcp/445", facts.reach), "");
    EXPECT_EQ(
        named(rivals_of(in_state(CampaignState::watched), facts)[0], "sensors_blind").standing(),
        Standing::open);
    EXPECT_EQ(blind_sentence("tcp/445", {}), "");
}

TEST(Rivals, ARiseIsWeighedAgainstWhatElseCouldMakeIt) {
    RivalFacts facts;
    facts.rose_at = at("2008-11-06T14:25:00Z");
    facts.others = {{"tcp/22", "tcp-22.alarm.1", at("2008-11-06T14:20:00Z")},
                    {"tcp/23", "tcp-23.alarm.1", at("2008-11-01T14:20:00Z")}};
    facts.loud_sources = {"192.0.2.1"};
    Finding growth;
    growth.id = "tcp-445.growth.1";
    growth.window = {at("2008-11-06T14:00:00Z"), at("2008-11-06T20:00:00Z"), at("2008-10-30")};
    growth.data.events = 10;
    growth.data.unverified_contacts = 90;
    facts.growth = growth;
    const auto question = rivals_of(in_state(CampaignState::rising), facts)[0];
    EXPECT_THAT(named(question, "fleet_wide").pro,
                testing::ElementsAre(testing::HasSubstr("tcp/22 [tcp-22.alarm.1].")));
    EXPECT_EQ(named(question, "one_loud_source").standing(), Standing::supported);
    EXPECT_EQ(named(question, "time_of_day").standing(), Standing::supported);
    EXPECT_EQ(named(question, "spoofed").standing(), Standing::supported);
    EXPECT_EQ(named(question, "sensor_change").standing(), Standing::open);
}

}  // namespace
}  // namespace hitme::console
