// SPDX-License-Identifier: Apache-2.0
#include "app/log_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

const auto now = *core::parse_time("2026-03-01T12:00:00Z");

class LogFileTest : public testing::Test {
 protected:
    std::string file(const std::string& name, const std::string& text) {
        const std::string path = folder_.path() + "/" + name;
        std::ofstream{path} << text;
        return path;
    }
    LogFileRead read(const LogFileQuestion& question) {
        auto log = read_log_file(
            question, now, [this](const event::Batch& batch) { return store_->append(batch); });
        EXPECT_TRUE(log);
        return std::move(*log);
    }
    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_ = std::move(
        *store::open_sqlite_store({folder_.path() + "/store", 0, 0}, store::Access::write));
};

TEST_F(LogFileTest, SaysWhatItHeldAndTakesNothingTwice) {
    // One of the future, and one before any store has a day.
    const std::string path =
        file("old.csv",
             "time_ms,sensor,src\n1362132000000,porch,198.51.100.7\n"
             "1362135600000,porch,198.51.100.8\n9000000000000,porch,192.0.2.1\n");
    const LogFileQuestion question{path, "", "", *event::Signal::parse("tcp/445")};
    const auto once = read(question);
    EXPECT_FALSE(once.failed);
    EXPECT_EQ(once.stored, 2u);
    EXPECT_EQ(once.report.skipped.at("bad_time"), 1u);
    // 1,362,132,000 s: `date -u -d @1362132000`.
    EXPECT_EQ(once.first, core::parse_time("2013-03-01T10:00:00Z"));
    EXPECT_EQ(once.last, core::parse_time("2013-03-01T11:00:00Z"));
    const auto twice = read(question);
    EXPECT_EQ(twice.stored, 0u);
    EXPECT_EQ(twice.duplicates, 2u);
    // Under another name it is the same log; read as another signal it is another.
    EXPECT_EQ(read({file("copy.csv",
                         "time_ms,sensor,src\n1362132000000,porch,198.51.100.7\n"
                         "1362135600000,porch,198.51.100.8\n"
                         "9000000000000,porch,192.0.2.1\n"),
                    "", "", *event::Signal::parse("tcp/445")})
                  .stored,
              0u);
    EXPECT_EQ(read({path, "", "", *event::Signal::parse("tcp/139")}).stored, 2u);
}

TEST_F(LogFileTest, WhatWasReadBeforeAFailureStays) {
    const std::string path =
        file("old.csv", "time_ms,sensor,src\n1362132000000,porch,198.51.100.7\n");
    const auto log = read_log_file({path, "", "", *event::Signal::parse("tcp/445")}, now,
                                   [](const event::Batch&) -> core::Result<store::Appended> {
                                       return core::error(core::ErrorCode::disk_full, "full");
                                   });
    ASSERT_TRUE(log);
    ASSERT_TRUE(log->failed);
    EXPECT_EQ(log->failed->code, core::ErrorCode::disk_full);
    EXPECT_FALSE(
        read_log_file({folder_.path() + "/none", "", "", {}}, now,
                      [this](const event::Batch& batch) { return store_->append(batch); }));
}

}  // namespace
}  // namespace hitme::app
