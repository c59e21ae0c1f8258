// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot_store.h"

#include <gtest/gtest.h>

#include <atomic>

#include "store/snapshot_file.h"
#include "support/many_sources.h"

namespace hitme::store {
namespace {

using namespace std::chrono_literals;

class SnapshotStoreTest : public testing::Test {
 protected:
    SnapshotKeeper::Opener opener() {
        return [this] { return core::Result<std::unique_ptr<EventStore>>(many_.reader()); };
    }
    static core::Time now() { return tests::many_sources_from; }
    tests::ManySources many_{500};
};

TEST_F(SnapshotStoreTest, AnswersAsTheStoreBehindIt) {
    SnapshotKeeper keeper{opener(), now, 1};
    auto plain = many_.reader();
    auto quick = with_snapshots(many_.reader(), keeper);
    ASSERT_TRUE(keeper.wait_for_walk(10s));
    ASSERT_TRUE(keeper.latest());
    for (const auto& query : tests::source_questions()) {
        const auto expected = plain->sources(query);
        const auto page = quick->sources(query);
        ASSERT_TRUE(expected && page);
        EXPECT_EQ(page->total, expected->total);
        ASSERT_EQ(page->rows.size(), expected->rows.size());
        for (std::size_t i = 0; i < page->rows.size(); ++i) {
            EXPECT_EQ(page->rows[i].source, expected->rows[i].source);
            EXPECT_EQ(page->rows[i].events, expected->rows[i].events);
        }
    }
}

TEST_F(SnapshotStoreTest, TheFirstQuestionsWaitForTheFirstWalk) {
    SnapshotKeeper keeper{opener(), now, 1};
    EXPECT_TRUE(keeper.latest());
}

TEST_F(SnapshotStoreTest, AStartAnswersFromTheFileOfTheRunBefore) {
    tests::ScratchFolder folder;
    const std::string file = folder.path() + "/sources.snapshot";
    { SnapshotKeeper(opener(), now, 1, file).wait_for_walk(10s); }
    ASSERT_TRUE(read_snapshot_file(file));
    // This one cannot open a store for its walks after the first time: what it tells is what the file had.
    std::atomic<int> opened = 0;
    SnapshotKeeper keeper{[&] {
                              if (++opened > 1)
                                  return core::Result<std::unique_ptr<EventStore>>(
                                      core::error(core::ErrorCode::io, "not again"));
                              return opener()();
                          },
                          [] { return now() + 1h; }, 1, file};
    const auto snapshot = keeper.latest();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->size(), 500u);
}

TEST_F(SnapshotStoreTest, NetworksAreLookedUpOnceAndKeptOverAStart) {
    tests::ScratchFolder folder;
    const std::string file = folder.path() + "/sources.snapshot";
    std::atomic<int> asked = 0;
    const auto look_up = [&](std::uint64_t from) {
        return NetworkLookUp{[&](const core::Address&, core::Time) {
                                 ++asked;
                                 return NetworkKey{64500, country_key("DE"), 1};
                             },
                             from};
    };
    {
        SnapshotKeeper keeper{opener(), now, 1, file, look_up(5)};
        ASSERT_TRUE(keeper.wait_for_walk(10s));
        ASSERT_TRUE(keeper.wait_for_walk(10s));
        const auto snapshot = keeper.latest();
        ASSERT_TRUE(snapshot && snapshot->has_networks());
        SourceQuery query;
        query.network = NetworkFilter{64500, country_key("DE"), std::uint8_t{1}};
        EXPECT_EQ(snapshot->page(query).total, 500u);
        EXPECT_EQ(with_snapshots(many_.reader(), keeper)->sources(query)->total, 500u);
    }
    EXPECT_EQ(asked, 500);
    {
        SnapshotKeeper keeper{opener(), now, 1, file, look_up(5)};
        EXPECT_TRUE(keeper.latest()->has_networks());
        EXPECT_EQ(asked, 500);
    }
    // Other databases say something else.
    SnapshotKeeper keeper{opener(), now, 1, file, look_up(6)};
    EXPECT_FALSE(keeper.latest()->has_networks());
    ASSERT_TRUE(keeper.wait_for_walk(10s));
    EXPECT_TRUE(keeper.latest()->has_networks());
    EXPECT_EQ(asked, 1000);
}

TEST_F(SnapshotStoreTest, AFileOfAnotherStoreIsNotAsked) {
    tests::ScratchFolder folder;
    const std::string file = folder.path() + "/sources.snapshot";
    const std::vector<std::uint32_t> addresses{1, 2};
    const std::vector<std::int64_t> times{0, 0};
    const std::vector<std::uint64_t> events{1, 1};
    const std::vector<std::uint32_t> no_signals{0, 0};
    SourceColumns other;
    other.taken_at = now();
    other.events_stored = 1'000'000;  // more than this store ever had
    other.v4 = addresses;
    other.first_seen = other.last_seen = times;
    other.events = events;
    other.signals_to = no_signals;
    ASSERT_TRUE(write_snapshot_file(file, other));
    SnapshotKeeper keeper{opener(), now, 1, file};
    const auto snapshot = keeper.latest();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->size(), 500u);
}

TEST_F(SnapshotStoreTest, FewSourcesAreAskedOfTheStoreItself) {
    SnapshotKeeper keeper{opener(), now, 501};
    ASSERT_TRUE(keeper.wait_for_walk(10s));
    EXPECT_FALSE(keeper.latest());
    auto store = with_snapshots(many_.reader(), keeper);
    EXPECT_EQ(store->sources({})->total, 500u);
}

TEST_F(SnapshotStoreTest, AStoreThatCannotBeOpenedLeavesTheAnswersToTheOneThatIs) {
    SnapshotKeeper keeper{[] {
                              return core::Result<std::unique_ptr<EventStore>>(
                                  core::error(core::ErrorCode::not_found, "none yet"));
                          },
                          now, 1};
    EXPECT_FALSE(keeper.wait_for_walk(50ms));
    auto store = with_snapshots(many_.reader(), keeper);
    EXPECT_EQ(store->sources({})->total, 500u);
}

}  // namespace
}  // namespace hitme::store
