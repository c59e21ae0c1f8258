// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/outside_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/filled_store.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

class OutsidePaths : public testing::Test {
 protected:
    OutsidePaths()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))) {}

    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view body = "", std::string_view query = "",
                              Caller caller = {}) {
        const AreaContext context{*store_, *book_, geo_, tests::noon(), false};
        auto answer = area_.answer(context, {method, path, query, body, std::move(caller)});
        EXPECT_TRUE(answer) << path;
        return answer.value_or(runtime::HttpResponse{});
    }

    tests::FilledStore filled_;
    store::GeoDb geo_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    OutsideArea area_;
};

TEST_F(OutsidePaths, APayloadIsKeptOnceWithItsHashAndLicence) {
    const std::string body =
        R"({"kind":"csv_series","source":"F-Secure","licence":"quoted","subject":"tcp/445","text":"day,value\n2009-01-16,353495\n2009-01-22,1005941\n"})";
    const auto first = ask("POST", "/api/v1/outside", body);
    EXPECT_THAT(first.body,
                HasSubstr(R"("rows":2,"skipped":0,"skipped_line":null,"skipped_reason":"",)"));
    EXPECT_THAT(first.body, HasSubstr(R"("stored":true)"));
    EXPECT_THAT(ask("POST", "/api/v1/outside", body).body, HasSubstr(R"("stored":false)"));
    EXPECT_THAT(ask("GET", "/api/v1/outside").body, HasSubstr(R"("total":1)"));
    const auto series = ask("GET", "/api/v1/outside/series", "", "subject=tcp/445").body;
    EXPECT_THAT(
        series,
        HasSubstr(R"({"day":"2009-01-22","records":null,"targets":null,"sources":1005941})"));
    EXPECT_THAT(series, testing::Not(HasSubstr("2009-01-17")));
    EXPECT_EQ(ask("POST", "/api/v1/outside", body, "", {"eve", Role::viewer}).status, 403u);
}

TEST_F(OutsidePaths, ALevelIsToldWithTheDateFromWhichItHolds) {
    const auto said = [&](const std::string& level, const std::string& at) {
        return ask("POST", "/api/v1/outside",
                   R"({"kind":"isc_infocon","source":"SANS ISC","licence":"quoted","fetched_at":")" +
                       at + R"(","text":")" + level + R"("})")
            .body;
    };
    EXPECT_THAT(said("green", "2026-02-26T09:00:00Z"), HasSubstr(R"("level":"green")"));
    EXPECT_THAT(said("yellow", "2026-02-27T09:00:00Z"), HasSubstr(R"("stored":true)"));
    // Still yellow: since the 27th.
    const auto still = said("yellow", "2026-02-28T09:00:00Z");
    EXPECT_THAT(still, HasSubstr(R"("stored":false)"));
    EXPECT_THAT(still, HasSubstr("2026-02-27T09:00:00"));
    // The same word as on the 26th, and news all the same.
    EXPECT_THAT(said("green", "2026-03-01T09:00:00Z"), HasSubstr(R"("stored":true)"));
    const auto list = ask("GET", "/api/v1/outside").body;
    EXPECT_THAT(list, HasSubstr(R"("total":3)"));
    EXPECT_THAT(list, testing::ContainsRegex(R"re(2026-02-27T09:00:00[^}]*"level":"yellow")re"));
    const std::string series =
        R"({"kind":"csv_series","source":"F-Secure","licence":"quoted","subject":"tcp/445","text":"day,value\n2009-01-16,353495\n"})";
    EXPECT_THAT(ask("POST", "/api/v1/outside", series).body, HasSubstr(R"("level":null)"));
}

TEST_F(OutsidePaths, WhatWeSentOurselvesMakesTheSameNumbersNotIndependent) {
    // All of the forty that made their day ten times the median were ours.
    const std::string import =
        R"({"kind":"csv_series","source":"DShield","licence":"quoted","subject":"tcp/445","text":"day,value\n2026-02-26,4\n2026-02-27,4\n2026-02-28,4\n2026-03-01,40\n"})";
    ASSERT_EQ(ask("POST", "/api/v1/outside", import).status, 200u);
    const auto verdicts = [&] {
        return ask("GET", "/api/v1/outside/corroboration", "",
                   "subject=tcp/445&at=2026-03-01T06:00:00Z&from=2026-03-01T00:00:00Z&to="
                   "2026-03-02T00:00:00Z")
            .body;
    };
    EXPECT_THAT(verdicts(), testing::Not(HasSubstr("not_independent")));
    const std::string sent =
        R"({"source":"DShield","subject":"tcp/445","day":"2026-03-01","sources":40,"addresses":["192.0.2.77"]})";
    EXPECT_EQ(ask("POST", "/api/v1/outside/submissions", sent, "", {"eve", Role::viewer}).status,
              403u);
    EXPECT_EQ(ask("POST", "/api/v1/outside/submissions", sent, "", {"ada", Role::analyst}).status,
              201u);
    EXPECT_THAT(verdicts(), HasSubstr("not_independent"));
    const auto rows = ask("GET", "/api/v1/outside/submissions", "", "subject=tcp/445").body;
    EXPECT_THAT(
        rows,
        HasSubstr(
            R"({"source":"DShield","day":"2026-03-01","sources":40,"addresses":["192.0.2.77"]})"));
    // Who said so, and what was said before, stays.
    const std::string less =
        R"({"source":"DShield","subject":"tcp/445","day":"2026-03-01","sources":39})";
    EXPECT_EQ(ask("POST", "/api/v1/outside/submissions", less).status, 201u);
    store::EntryQuery query;
    query.kind = own_submission_kind;
    const auto page = book_->list(query);
    ASSERT_EQ(page->entries.size(), 1u);
    EXPECT_EQ(page->entries[0].version, 2u);
    const auto history = book_->history(std::string(own_submission_kind), page->entries[0].id);
    ASSERT_TRUE(history);
    ASSERT_EQ(history->size(), 2u);
    std::vector<std::string> authors{history->at(0).author, history->at(1).author};
    EXPECT_THAT(authors, testing::Contains("ada"));
}

TEST_F(OutsidePaths, ASubmissionThatSaysNothingIsRefusedWithItsReason) {
    const auto refused = [&](const std::string& body) {
        const auto answer = ask("POST", "/api/v1/outside/submissions", body);
        EXPECT_EQ(answer.status, 400u) << answer.body;
        return answer.body;
    };
    EXPECT_THAT(refused(R"({"source":"DShield","subject":"tcp/445","day":"2026-03-01"})"),
                HasSubstr("\"sources\""));
    EXPECT_THAT(refused(R"({"source":"DShield","subject":"445","day":"2026-03-01","sources":1})"),
                HasSubstr("\"subject\""));
    EXPECT_THAT(refused(R"({"source":"DShield","subject":"tcp/445","day":"1 March","sources":1})"),
                HasSubstr("\"day\""));
    EXPECT_THAT(
        refused(
            R"({"source":"DShield","subject":"tcp/445","day":"2026-03-01","addresses":["<b>"]})"),
        HasSubstr("\"addresses\""));
}

TEST_F(OutsidePaths, EntriesOfListsAreFoundByAddress) {
    const auto import = [&](const std::string& text, const std::string& at) {
        const auto answer = ask(
            "POST", "/api/v1/outside",
            R"({"kind":"dshield_block_list","source":"DShield","licence":"CC BY-NC-SA","fetched_at":")" +
                at + R"(","text":")" + text + R"("})");
        EXPECT_EQ(answer.status, 200u) << answer.body;
    };
    import(R"(198.51.100.0\t198.51.100.255\t24\t99\n203.0.113.0\t203.0.113.255\t24\t7\n)",
           "2026-02-28T00:00:00Z");
    import(R"(203.0.113.0\t203.0.113.255\t24\t8\n)", "2026-03-01T00:00:00Z");
    const auto now = ask("GET", "/api/v1/outside/entries", "", "address=203.0.113.9").body;
    EXPECT_THAT(now, HasSubstr(R"("total":1,)"));
    EXPECT_THAT(now, HasSubstr(R"("network":"203.0.113.0/24","count":null,"targets":8,)"));
    EXPECT_THAT(now, HasSubstr(R"("fetched_at":"2026-03-01T00:00:00Z","latest":true)"));
    EXPECT_THAT(ask("GET", "/api/v1/outside/entries", "", "address=198.51.100.9").body,
                HasSubstr(R"("total":0,)"));
    const auto before =
        ask("GET", "/api/v1/outside/entries", "", "address=198.51.100.9&lists=all").body;
    EXPECT_THAT(before, HasSubstr(R"("latest":false)"));
    EXPECT_THAT(ask("GET", "/api/v1/outside/entries", "", "lists=all&limit=1&offset=2").body,
                HasSubstr(R"("total":3,"offset":2,)"));
    EXPECT_EQ(ask("GET", "/api/v1/outside/entries", "", "address=nowhere").status, 400u);
}

TEST_F(OutsidePaths, WhatIsNoneIsRefusedByName) {
    const auto refused = [&](std::string_view body) {
        const auto answer = ask("POST", "/api/v1/outside", body);
        EXPECT_EQ(answer.status, 400u);
        return answer.body;
    };
    EXPECT_THAT(refused(R"({"kind":"csv","source":"x","licence":"y","text":"z"})"),
                HasSubstr("isc_port_history"));
    EXPECT_THAT(
        refused(
            R"({"kind":"csv_series","source":"x","licence":"y","text":"day,value\n2009-01-01,1\n"})"),
        HasSubstr("subject"));
    EXPECT_THAT(
        refused(
            R"({"kind":"isc_port_history","source":"x","licence":"y","subject":"tcp/445","text":"<html>"})"),
        HasSubstr("JSON"));
}

TEST_F(OutsidePaths, OurSourcesAreHeldAgainstTheirs) {
    // support/filled_store.h: 192.0.2.77 and 198.51.100.9 came on tcp/445 before noon.
    ASSERT_EQ(
        ask("POST", "/api/v1/outside",
            R"({"kind":"dshield_as_report","source":"DShield","licence":"CC BY-NC-SA","text":"192.000.002.077\t10\t3\n203.0.113.200\t1\t1\n"})")
            .status,
        200u);
    ASSERT_EQ(
        ask("POST", "/api/v1/outside",
            R"({"kind":"dshield_block_list","source":"block list","licence":"CC BY-NC-SA","text":"198.51.100.0\t198.51.100.255\t24\t99\n"})")
            .status,
        200u);
    const auto answer =
        ask("GET", "/api/v1/outside/corroboration", "", "subject=tcp/445&at=2026-03-01T11:50:00Z")
            .body;
    EXPECT_THAT(answer, HasSubstr(R"("overlap":{"count":1,"listed":["192.0.2.77"]})"));
    EXPECT_THAT(answer, HasSubstr(R"("ours_only":{"count":1,"listed":["198.51.100.9"]})"));
    EXPECT_THAT(answer, HasSubstr(R"("theirs_only":{"count":1,"listed":["203.0.113.200"]})"));
    EXPECT_THAT(answer, HasSubstr(R"("verdict":"confirmed","source":"DShield")"));
    EXPECT_THAT(answer, HasSubstr(R"("verdict":"consistent","source":"block list")"));
    OwnSubmission own{
        "DShield", core::day_of(tests::noon()), 1, {*core::Address::parse("192.0.2.77")}};
    ASSERT_TRUE(record_submission(*book_, "tcp/445", own, "mara", tests::noon()));
    EXPECT_THAT(answer, HasSubstr(R"("submissions":0,"lists_total":2,)"));
    const auto with_own = ask("GET", "/api/v1/outside/corroboration", "", "subject=tcp/445").body;
    EXPECT_THAT(with_own, HasSubstr(R"("verdict":"not_independent")"));
    EXPECT_THAT(with_own, HasSubstr(R"("submissions":1,)"));
    EXPECT_THAT(with_own, HasSubstr(R"("hosts":2,"own":1,"both":0)"));
    EXPECT_EQ(ask("GET", "/api/v1/outside/corroboration").status, 400u);
}

}  // namespace
}  // namespace hitme::console
