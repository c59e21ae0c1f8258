// SPDX-License-Identifier: Apache-2.0
#include "store/source_snapshot.h"

#include <gtest/gtest.h>

#include "support/many_sources.h"

namespace hitme::store {
namespace {

TEST(SourceSnapshot, PagesAsTheStoreDoes) {
    tests::ManySources many(700);
    auto store = many.reader();
    const auto snapshot = SourceSnapshot::of(*store, tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ((*snapshot)->size(), 700u);
    for (const auto& query : tests::source_questions()) {
        const auto expected = store->sources(query);
        ASSERT_TRUE(expected);
        const auto page = (*snapshot)->page(query);
        EXPECT_EQ(page.total, expected->total);
        ASSERT_EQ(page.addresses.size(), expected->rows.size());
        for (std::size_t i = 0; i < page.addresses.size(); ++i)
            EXPECT_EQ(page.addresses[i], expected->rows[i].source) << i;
        std::uint64_t visited = 0;
        (*snapshot)->visit(query, [&](const core::Address&, core::Time) { ++visited; });
        EXPECT_EQ(visited, expected->total);
    }
}

TEST(SourceSnapshot, OfNothingIsEmpty) {
    tests::ManySources none(0);
    const auto snapshot = SourceSnapshot::of(*none.reader(), tests::many_sources_from);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ((*snapshot)->page({}).total, 0u);
}

}  // namespace
}  // namespace hitme::store
