// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/told.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/alert/logged_notice.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

namespace alert = console::alert;

std::unique_ptr<store::Book> book_with_a_told_case(const tests::ScratchFolder& folder) {
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    alert::LoggedNotice one;
    one.notice.kind = console::NoticeKind::internal_host;
    one.notice.severity = console::Severity::high;
    one.notice.page = "/cases/c-1";
    one.told = *core::parse_time("2026-03-01T12:00:05.25Z");
    one.outcomes = {{"mail\x1b[2J", alert::Outcome::sent_on, ""},
                    {"night", alert::Outcome::quiet, "quiet hours"}};
    EXPECT_TRUE(book->note(alert::case_notices_note, "[" + alert::logged_notice_json(one) + "]"));
    return book;
}

TEST(Told, EachChannelIsALineAndHostileNamesAreText) {
    const tests::ScratchFolder folder;
    const auto book = book_with_a_told_case(folder);
    EXPECT_EQ(*told_text(*book, "/cases/c-1"),
              "TOLD                  NOTICE         SEVERITY  CHANNEL      HOW"
              "                             WHY\n"
              "2026-03-01T12:00:05Z  internal_host  high      mail\\x1b[2J  sent on at once"
              "                 -\n"
              "2026-03-01T12:00:05Z  internal_host  high      night        "
              "kept until the quiet hours end  quiet hours\n");
    EXPECT_NE(told_text(*book, "/cases/c-2")->find("nobody"), std::string::npos);
}

TEST(Told, JsonIsTheAnswerWithOneMemberMore) {
    const tests::ScratchFolder folder;
    const auto book = book_with_a_told_case(folder);
    const auto whole =
        boost::json::parse(*with_told(*book, "/cases/c-1", R"({"case":{"id":"c-1"}})"));
    EXPECT_EQ(whole.at("case").at("id").as_string(), "c-1");
    EXPECT_EQ(whole.at("told").at(0).at("outcomes").at(1).at("outcome").as_string(), "quiet");
    EXPECT_EQ(*with_told(*book, "/cases/c-2", R"({"a":1})"), R"({"a":1,"told":[]})");
}

}  // namespace
}  // namespace hitme::app
