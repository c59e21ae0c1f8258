// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/advisory_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/advisory_material.h"
#include "support/filled_store.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

class AdvisoryPaths : public testing::Test {
 protected:
    AdvisoryPaths()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))),
          area_(AdvisorySources{}) {
        const auto material = tests::made_material();
        keep(campaign_entry(material.campaign, now_, "hitme"));
        for (const auto& finding : material.findings) keep(finding_entry(finding, now_));
        for (const auto& claim : material.claims) keep(claim_entry(claim, now_, "mara"));
    }
    void keep(const store::Entry& entry) {
        const auto kept = book_->put(entry, std::nullopt);
        ASSERT_TRUE(kept) << kept.error().context;
    }
    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view body = "", std::string_view query = "",
                              Caller caller = {}) {
        const AreaContext context{*store_, *book_, geo_, now_, false};
        auto answer = area_.answer(context, {method, path, query, body, std::move(caller)});
        EXPECT_TRUE(answer) << path;
        return answer.value_or(runtime::HttpResponse{});
    }

    tests::FilledStore filled_;
    store::GeoDb geo_;
    core::Time now_ = tests::at("2008-11-08T00:10:00Z");
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    AdvisoryArea area_;
};

const std::string base = "/api/v1/advisories";
const std::string one = base + "/tcp-445.campaign.1.advisory.1";

TEST_F(AdvisoryPaths, FromADraftOverAnEditToAnUpdate) {
    const auto draft =
        ask("POST", base, R"({"campaign":"tcp-445.campaign.1","zone":"America/New_York"})");
    EXPECT_EQ(draft.status, 200u) << draft.body;
    EXPECT_THAT(draft.body, HasSubstr(R"("state":"draft")"));
    EXPECT_THAT(draft.body, HasSubstr(R"("guard":{"passes":true)"));
    // The same material is the same draft.
    EXPECT_THAT(
        ask("POST", base, R"({"campaign":"tcp-445.campaign.1","zone":"America/New_York"})").body,
        HasSubstr(R"("version":1)"));

    const auto edited = ask("PUT", one, R"({"title":"Scans of 445/tcp GROWING at Massive Rate"})");
    EXPECT_THAT(edited.body, HasSubstr(R"("passes":false)"));
    const auto refused = ask("POST", one + "/publish", "{}");
    EXPECT_EQ(refused.status, 409u);
    EXPECT_THAT(refused.body,
                HasSubstr(R"("statement":"title","line":1,"column":29,"phrase":"Massive")"));
    EXPECT_EQ(ask("POST", one + "/update", R"({"text":"x"})").status, 409u);

    EXPECT_EQ(ask("PUT", one, R"({"title":"Scans of 445/tcp are rising"})").status, 200u);
    EXPECT_EQ(ask("POST", one + "/publish", "{}", "", {"eve", Role::viewer}).status, 403u);
    EXPECT_EQ(ask("POST", one + "/publish", "{}", "", {"mara", Role::analyst}).status, 200u);
    EXPECT_EQ(ask("POST", one + "/publish", "{}").status, 409u);
    EXPECT_EQ(ask("PUT", one, R"({"title":"other"})").status, 409u);

    const auto later = tests::later_material();
    keep(finding_entry(later.findings[1], now_));
    now_ = tests::at("2008-11-10T00:00:00Z");
    const auto updated = ask("POST", one + "/update", "{}");
    EXPECT_EQ(updated.status, 200u) << updated.body;
    EXPECT_THAT(updated.body, HasSubstr(R"("label":"** Sun 2008-11-09 7:00 PM EST Update:")"));
    const auto feed = ask("GET", base + ".atom").body;
    EXPECT_THAT(feed, HasSubstr("advisory.1:update:1"));
    EXPECT_THAT(ask("GET", one, "", "form=text").body, HasSubstr("superseded by"));
    EXPECT_THAT(ask("GET", one, "", "form=markdown").body,
                HasSubstr("# Scans of 445/tcp are rising"));
    EXPECT_THAT(ask("GET", one, "", "form=html").body, HasSubstr("<!doctype html>"));
    EXPECT_THAT(ask("GET", base, "", "state=published").body, HasSubstr(R"("updates":1)"));
}

TEST_F(AdvisoryPaths, AnyTextCanBeChecked) {
    const auto answer =
        ask("POST", base + "/check",
            R"({"text":"Scanning grows\nEXPONENTIALLY","campaign":"tcp-445.campaign.1"})", "",
            {"eve", Role::viewer});
    EXPECT_THAT(answer.body, HasSubstr(R"("line":2,"column":1,"phrase":"EXPONENTIALLY")"));
    EXPECT_THAT(answer.body, HasSubstr("tcp-445.growth.1 says undetermined"));
    EXPECT_THAT(ask("POST", base + "/check", R"({"text":"Patch."})").body,
                HasSubstr(R"("passes":true)"));
    EXPECT_EQ(ask("POST", base + "/check", "[]").status, 400u);
}

TEST_F(AdvisoryPaths, WhatIsNotThereIsSaid) {
    EXPECT_EQ(ask("POST", base, R"({"campaign":"none"})").status, 404u);
    EXPECT_EQ(ask("GET", base + "/none").status, 404u);
    EXPECT_EQ(
        ask("POST", base, R"({"campaign":"tcp-445.campaign.1","zone":"Mars/Olympus"})").status,
        400u);
    EXPECT_EQ(ask("POST", base, R"({"campaign":"tcp-445.campaign.1","as_of":"2008-01-01"})").status,
              404u);
}

TEST_F(AdvisoryPaths, PromisesAreKeptWithTheirLocalMidnight) {
    // 2008-11-08 is a Saturday; Monday begins at 05:00 UTC in New York.
    const auto made = ask(
        "POST", base + "/reminders",
        R"({"text":"More analysis","due":"monday","zone":"America/New_York","campaign":"tcp-445.campaign.1"})");
    EXPECT_THAT(made.body, HasSubstr(R"("due":"2008-11-10T05:00:00Z","state":"waiting")"));
    EXPECT_THAT(ask("GET", base + "/reminders").body, HasSubstr("More analysis"));
    EXPECT_EQ(ask("POST", base + "/reminders", R"({"text":"x","due":"soon"})").status, 400u);
    EXPECT_THAT(
        ask("POST", base, R"({"campaign":"tcp-445.campaign.1","zone":"America/New_York"})").body,
        HasSubstr("Due Mon 2008-11-10 12:00 AM EST: More analysis"));
}

}  // namespace
}  // namespace hitme::console
