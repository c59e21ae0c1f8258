// SPDX-License-Identifier: Apache-2.0
#include "runtime/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hitme::runtime {
namespace {

using testing::MatchesRegex;

TEST(Log, WritesTimeLevelRoomAndMessageOnOneLine) {
    testing::internal::CaptureStderr();
    log(Level::warning, "runtime", "no descriptors left");
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9:]+\\.[0-9]+Z warning runtime: "
                             "no descriptors left\n"));
}

TEST(Log, KeepsCapturedBytesFromDrivingATerminalOrForgingALine) {
    testing::internal::CaptureStderr();
    log(Level::error, "sensor", std::string("a\x1b[2J\nforged"));
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_NE(line.find("\\x1b[2J\\nforged"), std::string::npos) << line;
}

TEST(Log, LeavesOutWhatIsBelowTheLevel) {
    set_log_level(Level::error);
    testing::internal::CaptureStderr();
    log(Level::warning, "runtime", "quiet");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    set_log_level(Level::info);
}

}  // namespace
}  // namespace hitme::runtime
