// SPDX-License-Identifier: Apache-2.0
#include "runtime/program_runner.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "support/scratch_folder.h"

namespace hitme::runtime {
namespace {

using namespace std::chrono_literals;

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ProgramRunner, GivesExactlyTheBytesAndTheArguments) {
    const tests::ScratchFolder folder;
    // Everything that a shell would act on, a NUL, a line break, and 4 KiB (C-65).
    std::string input = "$(touch " + folder.path() + "/owned) `id` ; | & > < ' \" \\ \n";
    input += '\0';
    while (input.size() < 4096) input += "x;rm -rf ~;";
    const std::string odd_name = "out; touch owned $(id) 'x'";
    const auto end = run_program({"/usr/bin/tee", {folder.path() + "/" + odd_name}, input});
    ASSERT_TRUE(end) << end.error().context;
    EXPECT_EQ(end->exit_status, 0);
    EXPECT_EQ(content_of(folder.path() + "/" + odd_name), input);
    EXPECT_FALSE(std::ifstream(folder.path() + "/owned").good());
}

TEST(ProgramRunner, TakesMoreThanAPipeHolds) {
    const std::string input(1 << 20, 'a');
    EXPECT_EQ(run_program({"/usr/bin/wc", {"-c"}, input})->exit_status, 0);
    // A program that reads nothing costs us nothing.
    EXPECT_EQ(run_program({"/bin/true", {}, input})->exit_status, 0);
}

TEST(ProgramRunner, SaysHowItEnded) {
    const auto failed = run_program({"/bin/ls", {"/nowhere\x1b[31m"}, ""});
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->exit_status, 2);  // ls(1): "serious trouble"
    EXPECT_NE(failed->words.find("/nowhere"), std::string::npos);
    EXPECT_EQ(failed->words.find('\x1b'), std::string::npos);
    EXPECT_EQ(run_program({"/nowhere/at-all", {}, ""}).error().code, core::ErrorCode::not_found);
    EXPECT_EQ(run_program({"/etc/passwd", {}, ""}).error().code, core::ErrorCode::refused);
}

TEST(ProgramRunner, EndsAtItsTimeWithItsChildren) {
    const auto before = std::chrono::steady_clock::now();
    const auto end = run_program({"/bin/sleep", {"60"}, "", 300ms});
    ASSERT_TRUE(end);
    EXPECT_TRUE(end->timed_out);
    EXPECT_EQ(end->signal, 9);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

TEST(ProgramRunner, EndsWhenToldToStop) {
    std::atomic<bool> stop{true};
    EXPECT_EQ(run_program({"/bin/sleep", {"60"}, ""}, &stop).error().code,
              core::ErrorCode::cancelled);
}

TEST(ProgramRunner, InheritsNeitherFilesNorEnvironment) {
    const tests::ScratchFolder folder;
    ::setenv("HITME_SECRET", "s3cret", 1);
    std::ofstream kept(folder.path() + "/kept");
    const auto seen = run_program({"/usr/bin/python3",
                                   {"-c",
                                    "import os,sys\n"
                                    "sys.exit(len(set(os.listdir('/proc/self/fd')) - "
                                    "{'0','1','2','3'}) + 8 * ('HITME_SECRET' in os.environ))"},
                                   ""});
    ::unsetenv("HITME_SECRET");
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->exit_status, 0) << seen->words;  // 3 is the listing's own
}

}  // namespace
}  // namespace hitme::runtime
