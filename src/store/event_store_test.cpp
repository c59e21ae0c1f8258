// SPDX-License-Identifier: Apache-2.0
#include "store/event_store.h"

#include <gtest/gtest.h>

#include "support/many_sources.h"

namespace hitme::store {
namespace {

TEST(EventStore, VisitsTheSourcesThatMatchAndNoOthers) {
    tests::ManySources many(300);
    auto store = many.reader();
    for (const auto& query : tests::source_questions()) {
        const auto expected = store->sources(query);
        ASSERT_TRUE(expected);
        std::uint64_t visited = 0;
        ASSERT_TRUE(store->visit_matching_sources(
            query, [&](const core::Address&, core::Time) { ++visited; }));
        EXPECT_EQ(visited, expected->total);
    }
}

}  // namespace
}  // namespace hitme::store
