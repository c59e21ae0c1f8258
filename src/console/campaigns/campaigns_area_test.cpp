// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/campaigns_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/campaigns/campaign_desk.h"
#include "console/campaigns/follow.h"
#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/post_claims.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

struct Heard : Notices {
    void tell(Notice notice) override { notices.push_back(std::move(notice)); }
    std::vector<Notice> notices;
};

class Campaigns : public testing::Test {
 protected:
    Campaigns()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))) {}

    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view body = "", Caller caller = {},
                              std::string_view query = "") {
        const AreaContext context{*store_, *book_, geo_, now_, false};
        auto answer = area_.answer(context, {method, path, query, body, std::move(caller)});
        EXPECT_TRUE(answer) << path;
        return answer.value_or(runtime::HttpResponse{});
    }
    void put_alarm(const char* opened) {
        store::Entry entry;
        entry.kind = "alarm";
        entry.id = "tcp-445.alarm.1";
        entry.at = now_;
        entry.author = "hitme";
        entry.subject = "tcp/445";
        entry.state = "open";
        entry.body =
            std::string(R"({"kind":"rise","confirmed":")") + opened + R"(","closed":null})";
        ASSERT_TRUE(book_->put(entry, 0));
    }

    tests::FilledStore filled_;
    store::GeoDb geo_;
    core::Time now_ = *core::parse_time("2008-11-06T20:00:00Z");
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    CampaignsArea area_;
};

TEST_F(Campaigns, TheStoryOfPostAFromItsClaimsAndAnAlarm) {
    for (const auto& claim : tests::post_claims())
        if (claim.post == 'A') {
            EXPECT_EQ(ask("POST", "/api/v1/claims", claim.body).status, 200u) << claim.body;
        }
    EXPECT_EQ(ask("POST", "/api/v1/claims", tests::post_claims().front().body).status, 409u);
    put_alarm("2008-11-06T15:00:00Z");
    Heard heard;
    CampaignDesk desk(*book_, &heard);
    desk.idle(now_);
    desk.idle(now_);
    const auto campaigns = campaigns_on(*book_, "tcp/445");
    ASSERT_TRUE(campaigns);
    ASSERT_EQ(campaigns->size(), 1u);
    EXPECT_EQ(campaigns->front().version, 1u);
    EXPECT_EQ(campaigns->front().state(), CampaignState::rising);
    ASSERT_EQ(heard.notices.size(), 1u);  // the rumour is a week old
    EXPECT_EQ(heard.notices[0].title, "Scans of 445/tcp: rising");

    const auto whole = ask("GET", "/api/v1/campaigns/tcp-445.campaign.1").body;
    EXPECT_THAT(whole, HasSubstr(R"("state":"rising","since":"2008-11-06T15:00:00Z")"));
    EXPECT_THAT(whole, HasSubstr(R"("alarms":["tcp-445.alarm.1"])"));
    EXPECT_THAT(whole, HasSubstr(R"("sources":["61.218.147.66"])"));
    // C-40: bulletin, rise at JPCERT, worm report, in this order.
    const auto marks = whole.substr(whole.find("\"marks\""));
    EXPECT_LT(marks.find("2008-10-23"), marks.find("2008-10-30"));
    EXPECT_LT(marks.find("2008-10-30"), marks.find("2008-11-03"));
    EXPECT_THAT(whole, HasSubstr(R"("name":"fleet_wide")"));
}

TEST_F(Campaigns, APersonOverridesWithAReason) {
    put_alarm("2008-11-06T15:00:00Z");
    ASSERT_TRUE(follow_campaigns(*book_, now_, now_, nullptr));
    const std::string path = "/api/v1/campaigns/tcp-445.campaign.1";
    EXPECT_EQ(ask("PUT", path, R"({"state":"closed"})").status, 400u);
    EXPECT_EQ(
        ask("PUT", path, R"({"state":"closed","reason":"ours"})", {"eve", Role::viewer}).status,
        403u);
    EXPECT_EQ(ask("PUT", path, R"({"state":"closed","reason":"ours","version":7})").status, 409u);
    const auto closed = ask("PUT", path, R"({"state":"closed","reason":"our own scanner"})",
                            {"mara", Role::analyst});
    EXPECT_THAT(closed.body, HasSubstr(R"("state":"closed")"));
    EXPECT_THAT(closed.body, HasSubstr(R"("reason":"our own scanner","author":"mara")"));
    EXPECT_THAT(ask("GET", "/api/v1/campaigns", "", {}, "state=closed").body,
                HasSubstr(R"("total":1)"));
    EXPECT_EQ(ask("GET", "/api/v1/campaigns", "", {}, "state=over").status, 400u);
    EXPECT_EQ(ask("GET", "/api/v1/campaigns/none").status, 404u);
}

TEST_F(Campaigns, QuestionsOfPeopleStandBesideThoseOfTheProgram) {
    EXPECT_EQ(
        ask("POST", "/api/v1/campaigns", R"({"signal":"tcp/445","reason":"three callers"})").status,
        200u);
    const std::string path = "/api/v1/campaigns/tcp-445.campaign.1/questions";
    EXPECT_EQ(ask("POST", path, R"({"question":"Does it sleep?","hypotheses":[]})").status, 400u);
    EXPECT_EQ(
        ask("POST", path,
            R"({"question":"Does it sleep?","hypotheses":[{"name":"a","text":"It sleeps","test":"revisits"},{"name":"b","text":"It is night","test":"zones"}]})")
            .status,
        200u);
    const auto rows = ask("GET", path).body;
    EXPECT_THAT(rows, HasSubstr("Why do we see no rise of tcp/445?"));
    EXPECT_THAT(rows, HasSubstr("Does it sleep?"));
}

TEST_F(Campaigns, AClaimComesToItsFate) {
    const auto added = ask("POST", "/api/v1/claims", tests::post_claims()[6].body).body;
    const auto id = added.substr(added.find("cl-"), 11);
    const auto changed =
        ask("PUT", "/api/v1/claims/" + id,
            R"({"fate":"contradicted","why":"72 h of data say linear","by":"tcp-445.growth.2"})",
            {"mara", Role::analyst});
    EXPECT_THAT(changed.body, HasSubstr(R"("fate":"contradicted")"));
    EXPECT_THAT(ask("GET", "/api/v1/claims", "", {}, "fate=contradicted").body,
                HasSubstr(R"("total":1)"));
    EXPECT_EQ(ask("DELETE", "/api/v1/claims/" + id).status, 405u);
}

}  // namespace
}  // namespace hitme::console
