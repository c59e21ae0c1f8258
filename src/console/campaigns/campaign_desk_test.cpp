// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/campaign_desk.h"

#include <gtest/gtest.h>

#include "console/campaign.h"
#include "console/claim.h"
#include "store/sqlite/book.h"
#include "support/post_claims.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

TEST(CampaignDesk, LooksOnceAMinute) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    CampaignDesk desk(*book, nullptr);
    const core::Time now = *core::parse_time("2008-11-04");
    desk.idle(now);
    const auto claim = claim_sent(tests::post_claims()[4].body, "mara");
    ASSERT_TRUE(book->put(claim_entry(*claim, now, "mara"), 0));
    desk.idle(now + std::chrono::seconds{59});
    EXPECT_TRUE(campaigns_on(*book, "tcp/445")->empty());
    desk.idle(now + std::chrono::seconds{60});
    ASSERT_EQ(campaigns_on(*book, "tcp/445")->size(), 1u);
    EXPECT_EQ(campaigns_on(*book, "tcp/445")->front().state(), CampaignState::rumoured);
}

}  // namespace
}  // namespace hitme::console
