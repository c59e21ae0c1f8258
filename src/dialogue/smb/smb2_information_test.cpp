// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_information.h"

#include <gtest/gtest.h>

#include "core/reader.h"
#include "core/text.h"

namespace hitme::dialogue::smb {
namespace {

Entry entry_named(std::string name) {
    Entry entry;
    entry.name = std::move(name);
    entry.facts = {1, 2, 3, 4, 4096, 5, 0x20};
    entry.id = 0x77;
    return entry;
}

TEST(Smb2Information, WritesBasicAndStandardByMsFscc) {
    // 2.4.7: four times, attributes, reserved.
    EXPECT_EQ(core::to_hex(*file_information(4, entry_named("a"), EntryKind::file)),
              "0100000000000000020000000000000003000000000000000400000000000000"
              "2000000000000000");
    // 2.4.47: allocation, end, links, delete pending, directory, reserved.
    EXPECT_EQ(core::to_hex(*file_information(5, entry_named("a"), EntryKind::file)),
              "001000000000000005000000000000000100000000000000");
}

TEST(Smb2Information, HasTheLengthsThatMsFsccGives) {
    const Entry entry = entry_named("ab");
    const std::pair<std::uint8_t, std::size_t> lengths[] = {{6, 8},  {7, 4},  {8, 4},   {14, 8},
                                                            {16, 4}, {17, 4}, {34, 56}, {35, 8}};
    for (const auto& [information_class, length] : lengths)
        EXPECT_EQ(file_information(information_class, entry, EntryKind::file)->size(), length)
            << int{information_class};
    // 2.4.2: 40 + 24 + 8 + 4 + 4 + 8 + 4 + 4 + 4 bytes before the name, here "\ab".
    EXPECT_EQ(file_information(18, entry, EntryKind::file)->size(), 100u + 6u);
    EXPECT_FALSE(file_information(99, entry, EntryKind::file));
    EXPECT_FALSE(file_information(23, entry, EntryKind::file));
    EXPECT_EQ(file_information(24, entry, EntryKind::pipe)->size(), 40u);
}

TEST(Smb2Information, MakesShortNames) {
    const auto said = file_information(21, entry_named("d\\long report.docx"), EntryKind::file);
    ASSERT_TRUE(said);
    // 2.4.5: length in bytes, then "LONGRE~1.DOC" in UTF-16LE.
    EXPECT_EQ(core::to_hex(*said),
              "18000000"
              "4c004f004e00470052004500"
              "7e0031002e0044004f004300");
}

TEST(Smb2Information, DescribesAVolume) {
    System system;
    Machine machine;
    machine.system = &system;
    EXPECT_EQ(volume_information(3, machine)->size(), 24u);
    EXPECT_EQ(volume_information(7, machine)->size(), 32u);
    EXPECT_EQ(volume_information(11, machine)->size(), 28u);
    const auto attributes = volume_information(5, machine);
    EXPECT_EQ(core::to_hex(core::Bytes(*attributes).subspan(12)), "4e00540046005300");  // NTFS
    EXPECT_FALSE(volume_information(42, machine));
}

TEST(Smb2Information, LinksDirectoryEntries) {
    core::ByteVector out;
    std::optional<std::size_t> previous;
    EXPECT_TRUE(append_entry(out, 37, entry_named("."), previous, 1000));
    EXPECT_TRUE(append_entry(out, 37, entry_named("file.txt"), previous, 1000));
    // 2.4.17: 104 bytes before the name; "." makes 106, the next multiple of 8 is 112.
    core::Reader in{out};
    EXPECT_EQ(in.u32le("NextEntryOffset"), 112u);
    in.seek(112, "second");
    EXPECT_EQ(in.u32le("NextEntryOffset"), 0u);
    in.seek(112 + 60, "FileNameLength");
    EXPECT_EQ(in.u32le("FileNameLength"), 16u);
    in.seek(112 + 96, "FileId");
    EXPECT_EQ(in.u64le("FileId"), 0x77u);
    EXPECT_EQ(out.size(), 112u + 104u + 16u);
    EXPECT_FALSE(append_entry(out, 37, entry_named("more"), previous, out.size() + 50));
    EXPECT_EQ(out.size(), 112u + 104u + 16u);
}

TEST(Smb2Information, WritesEachDirectoryClassWithItsLength) {
    // Bytes before the name: [MS-FSCC] 2.4.10, 2.4.15, 2.4.8, 2.4.33, 2.4.17, 2.4.18.
    const std::pair<std::uint8_t, std::size_t> lengths[] = {{1, 64},  {2, 68},   {3, 94},
                                                            {12, 12}, {37, 104}, {38, 80}};
    for (const auto& [information_class, length] : lengths) {
        EXPECT_TRUE(is_directory_class(information_class));
        core::ByteVector out;
        std::optional<std::size_t> previous;
        ASSERT_TRUE(append_entry(out, information_class, entry_named("ab"), previous, 1000));
        EXPECT_EQ(out.size(), length + 4) << int{information_class};
    }
    EXPECT_FALSE(is_directory_class(4));
}

TEST(Smb2Information, MatchesNamesAsWindowsDoes) {
    EXPECT_TRUE(name_matches("*", "a.exe"));
    EXPECT_TRUE(name_matches("*.EXE", "a.exe"));
    EXPECT_TRUE(name_matches("a?c", "abc"));
    EXPECT_TRUE(name_matches("<.exe", "a.b.exe"));
    EXPECT_TRUE(name_matches("a\"b", "a.b"));
    EXPECT_TRUE(name_matches("a.exe", "A.EXE"));
    EXPECT_FALSE(name_matches("a.exe", "a.exe2"));
    EXPECT_FALSE(name_matches("", "a"));
    EXPECT_FALSE(name_matches("*.dll", "a.exe"));
    EXPECT_TRUE(name_matches("*a*a*a*a*b", std::string(200, 'a') + "b"));
    EXPECT_FALSE(name_matches("*a*a*a*a*b", std::string(500, 'a')));
}

TEST(Smb2Information, DescribesSecurityAsFarAsItIsAskedFor) {
    EXPECT_EQ(security_information(0).size(), 20u);  // [MS-DTYP] 2.4.6: the header alone
    EXPECT_EQ(security_information(7).size(), 20u + 16u + 16u + 28u);
}

}  // namespace
}  // namespace hitme::dialogue::smb
