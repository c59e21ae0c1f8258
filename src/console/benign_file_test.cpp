// SPDX-License-Identifier: Apache-2.0
#include "console/benign_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

TEST(BenignFile, ABadFileIsNamedAndTheOldListStays) {
    tests::ScratchFolder folder;
    const std::string path = folder.path() + "/benign.csv";
    const auto write = [&](const std::string& text) {
        std::ofstream{path} << text;
        // The clock of the file system is coarse: a time of its own for each writing.
        static int minute = 0;
        std::filesystem::last_write_time(
            path, std::filesystem::file_time_type::clock::now() + std::chrono::minutes{++minute});
    };
    const core::Time start = *core::parse_time("2026-03-01T12:00:00Z");
    BenignFile file{path};
    EXPECT_FALSE(file.changed(start));
    EXPECT_NE(file.refused().find("benign.csv"), std::string::npos);
    write("192.0.2.0/24,research,A,B,2026-11-01\n");
    const auto first = file.changed(start + 1s);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->size(), 1u);
    EXPECT_EQ(file.refused(), "");
    EXPECT_FALSE(file.changed(start + 2s));
    write("192.0.2.0/24,research,A,B,2026-11-01\nnonsense\n");
    EXPECT_FALSE(file.changed(start + 3s));
    EXPECT_NE(file.refused().find("benign.csv:2"), std::string::npos);
}

TEST(BenignFile, NoPathIsNoList) {
    BenignFile file{""};
    EXPECT_FALSE(file.changed(*core::parse_time("2026-03-01T12:00:00Z")));
    EXPECT_EQ(file.refused(), "");
}

TEST(BenignFile, ACheckRefusesWhatAStartRefuses) {
    const tests::ScratchFolder folder;
    const core::Time now = *core::parse_time("2026-03-01T12:00:00Z");
    const std::string path = folder.path() + "/benign.csv";
    EXPECT_TRUE(check_benign_file("", now));
    const auto missing = check_benign_file(path, now);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().context.find("benign.csv"), std::string::npos);
    std::ofstream{path} << "192.0.2.0/24,research,A,B,2026-11-01\n";
    EXPECT_TRUE(check_benign_file(path, now));
    std::ofstream{path} << "192.0.2.0/24,research,A,B,2026-11-01\nnonsense\n";
    const auto refused = check_benign_file(path, now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::bad_input);
    EXPECT_NE(refused.error().context.find("benign.csv:2"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console
