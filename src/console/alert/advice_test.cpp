// SPDX-License-Identifier: Apache-2.0
#include "console/alert/advice.h"

#include <gtest/gtest.h>

#include <set>

namespace hitme::console::alert {
namespace {

constexpr std::size_t longest = 120;  // a line of a mail that a phone shows in three

TEST(Advice, EachKindHasOneLineOfItsOwn) {
    std::set<std::string_view> lines;
    for (int kind = 0; kind <= static_cast<int>(NoticeKind::test); ++kind) {
        const auto line = advice_for(static_cast<NoticeKind>(kind), Severity::medium);
        EXPECT_TRUE(line.starts_with("First: ") || line.starts_with("Nothing to do: ")) << kind;
        EXPECT_TRUE(line.ends_with('.')) << kind;
        EXPECT_LE(line.size(), longest) << kind;
        EXPECT_EQ(line.find('\n'), std::string_view::npos) << kind;
        EXPECT_TRUE(lines.insert(line).second) << kind;
    }
}

TEST(Advice, WhatFailedIsToBeDoneByHand) {
    EXPECT_NE(advice_for(NoticeKind::response, Severity::critical),
              advice_for(NoticeKind::response, Severity::high));
    const auto dry_run = advice_for(NoticeKind::response, Severity::low);
    EXPECT_EQ(dry_run.substr(0, 13), "Nothing to do");
    EXPECT_LE(dry_run.size(), longest);
    EXPECT_EQ(advice_for(NoticeKind::feed_health, Severity::info).substr(0, 13), "Nothing to do");
}

}  // namespace
}  // namespace hitme::console::alert
