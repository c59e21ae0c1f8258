// SPDX-License-Identifier: Apache-2.0
#include "console/alert/logged_notice.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

LoggedNotice told_of(const std::string& page) {
    LoggedNotice one;
    one.notice.kind = NoticeKind::internal_host;
    one.notice.severity = Severity::critical;
    one.notice.title = "A \"quoted\" title";
    one.notice.source = "10.0.0.9";
    one.notice.page = page;
    one.notice.simulated = true;
    one.told = *core::parse_time("2026-03-01T12:00:05.000000001Z");
    one.outcomes = {{"mail", Outcome::sent_on, ""}, {"siem", Outcome::filtered, "below high"}};
    return one;
}

TEST(LoggedNotice, ComesBackAsItWas) {
    const auto rows = logged_notices_of("[" + logged_notice_json(told_of("/cases/c-1")) + "]");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].notice.kind, NoticeKind::internal_host);
    EXPECT_EQ(rows[0].notice.severity, Severity::critical);
    EXPECT_EQ(rows[0].notice.title, "A \"quoted\" title");
    EXPECT_EQ(rows[0].notice.source, "10.0.0.9");
    EXPECT_EQ(rows[0].notice.page, "/cases/c-1");
    EXPECT_TRUE(rows[0].notice.simulated);
    EXPECT_EQ(rows[0].told, *core::parse_time("2026-03-01T12:00:05.000000001Z"));
    ASSERT_EQ(rows[0].outcomes.size(), 2u);
    EXPECT_EQ(rows[0].outcomes[0].outcome, Outcome::sent_on);
    EXPECT_EQ(rows[0].outcomes[1].channel, "siem");
    EXPECT_EQ(rows[0].outcomes[1].outcome, Outcome::filtered);
    EXPECT_EQ(rows[0].outcomes[1].why, "below high");
}

TEST(LoggedNotice, WhatIsNoneIsPassedBy) {
    for (const char* text : {"", "{", "{}", "[1,null,[]]", R"([{"kind":"internal_host"}])",
                             R"([{"told":"2026-03-01T12:00:05Z","kind":"gossip"}])",
                             R"([{"told":"noon","kind":"internal_host"}])"})
        EXPECT_TRUE(logged_notices_of(text).empty()) << text;
}

TEST(LoggedNotice, ACasesOwnAreKeptApartFromTheRest) {
    const tests::ScratchFolder folder;
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    EXPECT_TRUE(kept_notices(*book, "/cases/c-1")->empty()) << "nothing was noted yet";
    const auto list = [](const char* one, const char* other) {
        return "[" + logged_notice_json(told_of(one)) + "," + logged_notice_json(told_of(other)) +
               "]";
    };
    ASSERT_TRUE(book->note(case_notices_note, list("/cases/c-1", "/cases/c-2")));
    ASSERT_TRUE(book->note(notices_note, list("/cases/c-3", "/incidents/i-1")));
    EXPECT_EQ(kept_notices(*book, "/cases/c-2")->size(), 1u);
    EXPECT_TRUE(kept_notices(*book, "/cases/c-3")->empty());
    EXPECT_EQ(kept_notices(*book, "/incidents/i-1")->size(), 1u);
}

}  // namespace
}  // namespace hitme::console::alert
