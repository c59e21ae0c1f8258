// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/book.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/sqlite/database.h"
#include "support/scratch_folder.h"

namespace hitme::store {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

Entry entry_of(const std::string& kind, const std::string& id, const std::string& body = "{}") {
    Entry entry;
    entry.kind = kind;
    entry.id = id;
    entry.at = noon;
    entry.author = "mara";
    entry.body = body;
    return entry;
}

class BookTest : public testing::Test {
 protected:
    std::unique_ptr<Book> open(Access access = Access::write) {
        auto opened = open_sqlite_book(folder_.path(), access);
        EXPECT_TRUE(opened) << opened.error().context;
        return std::move(*opened);
    }
    const tests::ScratchFolder folder_;
};

TEST_F(BookTest, EveryVersionIsKept) {
    auto book = open();
    EXPECT_EQ(*book->put(entry_of("case", "c-1", R"({"state":"new"})"), 0), 1u);
    auto later = entry_of("case", "c-1", R"({"state":"closed"})");
    later.at = noon + std::chrono::hours{1};
    later.author = "olu";
    later.state = "closed";
    EXPECT_EQ(*book->put(later, 1), 2u);

    const auto newest = book->get("case", "c-1");
    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->version, 2u);
    EXPECT_EQ(newest->author, "olu");
    EXPECT_EQ(newest->state, "closed");
    const auto history = book->history("case", "c-1");
    ASSERT_TRUE(history);
    ASSERT_EQ(history->size(), 2u);
    EXPECT_EQ((*history)[0].body, R"({"state":"new"})");
    EXPECT_EQ((*history)[0].at, noon);
    EXPECT_TRUE(book->history("case", "c-2")->empty());
    EXPECT_EQ(book->get("case", "c-2").error().code, core::ErrorCode::not_found);
}

TEST_F(BookTest, AWriterThatSawAnotherVersionIsRefused) {
    auto book = open();
    ASSERT_TRUE(book->put(entry_of("case", "c-1"), 0));
    EXPECT_EQ(book->put(entry_of("case", "c-1"), 0).error().code, core::ErrorCode::refused);
    EXPECT_EQ(book->put(entry_of("case", "c-2"), 1).error().code, core::ErrorCode::refused);
    EXPECT_EQ(*book->put(entry_of("case", "c-1"), std::nullopt), 2u);
}

TEST_F(BookTest, SeveralAreWrittenWhollyOrNot) {
    auto book = open();
    ASSERT_TRUE(book->put(entry_of("case", "b"), 0));
    EXPECT_FALSE(book->put_all({{entry_of("case", "a"), 0}, {entry_of("case", "b"), 0}}));
    EXPECT_FALSE(book->get("case", "a"));
    EXPECT_TRUE(book->put_all({{entry_of("case", "a"), 0}, {entry_of("case", "b"), 1}}));
    EXPECT_EQ(book->get("case", "b")->version, 2u);
}

TEST_F(BookTest, ListsNewestVersionsLastWrittenFirst) {
    auto book = open();
    for (const char* id : {"a", "b", "c"}) {
        auto entry = entry_of("claim", id);
        entry.subject = id == std::string("b") ? "udp/53" : "tcp/445";
        ASSERT_TRUE(book->put(entry, 0));
    }
    auto again = entry_of("claim", "a");
    again.subject = "tcp/445";
    again.state = "upheld";
    again.at = noon + std::chrono::hours{2};
    ASSERT_TRUE(book->put(again, 1));
    ASSERT_TRUE(book->put(entry_of("case", "a"), 0));

    const auto ids = [&](EntryQuery query) {
        query.kind = "claim";
        const auto page = book->list(query);
        std::string found;
        for (const auto& entry : page->entries) found += entry.id;
        return found;
    };
    EXPECT_EQ(ids({}), "acb");
    EntryQuery by_subject;
    by_subject.subject = "tcp/445";
    EXPECT_EQ(ids(by_subject), "ac");
    EntryQuery by_state;
    by_state.state = "upheld";
    EXPECT_EQ(ids(by_state), "a");
    EntryQuery since;
    since.since = noon + std::chrono::hours{1};
    EXPECT_EQ(ids(since), "a");
    EntryQuery second;
    second.offset = 1;
    second.limit = 1;
    EXPECT_EQ(ids(second), "c");
    second.kind = "claim";
    EXPECT_EQ(book->list(second)->total, 3u);
}

TEST_F(BookTest, TheTrailTellsWhoWroteWhat) {
    auto book = open();
    ASSERT_TRUE(book->put(entry_of("case", "c-1"), 0));
    ASSERT_TRUE(book->put(entry_of("claim", "k-1"), 0));
    auto other = entry_of("case", "c-1");
    other.author = "olu";
    ASSERT_TRUE(book->put(other, 1));
    EXPECT_EQ(book->trail({})->total, 3u);
    TrailQuery by_author;
    by_author.author = "olu";
    const auto page = book->trail(by_author);
    ASSERT_EQ(page->entries.size(), 1u);
    EXPECT_EQ(page->entries[0].version, 2u);
    TrailQuery before;
    before.to = noon;
    EXPECT_EQ(book->trail(before)->total, 0u);
}

TEST_F(BookTest, ChangesRiseWithTheKindThatIsWritten) {
    auto book = open();
    EXPECT_EQ(*book->changes("case"), 0u);
    ASSERT_TRUE(book->put(entry_of("case", "c-1"), 0));
    const auto before = *book->changes("case");
    ASSERT_TRUE(book->put(entry_of("claim", "k-1"), 0));
    EXPECT_EQ(*book->changes("case"), before);
    EXPECT_GT(*book->changes(""), before);
    ASSERT_TRUE(book->put(entry_of("case", "c-1"), 1));
    EXPECT_GT(*book->changes("case"), before);
}

TEST_F(BookTest, NotesAreReplaced) {
    auto book = open();
    EXPECT_FALSE(book->noted("rule/r-1/hits")->has_value());
    ASSERT_TRUE(book->note("rule/r-1/hits", "1"));
    ASSERT_TRUE(book->note("rule/r-1/hits", "2"));
    EXPECT_EQ(**book->noted("rule/r-1/hits"), "2");
}

TEST_F(BookTest, NotesGoWithTheRecordsOfTheirTransactionOrNotAtAll) {
    auto book = open();
    ASSERT_TRUE(book->put_all({{entry_of("case", "a"), 0}}, {{"now/a", "1"}, {"now/b", "2"}}));
    EXPECT_EQ(**book->noted("now/a"), "1");
    EXPECT_FALSE(book->put_all({{entry_of("case", "a"), 0}}, {{"now/a", std::nullopt}}));
    EXPECT_EQ(**book->noted("now/a"), "1");
    ASSERT_TRUE(
        book->put_all({}, {{"now/a", std::nullopt}, {"now/b", "3"}, {"now/c", std::nullopt}}));
    EXPECT_FALSE(book->noted("now/a")->has_value());
    EXPECT_EQ(**book->noted("now/b"), "3");
}

TEST_F(BookTest, HostileWordsAreWordsOnly) {
    auto book = open();
    const std::string id = "x'; DROP TABLE entry; --";
    ASSERT_TRUE(book->put(entry_of("case", id, std::string("{\"a\":\"\\u0000\"}")), 0));
    EXPECT_EQ(book->get("case", id)->id, id);
    EXPECT_EQ(book->trail({})->total, 1u);
}

TEST_F(BookTest, WhatIsTooLongIsRefusedAndChangesNothing) {
    auto book = open();
    EXPECT_EQ(book->put(entry_of("case", std::string(513, 'x')), 0).error().code,
              core::ErrorCode::over_limit);
    EXPECT_EQ(
        book->put(entry_of("case", "c", std::string(max_entry_bytes + 1, ' ')), 0).error().code,
        core::ErrorCode::over_limit);
    EXPECT_EQ(book->trail({})->total, 0u);
}

TEST_F(BookTest, TwoWritersNeverTakeTheSameVersion) {
    // Both make the file, both count the same record up: 2 x 50 puts are 100 versions.
    const auto work = [this] {
        auto book = open();
        for (int i = 0; i < 50; ++i)
            EXPECT_TRUE(book->put(entry_of("case", "shared"), std::nullopt));
    };
    std::thread other(work);
    work();
    other.join();
    EXPECT_EQ(open(Access::read)->get("case", "shared")->version, 100u);
}

// A program that opens the book several times, and another program that writes and ends meanwhile: found as a malformed
// file when opening gave up the locks of the connections that were open already.
TEST_F(BookTest, AnotherProgramComesAndGoesWhileWeHaveItOpenTwice) {
    auto first = open();
    ASSERT_TRUE(first->put(entry_of("case", "c-1"), 0));
    auto second = open();
    ASSERT_TRUE(second->list({"case", {}, {}, {}, 0, 10}));
    for (int round = 0; round < 5; ++round) {
        const pid_t other = ::fork();
        ASSERT_GE(other, 0);
        if (other == 0) {
            bool done = false;
            {
                auto theirs = open_sqlite_book(folder_.path(), Access::write);
                done = theirs && (*theirs)->put(entry_of("case", "c-1"), std::nullopt);
            }
            ::_exit(done ? 0 : 1);
        }
        int status = -1;
        ASSERT_EQ(::waitpid(other, &status, 0), other);
        EXPECT_EQ(status, 0);
        open();
        EXPECT_TRUE(first->put(entry_of("claim", "k"), std::nullopt)) << round;
        EXPECT_EQ(second->get("case", "c-1")->version, 2u + static_cast<unsigned>(round));
    }
    EXPECT_EQ(open()->trail({})->total, 11u);
}

TEST_F(BookTest, AReaderFindsNoBookWhereThereIsNone) {
    EXPECT_EQ(open_sqlite_book(folder_.path(), Access::read).error().code,
              core::ErrorCode::not_found);
}

TEST_F(BookTest, ALaterVersionIsLeftUntouched) {
    open();
    {
        auto database = sqlite::Database::open(folder_.path() + "/book.db", sqlite::OpenAs::writer);
        ASSERT_TRUE(database->run("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    EXPECT_EQ(open_sqlite_book(folder_.path(), Access::write).error().code,
              core::ErrorCode::newer_version);
}

}  // namespace
}  // namespace hitme::store
