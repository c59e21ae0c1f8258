// SPDX-License-Identifier: Apache-2.0
#include "console/allow/hit_counts.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console::allow {
namespace {

TEST(HitCounts, ANoteReadsBackAndAStrangeOneCountsAsNothing) {
    tests::ScratchFolder folder;
    auto book = store::open_sqlite_book(folder.path(), store::Access::write);
    ASSERT_TRUE(book.has_value()) << book.error().context;
    const HitCount count{7, 2, core::parse_time("2026-03-01T12:00:00Z")};
    ASSERT_TRUE((*book)->note(rule_note("r-1"), hits_json(count)).has_value());
    const auto read = read_hits(**book, rule_note("r-1"));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->hits, 7u);
    EXPECT_EQ(read->sources, 2u);
    EXPECT_EQ(read->last, count.last);
    EXPECT_EQ(read_hits(**book, rule_note("r-2"))->hits, 0u);
    ASSERT_TRUE((*book)->note(class_note("research"), "nonsense").has_value());
    EXPECT_EQ(read_hits(**book, class_note("research"))->hits, 0u);
}

}  // namespace
}  // namespace hitme::console::allow
