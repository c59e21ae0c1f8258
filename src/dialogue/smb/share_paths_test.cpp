// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/share_paths.h"

#include <gtest/gtest.h>

#include "support/made_up_machine.h"

namespace hitme::dialogue::smb {
namespace {

using wire::NtStatus;

// What smbd 4.17.12 says of these (tests/end_to_end/smb_against_samba.py).
TEST(SharePaths, JudgesNames) {
    for (const char* good : {"", "\\", "a", "\\a\\b.txt", "a b", "...", "\xD0\x94"})
        EXPECT_EQ(judge_path(good), NtStatus::success) << good;
    for (const char* bad : {"\\a*", "a?", "\\a:b", "\\.", ".\\a", "a|b", "a\"b", "a<b", "a\x01"})
        EXPECT_EQ(judge_path(bad), NtStatus::object_name_invalid) << bad;
    for (const char* climbing : {"\\..\\x", "..", "a\\..\\b"})
        EXPECT_EQ(judge_path(climbing), NtStatus::object_path_syntax_bad) << climbing;
    EXPECT_EQ(judge_path(std::string(255, 'a')), NtStatus::success);
    EXPECT_EQ(judge_path(std::string(256, 'a')), NtStatus::object_name_invalid);
    EXPECT_EQ(judge_path("\\a\\*.txt", true), NtStatus::success);
    EXPECT_EQ(judge_path("\\*\\a.txt", true), NtStatus::object_name_invalid);
    EXPECT_EQ(judge_path("\\a:b", true), NtStatus::object_name_invalid);
}

TEST(SharePaths, KnowsTheFoldersOfWindows) {
    Share share;
    share.name = "ADMIN$";
    EXPECT_TRUE(is_system_folder(share, "\\System32"));
    EXPECT_TRUE(is_system_folder(share, "system32\\drivers\\"));
    EXPECT_FALSE(is_system_folder(share, "windows"));
    EXPECT_FALSE(is_system_folder(share, ""));
    share.name = "public";
    EXPECT_FALSE(is_system_folder(share, "system32"));
}

TEST(SharePaths, MakesKeysOfPaths) {
    Share share;
    share.name = "Public";
    EXPECT_EQ(file_key(share, "\\A\\b.EXE"), "public\\a\\b.exe");
    EXPECT_EQ(file_key(share, "A//b"), "public\\a\\b");
    EXPECT_EQ(file_key(share, ""), "public");
    EXPECT_EQ(file_key(share, "\\\\"), "public");
    EXPECT_EQ(last_part("\\a\\B.txt\\"), "B.txt");
    EXPECT_EQ(last_part("a"), "a");
}

TEST(SharePaths, MovesAFolderWithWhatIsInIt) {
    const Machine machine = tests::made_up_machine();
    const Policy policy;
    const Surroundings surroundings;
    State state{machine, policy, surroundings, core::Random{1}, {}, {}, {}, {}, 0, {}, {}};
    const Share& share = machine.shares[2];
    const std::string root = file_key(share, "");
    state.files[root + "\\d"] = {"d", 0, machine.booted, true, true, {}};
    state.files[root + "\\d\\x"] = {"x", 3, machine.booted, false, true, {}};
    state.files[root + "\\e"] = {"e", 0, machine.booted, false, true, {}};
    EXPECT_TRUE(has_children(state, share, "\\d"));
    EXPECT_FALSE(has_children(state, share, "\\e"));
    EXPECT_TRUE(has_parent(state, share, "\\d\\y"));
    EXPECT_FALSE(has_parent(state, share, "\\e\\y"));
    EXPECT_EQ(rename_made(state, share, "\\none", "\\n"), NtStatus::object_name_not_found);
    EXPECT_EQ(rename_made(state, share, "\\d", "\\e"), NtStatus::object_name_collision);
    EXPECT_EQ(rename_made(state, share, "\\d", "\\no\\d"), NtStatus::object_path_not_found);
    EXPECT_EQ(rename_made(state, share, "\\d", "\\d\\d"), NtStatus::object_path_not_found);
    EXPECT_EQ(rename_made(state, share, "\\d", "\\New"), NtStatus::success);
    EXPECT_EQ(state.files.at(root + "\\new").name, "New");
    EXPECT_EQ(state.files.at(root + "\\new\\x").size, 3u);
    EXPECT_EQ(state.files.size(), 3u);
}

}  // namespace
}  // namespace hitme::dialogue::smb
