// SPDX-License-Identifier: Apache-2.0
#include "console/campaign.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(Campaign, IsReadAsItWasWritten) {
    Campaign campaign;
    campaign.id = campaign_id("tcp/445", 2);
    EXPECT_EQ(campaign.id, "tcp-445.campaign.2");
    campaign.subject = "tcp/445";
    campaign.title = "Scans <b>";
    campaign.aliases = {"Conficker", "Downadup"};
    CampaignStep step;
    step.at = *core::parse_time("2009-01-10T00:00:01Z");
    step.state = CampaignState::plateau;
    step.reason = "no growth";
    step.author = "mara";
    step.evidence = {"tcp-445.growth.3"};
    campaign.steps = {step};
    const auto again = campaign_of(campaign_entry(campaign, step.at, "mara"));
    ASSERT_TRUE(again) << again.error().context;
    EXPECT_EQ(again->steps, campaign.steps);
    EXPECT_EQ(again->aliases, campaign.aliases);
    EXPECT_EQ(again->title, campaign.title);
}

TEST(Campaign, WithoutStepsIsNone) {
    store::Entry entry;
    entry.body = R"({"subject":"tcp/445","steps":[]})";
    EXPECT_FALSE(campaign_of(entry));
    entry.body = "[]";
    EXPECT_FALSE(campaign_of(entry));
}

TEST(Campaign, EveryStateHasItsName) {
    for (int i = 0; i <= static_cast<int>(CampaignState::refuted); ++i) {
        const auto state = static_cast<CampaignState>(i);
        EXPECT_EQ(campaign_state_named(name_of(state)), state);
    }
    EXPECT_FALSE(campaign_state_named("over"));
}

}  // namespace
}  // namespace hitme::console
