// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/follow.h"

#include <gtest/gtest.h>

#include "console/finding.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

void put_alarm(store::Book& book, const std::string& id, const char* kind, const char* confirmed,
               const std::string& closed) {
    store::Entry entry;
    entry.kind = "alarm";
    entry.id = id;
    entry.at = at("2009-03-01");
    entry.author = "hitme";
    entry.subject = "tcp/445";
    entry.body = std::string("{\"kind\":\"") + kind + "\",\"confirmed\":\"" + confirmed +
                 "\",\"closed\":" + (closed.empty() ? "null" : "\"" + closed + "\"") + "}";
    ASSERT_TRUE(book.put(entry, std::nullopt));
}

// At 8.5 chance raises an alarm in a month of one signal: it is told, and no campaign comes of it.
TEST(FollowCampaigns, AnAlarmThatIsNotConfirmedOpensNone) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    store::Entry entry;
    entry.kind = "alarm";
    entry.id = "tcp-445.alarm.1";
    entry.at = at("2009-03-01");
    entry.author = "hitme";
    entry.subject = "tcp/445";
    entry.body =
        R"({"kind":"rise","opened":"2009-01-10T00:00:00Z","confirmed":null,"closed":null})";
    ASSERT_TRUE(book->put(entry, std::nullopt));
    const auto moved =
        follow_campaigns(*book, at("2009-02-10T12:00:00Z"), at("2009-03-01"), nullptr);
    ASSERT_TRUE(moved) << moved.error().context;
    EXPECT_TRUE(moved->empty());
}

TEST(FollowCampaigns, OneMatterAfterTheOtherAndNothingTwice) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    put_alarm(*book, "tcp-445.alarm.1", "rise", "2009-01-10T00:00:00Z", "2009-01-12T00:00:00Z");
    put_alarm(*book, "tcp-445.alarm.2", "loud_source", "2009-01-25T00:00:00Z", "");
    put_alarm(*book, "tcp-445.alarm.3", "rise", "2009-02-10T00:00:00Z", "");
    const auto moved =
        follow_campaigns(*book, at("2009-02-10T12:00:00Z"), at("2009-03-01"), nullptr);
    ASSERT_TRUE(moved) << moved.error().context;
    ASSERT_EQ(moved->size(), 2u);
    EXPECT_EQ((*moved)[0].campaign.state(), CampaignState::closed);
    EXPECT_EQ((*moved)[0].campaign.since(), at("2009-01-19"));
    EXPECT_EQ((*moved)[1].campaign.id, "tcp-445.campaign.2");
    EXPECT_EQ((*moved)[1].campaign.state(), CampaignState::rising);
    const auto again =
        follow_campaigns(*book, at("2009-02-10T12:00:00Z"), at("2009-03-01"), nullptr);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->empty());
}

TEST(FollowCampaigns, AConfirmedQuietFindingMakesARumourWatched) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    const auto claim = claim_sent(
        R"({"who":"a colleague","said_at":"2009-01-10T12:00:00Z","quote":"a worm","subject":"tcp/445","event":"outbreak","grade":"rumour"})",
        "mara");
    ASSERT_TRUE(book->put(claim_entry(*claim, at("2009-01-10T13:00:00Z"), "mara"), 0));
    Finding quiet;
    quiet.id = finding_id("tcp/445", "onset", 1);
    quiet.subject = "tcp/445";
    quiet.question = "onset";
    quiet.verdict = "no_rise";
    quiet.judged_at = at("2009-01-10T00:00:00Z");
    quiet.window = {at("2009-01-09"), at("2009-01-10"), at("2009-01-01")};
    quiet.sentence = "No rise.";
    quiet.coverage.known = true;
    quiet.coverage.share = 1.0;
    quiet.method = "onset/1";
    quiet.data.digest = "0";
    ASSERT_TRUE(book->put(finding_entry(quiet, quiet.judged_at), 0));
    ASSERT_TRUE(book->note("finding_confirmed/" + quiet.id,
                           R"({"at":"2009-01-18T00:00:00Z","times":200})"));
    ASSERT_TRUE(follow_campaigns(*book, at("2009-01-18"), at("2009-01-18"), nullptr));
    const auto campaigns = campaigns_on(*book, "tcp/445");
    ASSERT_TRUE(campaigns);
    ASSERT_EQ(campaigns->size(), 1u);
    ASSERT_EQ(campaigns->front().steps.size(), 2u);
    EXPECT_EQ(campaigns->front().state(), CampaignState::watched);
    EXPECT_EQ(campaigns->front().since(), at("2009-01-17T12:00:00Z"));
}

}  // namespace
}  // namespace hitme::console
