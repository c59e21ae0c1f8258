// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/reminders.h"

#include <gtest/gtest.h>

#include "console/advisory/reminder_desk.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

TEST(Reminders, MondayIsItsFirstLocalMoment) {
    const auto eastern = *runtime::Zone::find("America/New_York");
    // Post B's update, Sunday 25 January 2009 11:00 AM EST: Monday begins at 05:00 UTC.
    EXPECT_EQ(due_time("Monday", eastern, at("2009-01-25T16:00:00Z")), at("2009-01-26T05:00:00Z"));
    // On a Monday the next one is meant.
    EXPECT_EQ(due_time("monday", eastern, at("2009-01-26T16:00:00Z")), at("2009-02-02T05:00:00Z"));
    // Nepal is 5 h 45 min ahead.
    EXPECT_EQ(
        due_time("monday", *runtime::Zone::find("Asia/Kathmandu"), at("2009-01-25T16:00:00Z")),
        at("2009-01-25T18:15:00Z"));
    EXPECT_EQ(due_time("2009-01-26T00:00:00Z", eastern, at("2009-01-25")), at("2009-01-26"));
    EXPECT_FALSE(due_time("soon", eastern, at("2009-01-25")));
}

struct Heard : Notices {
    void tell(Notice notice) override { titles.push_back(notice.title); }
    std::vector<std::string> titles;
};

TEST(Reminders, AreRaisedOnceWhenDue) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    ASSERT_TRUE(promise(*book, "c", "More analysis", at("2009-01-26T05:00:00Z"), "mara",
                        at("2009-01-25T16:00:00Z")));
    EXPECT_FALSE(promise(*book, "c", "", at("2009-01-26"), "mara", at("2009-01-25")));
    Heard heard;
    ReminderDesk desk(*book, &heard);
    desk.idle(at("2009-01-26T04:59:00Z"));
    EXPECT_TRUE(heard.titles.empty());
    desk.idle(at("2009-01-26T05:00:00Z"));
    desk.idle(at("2009-01-26T05:01:00Z"));
    EXPECT_EQ(heard.titles, std::vector<std::string>{"Due: More analysis"});
    EXPECT_EQ(promises_on(*book, "c")->front().state, "raised");
}

}  // namespace
}  // namespace hitme::console
