// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/database.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

const FileKind kind{"a test", 0x68746D74, 3, 4096,
                    "CREATE TABLE thing(id INTEGER PRIMARY KEY, body BLOB);"};

TEST(Database, ValuesComeBackAndEmptyIsNotNull) {
    const tests::ScratchFolder folder;
    auto database = Database::open(folder.path() + "/a.db", kind, OpenAs::writer);
    ASSERT_TRUE(database) << database.error().context;
    auto insert = database->prepare("INSERT INTO thing VALUES(?1, ?2)");
    ASSERT_TRUE(insert);
    insert->bind(1, std::int64_t{-5});
    insert->bind(2, core::Bytes{});
    ASSERT_TRUE(insert->run());
    auto select = database->prepare("SELECT id, body, NULL FROM thing");
    ASSERT_TRUE(select);
    EXPECT_EQ(*select->step(), Step::row);
    EXPECT_EQ(select->integer(0), -5);
    EXPECT_FALSE(select->is_null(1));
    EXPECT_TRUE(select->blob(1).empty());
    EXPECT_TRUE(select->is_null(2));
    EXPECT_EQ(*select->step(), Step::done);
    EXPECT_EQ(*database->number("SELECT count(*) FROM thing"), 1);
}

TEST(Database, TransactionsThatAreNotCommittedLeaveNothing) {
    const tests::ScratchFolder folder;
    auto database = Database::open(folder.path() + "/a.db", kind, OpenAs::writer);
    ASSERT_TRUE(database);
    {
        auto transaction = Transaction::begin_write(*database);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database->run("INSERT INTO thing VALUES(1, x'00')"));
    }
    EXPECT_EQ(*database->number("SELECT count(*) FROM thing"), 0);
    {
        auto transaction = Transaction::begin_write(*database);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database->run("INSERT INTO thing VALUES(1, x'00')"));
        ASSERT_TRUE(transaction->commit());
    }
    EXPECT_EQ(*database->number("SELECT count(*) FROM thing"), 1);
}

TEST(Database, FailuresNameTheFileAndAFullOneIsDiskFull) {
    const tests::ScratchFolder folder;
    auto database = Database::open(folder.path() + "/a.db", kind, OpenAs::writer);
    ASSERT_TRUE(database);
    const auto wrong = database->run("nonsense");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, core::ErrorCode::io);
    EXPECT_NE(wrong.error().context.find("a.db"), std::string::npos);
    ASSERT_TRUE(database->run("PRAGMA max_page_count = 4"));
    const auto full = database->run("INSERT INTO thing VALUES(1, zeroblob(100000))");
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, core::ErrorCode::disk_full);
}

TEST(Database, HeadersTellKindAndVersionWithoutOpening) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/a.db";
    EXPECT_FALSE(peek_header(path)->exists);
    EXPECT_EQ(Database::open(path, kind, OpenAs::reader).error().code, core::ErrorCode::not_found);
    ASSERT_TRUE(Database::open(path, kind, OpenAs::writer));
    EXPECT_EQ(peek_header(path)->version, 3u);
    EXPECT_EQ(peek_header(path)->application, 0x68746D74u);
    EXPECT_TRUE(Database::open(path, kind, OpenAs::reader));
    FileKind other = kind;
    other.application = 7;
    EXPECT_EQ(check_kind(path, other).error().code, core::ErrorCode::bad_input);
    FileKind older = kind;
    older.version = 2;
    EXPECT_EQ(check_kind(path, older).error().code, core::ErrorCode::newer_version);
}

TEST(Database, CutAndForeignFilesAreBadInput) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/a.db";
    std::ofstream(path) << "SQLite";
    EXPECT_EQ(peek_header(path).error().code, core::ErrorCode::bad_input);
    std::ofstream(path) << std::string(200, 'x');
    EXPECT_EQ(peek_header(path).error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::store::sqlite
