// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
const auto eight = *core::parse_time("2009-01-26T07:00:00Z");

ReEntryWatch monday() {
    ReEntryWatch watch;
    watch.id = "w-00000001";
    watch.name = "Monday";
    watch.from = eight;
    watch.until = eight + 2h;
    watch.before = eight - 72h;
    return watch;
}

TEST(ReEntry, AWatchExpiresByItself) {
    ReEntryWatches watches;
    watches.set({monday()});
    EXPECT_EQ(watches.active_at(eight - 1s, "lan-1"), nullptr);
    EXPECT_NE(watches.active_at(eight, "lan-1"), nullptr);
    EXPECT_NE(watches.active_at(eight + 2h - 1s, "lan-1"), nullptr);
    EXPECT_EQ(watches.active_at(eight + 2h, "lan-1"), nullptr);
    EXPECT_EQ(state_of(monday(), eight - 1s), "planned");
    EXPECT_EQ(state_of(monday(), eight), "active");
    EXPECT_EQ(state_of(monday(), eight + 2h), "over");
    auto ended = monday();
    ended.ended = eight + 1h;
    watches.set({ended});
    EXPECT_EQ(watches.active_at(eight + 1h, "lan-1"), nullptr);
    EXPECT_EQ(state_of(ended, eight + 3h), "ended");
}

TEST(ReEntry, ItMayNameItsSensors) {
    auto watch = monday();
    watch.sensors = {"lan-2"};
    ReEntryWatches watches;
    watches.set({watch});
    EXPECT_EQ(watches.active_at(eight, "lan-1"), nullptr);
    EXPECT_NE(watches.active_at(eight, "lan-2"), nullptr);
}

TEST(ReEntry, ARecordReadsBackAndABadOneIsRefused) {
    store::Entry entry;
    entry.id = "w-00000001";
    entry.body = body_of(monday());
    const auto read = re_entry_watch_of(entry);
    ASSERT_TRUE(read.has_value()) << read.error().context;
    EXPECT_EQ(read->until, eight + 2h);
    auto longer = monday();
    longer.until = eight + 169h;
    entry.body = body_of(longer);
    EXPECT_FALSE(re_entry_watch_of(entry).has_value());
}

}  // namespace
}  // namespace hitme::console::cases
