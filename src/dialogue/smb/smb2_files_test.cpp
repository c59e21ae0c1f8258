// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_files.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/made_up_machine.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {
namespace {

using wire::NtStatus;

class Smb2FilesTest : public ::testing::Test {
 protected:
    Machine machine_ = tests::made_up_machine();
    Policy policy_;
    Surroundings surroundings_;
    State state_{machine_, policy_, surroundings_, core::Random{1}, {}, {}, {}, {}, 0, {}, {}};
    Smb2Files files_{state_};
    Smb2Files::Place place_{1, &machine_.shares[2], LogonOutcome::user, machine_.booted};

    Smb2Answer make(std::string_view name, wire::Smb2FileId& file, std::uint32_t disposition,
                    std::uint32_t options = 0) {
        core::ByteVector name16;
        wire::append_utf16(name16, name);
        wire::Smb2CreateRequest request;
        request.desired_access = 0x0012019F;
        request.disposition = disposition;
        request.options = options;
        request.name = name16;
        return files_.create(place_, request, file);
    }
    Smb2Answer set(const wire::Smb2FileId& file, std::uint8_t information_class,
                   core::Bytes buffer) {
        return files_.set_info(place_,
                               {wire::Smb2InfoType::file, information_class, buffer, 0, file});
    }
    Smb2Answer query(const wire::Smb2FileId& file, wire::Smb2InfoType type,
                     std::uint8_t information_class, std::uint32_t most = 4096) {
        return files_.query_info(place_, {type, information_class, most, {}, 7, 0, file});
    }
    static std::uint32_t of(NtStatus status) { return wire::value_of(status); }
};

TEST_F(Smb2FilesTest, AnswersEveryDispositionByWhetherTheFileIsThere) {
    // [MS-SMB2] 2.2.13 CreateDisposition; action 0 superseded, 1 opened, 2 created, 3 overwritten (2.2.14).
    struct Row {
        std::uint32_t disposition;
        std::uint32_t absent;   // status
        std::uint32_t present;  // status
        std::uint32_t action;   // when present
    };
    constexpr std::uint32_t not_found = 0xC0000034;
    constexpr std::uint32_t collision = 0xC0000035;
    const Row rows[] = {{0, 0, 0, 0}, {1, not_found, 0, 1}, {2, 0, collision, 0},
                        {3, 0, 0, 1}, {4, not_found, 0, 3}, {5, 0, 0, 3}};
    for (const Row& row : rows) {
        wire::Smb2FileId file;
        state_.files.clear();
        EXPECT_EQ(make("a", file, row.disposition).status, row.absent) << row.disposition;
        state_.files["public\\a"].name = "a";
        const auto again = make("a", file, row.disposition);
        EXPECT_EQ(again.status, row.present) << row.disposition;
        if (again.status != 0) continue;
        core::ByteVector message(wire::smb2_header_bytes, 0);
        message.insert(message.end(), again.body.begin(), again.body.end());
        EXPECT_EQ(wire::decode_smb2_create_response(message)->action, row.action);
    }
    wire::Smb2FileId file;
    EXPECT_EQ(make("a", file, 6).status, of(NtStatus::invalid_parameter));
    EXPECT_EQ(make("a", file, 1, 0x41).status, of(NtStatus::invalid_parameter));
}

TEST_F(Smb2FilesTest, RenamesAndSetsASize) {
    wire::Smb2FileId file;
    ASSERT_EQ(make("a.tmp", file, 2).status, 0u);
    // [MS-FSCC] 2.4.14: EndOfFile 0x1234.
    EXPECT_EQ(set(file, 20, *core::from_hex("3412000000000000")).status, 0u);
    // 2.4.42.2: ReplaceIfExists 0, seven reserved, RootDirectory 0, length 10, "b.exe".
    const auto rename = *core::from_hex(
        "00000000000000000000000000000000"
        "0a000000"
        "62002e00650078006500");
    EXPECT_EQ(set(file, 10, rename).status, 0u);
    ASSERT_TRUE(state_.files.contains("public\\b.exe"));
    EXPECT_EQ(state_.files["public\\b.exe"].size, 0x1234u);
    wire::Smb2FileId other;
    ASSERT_EQ(make("c.tmp", other, 2).status, 0u);
    EXPECT_EQ(set(other, 10, rename).status, of(NtStatus::object_name_collision));
    EXPECT_EQ(set(file, 10, core::Bytes(rename).first(25)).status,
              of(NtStatus::info_length_mismatch));
    EXPECT_EQ(set(file, 99, {}).status, of(NtStatus::invalid_info_class));
    // "..\\z", and an end of file below zero ([MS-FSA] 2.1.5.14.4).
    EXPECT_EQ(set(file, 10,
                  *core::from_hex("00000000000000000000000000000000"
                                  "08000000"
                                  "2e002e005c007a00"))
                  .status,
              of(NtStatus::object_path_syntax_bad));
    EXPECT_EQ(set(file, 20, *core::from_hex("ffffffffffffffff")).status,
              of(NtStatus::invalid_parameter));
}

TEST_F(Smb2FilesTest, KeepsADirectoryThatHoldsSomething) {
    wire::Smb2FileId folder;
    wire::Smb2FileId inside;
    ASSERT_EQ(make("d", folder, 2, wire::smb2_option_directory).status, 0u);
    ASSERT_EQ(make("d\\x", inside, 2).status, 0u);
    const core::ByteVector yes = {1};
    EXPECT_EQ(set(folder, 13, yes).status, of(NtStatus::directory_not_empty));
    EXPECT_EQ(set(inside, 13, yes).status, 0u);
    (void)files_.close(place_, {0, inside});
    EXPECT_EQ(set(folder, 13, yes).status, 0u);
    (void)files_.close(place_, {0, folder});
    EXPECT_TRUE(state_.files.empty());
}

TEST_F(Smb2FilesTest, TellsTheSizeThatAnAnswerNeeds) {
    wire::Smb2FileId file;
    ASSERT_EQ(make("a", file, 2).status, 0u);
    EXPECT_EQ(query(file, wire::Smb2InfoType::security, 0, 10).status,
              of(NtStatus::buffer_too_small));
    // [MS-SMB2] 3.3.5.20.1: the fixed part of FileAllInformation is 100 bytes; its name may be cut.
    EXPECT_EQ(query(file, wire::Smb2InfoType::file, 18, 40).status,
              of(NtStatus::info_length_mismatch));
    EXPECT_EQ(query(file, wire::Smb2InfoType::file, 18, 100).status, of(NtStatus::buffer_overflow));
    EXPECT_EQ(query(file, wire::Smb2InfoType::file, 4, 39).status,
              of(NtStatus::info_length_mismatch));
    EXPECT_EQ(query(file, wire::Smb2InfoType::file, 4, 40).status, 0u);
    EXPECT_EQ(query(file, wire::Smb2InfoType::filesystem, 5, 8).status,
              of(NtStatus::info_length_mismatch));
    EXPECT_EQ(query(file, wire::Smb2InfoType::file, 99).status, of(NtStatus::invalid_info_class));
    EXPECT_EQ(query(file, wire::Smb2InfoType::quota, 0).status, of(NtStatus::not_supported));
    EXPECT_EQ(query({1, 2}, wire::Smb2InfoType::file, 5).status, of(NtStatus::file_closed));
}

TEST_F(Smb2FilesTest, RefusesAWriteThatIsShorterThanItSays) {
    wire::Smb2FileId file;
    ASSERT_EQ(make("a", file, 2).status, 0u);
    wire::Smb2WriteRequest request;
    request.file = file;
    request.declared = 100;
    EXPECT_EQ(files_.write(place_, request).status, of(NtStatus::invalid_parameter));
    request.declared = 0;
    request.offset = ~std::uint64_t{0};
    EXPECT_EQ(files_.write(place_, request).status, of(NtStatus::invalid_parameter));
    request.offset = std::uint64_t{1} << 60;
    EXPECT_EQ(files_.write(place_, request).status,
              of(machine_.system->is_samba ? NtStatus::invalid_parameter : NtStatus::disk_full));
}

TEST_F(Smb2FilesTest, KnowsAFileOnItsOwnTreeOnly) {
    wire::Smb2FileId file;
    ASSERT_EQ(make("a", file, 2).status, 0u);
    EXPECT_TRUE(files_.is_open(1, file));
    EXPECT_FALSE(files_.is_open(2, file));
    files_.close_tree(1);
    EXPECT_TRUE(state_.opens.empty());
}

}  // namespace
}  // namespace hitme::dialogue::smb
