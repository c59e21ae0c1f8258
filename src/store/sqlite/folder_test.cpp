// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

TEST(Folder, ListsDaysOldestFirstAndNothingElse) {
    const tests::ScratchFolder folder;
    for (const char* name :
         {"events-2026-03-02.db", "events-2026-03-01.db", "events-2026-03-01.db-wal", "state.db",
          "events-2026-13-01.db", "events-x.db"})
        std::ofstream(folder.path() + "/" + name) << "12345";
    EXPECT_EQ(*list_days(folder.path()), (std::vector<core::Day>{*core::parse_day("2026-03-01"),
                                                                 *core::parse_day("2026-03-02")}));
    EXPECT_EQ(bytes_in(folder.path()), 30u);
    EXPECT_EQ(list_days(folder.path() + "/none").error().code, core::ErrorCode::not_found);
}

TEST(Folder, DeletedDayTakesItsLogAlong) {
    const tests::ScratchFolder folder;
    const auto day = *core::parse_day("2026-03-01");
    for (const char* suffix : {"", "-wal", "-shm"})
        std::ofstream(day_path(folder.path(), day) + suffix) << "1";
    ASSERT_TRUE(delete_day(folder.path(), day));
    EXPECT_EQ(bytes_in(folder.path()), 0u);
    EXPECT_TRUE(delete_day(folder.path(), day));
}

TEST(Folder, StampChangesWithTheFileAndItsLog) {
    const tests::ScratchFolder folder;
    const auto day = *core::parse_day("2026-03-01");
    EXPECT_EQ(stamp_of(folder.path(), day), 0u);
    std::ofstream(day_path(folder.path(), day)) << "1";
    const auto first = stamp_of(folder.path(), day);
    EXPECT_NE(first, 0u);
    EXPECT_EQ(stamp_of(folder.path(), day), first);
    std::ofstream(day_path(folder.path(), day) + "-wal") << "1";
    EXPECT_NE(stamp_of(folder.path(), day), first);
}

TEST(Folder, AnEmptyLogIsNoChange) {
    const tests::ScratchFolder folder;
    const auto day = *core::parse_day("2026-03-01");
    std::ofstream(day_path(folder.path(), day)) << "1";
    const auto alone = stamp_of(folder.path(), day);
    std::ofstream(day_path(folder.path(), day) + "-wal") << "";
    EXPECT_EQ(stamp_of(folder.path(), day), alone);
}

TEST(Folder, ADayRestsOnceItsFilesAreSomeSecondsOld) {
    const tests::ScratchFolder folder;
    const auto day = *core::parse_day("2026-03-01");
    const std::string path = day_path(folder.path(), day);
    const auto made = std::filesystem::file_time_type::clock::now() - std::chrono::seconds{30};
    std::ofstream(path) << "1";
    EXPECT_FALSE(is_at_rest(folder.path(), day));
    std::filesystem::last_write_time(path, made);
    EXPECT_TRUE(is_at_rest(folder.path(), day));
    std::ofstream(path + "-wal") << "1";
    EXPECT_FALSE(is_at_rest(folder.path(), day));
    std::filesystem::last_write_time(path + "-wal", made);
    EXPECT_TRUE(is_at_rest(folder.path(), day));
    // A file of the future says that the clock was set back: nothing is sure then.
    std::filesystem::last_write_time(path, made + std::chrono::hours{1});
    EXPECT_FALSE(is_at_rest(folder.path(), day));
}

TEST(Folder, LockIsGivenBackWithItsOwner) {
    const tests::ScratchFolder folder;
    {
        const auto lock = WriterLock::take(folder.path());
        ASSERT_TRUE(lock);
        const auto second = WriterLock::take(folder.path());
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, core::ErrorCode::refused);
        EXPECT_NE(second.error().context.find(std::to_string(::getpid())), std::string::npos);
    }
    EXPECT_TRUE(WriterLock::take(folder.path()));
}

}  // namespace
}  // namespace hitme::store::sqlite
