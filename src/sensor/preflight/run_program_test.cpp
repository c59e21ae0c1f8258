// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/run_program.h"

#include <gtest/gtest.h>

namespace hitme::sensor::preflight {
namespace {

using namespace std::chrono_literals;

TEST(RunProgram, GivesWhatIsPrintedAndPassesWordsUntouched) {
    EXPECT_EQ(*run_program({"/bin/echo", "a b", "$HOME;"}, 5s), "a b $HOME;\n");
}

TEST(RunProgram, AMissingProgramIsNotFound) {
    EXPECT_EQ(run_program({"/no/such/program"}, 5s).error().code, core::ErrorCode::not_found);
}

TEST(RunProgram, AFailingProgramIsRefused) {
    EXPECT_EQ(run_program({"/bin/false"}, 5s).error().code, core::ErrorCode::refused);
}

TEST(RunProgram, AProgramThatTakesTooLongIsEnded) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(run_program({"/bin/sleep", "60"}, 50ms).error().code, core::ErrorCode::cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST(RunProgram, AProgramThatPrintsWithoutEndIsEnded) {
    const auto code = run_program({"/usr/bin/yes"}, 20s).error().code;
    EXPECT_EQ(code, core::ErrorCode::over_limit);
}

}  // namespace
}  // namespace hitme::sensor::preflight
