// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/material.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/advisory_material.h"
#include "support/filled_store.h"

namespace hitme::console {
namespace {

TEST(GatherMaterial, IsWhatWasKnownAtThatMoment) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    auto book = std::move(*store::open_sqlite_book(filled.folder(), store::Access::write));
    const auto now = tests::at("2008-11-12");
    const auto later = tests::later_material();
    ASSERT_TRUE(book->put(campaign_entry(later.campaign, now, "hitme"), 0));
    for (const auto& finding : later.chain) ASSERT_TRUE(book->put(finding_entry(finding, now), 0));
    const auto known_at = [&](std::optional<core::Time> as_of) {
        return gather_material(*store, *book, {}, later.campaign.id, as_of,
                               tests::at("2008-11-09"));
    };
    const auto latest = known_at(std::nullopt);
    ASSERT_TRUE(latest) << latest.error().context;
    EXPECT_EQ(latest->as_of, tests::at("2008-11-10T00:00:00Z"));
    // The filled store's sensors are of a later time: what they have seen belongs to it, but not after now.
    EXPECT_EQ(gather_material(*store, *book, {}, later.campaign.id, std::nullopt, now)->as_of, now);
    ASSERT_EQ(latest->findings.size(), 2u);
    EXPECT_EQ(latest->findings[1].verdict, "linear");
    EXPECT_EQ(latest->chain.size(), 3u);
    EXPECT_EQ(known_at(tests::at("2008-11-09"))->findings[1].verdict, "undetermined");
    EXPECT_EQ(known_at(tests::at("2008-11-07"))->findings.size(), 1u);
    EXPECT_FALSE(known_at(tests::at("2008-11-06")));  // it opened later
    EXPECT_FALSE(gather_material(*store, *book, {}, "none", std::nullopt));
}

}  // namespace
}  // namespace hitme::console
