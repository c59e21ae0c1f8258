// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_create.h"

#include <gtest/gtest.h>

#include <utility>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1Create, ReadsNtCreate) {
    const core::ByteVector bytes = smb1_nt_create_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto request = decode_smb1_create(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "\\BROWSER");
    EXPECT_EQ(request->desired_access, 0x2019Fu);
    EXPECT_EQ(request->disposition, disposition_open);
    EXPECT_EQ(request->options, 0x40u);
    EXPECT_EQ(request->impersonation_level, 2u);
}

TEST(Smb1Create, ReadsOpenInTheTermsOfNtCreate) {
    const core::ByteVector bytes = smb1_chain_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_create(*message, message->blocks()[2]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "\\a.exe");
    EXPECT_EQ(request->disposition, disposition_overwrite_if);
    EXPECT_EQ(request->desired_access, 0xC0000000u);
}

// [MS-CIFS] 2.2.4.4.1 and 2.2.4.16.1: FileAttributes, CreationTime; 2.2.4.3.1: AccessMode 1 (write), SearchAttributes.
TEST(Smb1Create, ReadsTheOldOpensInTheTermsOfNtCreate) {
    const auto asked = [](std::uint8_t command) {
        Smb1Sample sample(command, 0x4001);
        const bool opens = command == 0x02;
        sample.out.u8(opens ? 2 : 3);
        sample.out.u16le(opens ? 0x0001 : 0x0020);
        if (opens)
            sample.out.u16le(0x0016);
        else
            sample.out.u32le(0);
        sample.out.u16le(8);
        sample.out.u8(0x04);
        sample.out.text("\\a.exe");
        sample.out.u8(0);
        const auto message = decode_smb1(sample.bytes);
        const auto request = decode_smb1_create(*message, message->blocks()[0]);
        EXPECT_TRUE(request);
        EXPECT_EQ(request->name, "\\a.exe");
        EXPECT_EQ(core::as_text(request->name_bytes), "\\a.exe");
        return std::pair{request->disposition, request->desired_access};
    };
    EXPECT_EQ(asked(0x02), (std::pair{disposition_open, 0x40000000u}));
    EXPECT_EQ(asked(0x03), (std::pair{disposition_overwrite_if, 0xC0000000u}));
    EXPECT_EQ(asked(0x0F), (std::pair{disposition_create, 0xC0000000u}));
}

TEST(Smb1Create, ReadsOpen2FromItsParameters) {
    // [MS-CIFS] 2.2.6.1.1: Flags, AccessMode, Reserved1, FileAttributes, CreationTime, OpenMode, AllocationSize, five reserved
    // words, FileName.
    core::ByteVector bytes;
    core::Writer out(bytes);
    for (const unsigned word : {0u, 1u, 0x16u, 0x20u}) out.u16le(static_cast<std::uint16_t>(word));
    out.u32le(0);
    out.u16le(0x0012);
    out.u32le(4096);
    out.u64le(0);
    out.u16le(0);
    out.text("\\a.exe");
    out.u8(0);
    const auto request = decode_smb1_open2(bytes, SmbText::oem);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "\\a.exe");
    EXPECT_EQ(request->disposition, disposition_overwrite_if);
    EXPECT_EQ(request->desired_access, 0x40000000u);
    EXPECT_EQ(request->allocation_size, 4096u);
    EXPECT_FALSE(decode_smb1_open2(core::Bytes(bytes).first(27), SmbText::oem));
}

TEST(Smb1Create, RefusesANamePastTheEnd) {
    core::ByteVector bytes = smb1_nt_create_sample();
    bytes[32 + 1 + 4 + 1] = 18;  // NameLength
    const auto message = decode_smb1(bytes);
    EXPECT_STREQ(decode_smb1_create(*message, message->blocks()[0]).error().field, "FileName");
}

TEST(Smb1Create, ReadsAReply) {
    const core::ByteVector bytes = smb1_nt_create_reply_sample();
    const auto message = decode_smb1(bytes);
    ASSERT_FALSE(message->fault);
    const auto reply = decode_smb1_create_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->fid, 0x4000);
    EXPECT_EQ(reply->end_of_file, 12u);
    EXPECT_EQ(reply->allocation_size, 4096u);
    EXPECT_EQ(reply->resource_type, 2);
    EXPECT_EQ(reply->nm_pipe_status, 0x05FF);
    EXPECT_EQ(reply->write_time, 0x01C9401A4D1F2E00u);
}

TEST(Smb1Create, SurvivesEveryCutAndFlip) {
    for (const auto& sample :
         {smb1_nt_create_sample(), smb1_chain_sample(), smb1_nt_create_reply_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_create(*message, block);
                (void)decode_smb1_create_reply(*message, block);
            }
        });
}

TEST(Smb1Create, ReadsTheOpenOfAnNtTransact) {
    // [MS-CIFS] 2.2.7.1.1: eleven numbers and SecurityFlags, 53 bytes; a UTF-16 name at an even place.
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32le(0x16);
    out.u32le(0);
    out.u32le(0x2019F);
    out.u64le(0);
    out.u32le(0x80);
    out.u32le(7);
    out.u32le(5);
    out.u32le(0x40);
    out.u32le(0);
    out.u32le(0);
    out.u32le(8);
    out.u32le(2);
    out.u8(3);
    ASSERT_EQ(bytes.size(), 53u);
    core::ByteVector unpadded = bytes;
    core::Writer{unpadded}.utf16le("\\a.b");
    out.u8(0);
    out.utf16le("\\a.b");
    for (const auto& one : {bytes, unpadded}) {
        const auto request = decode_smb1_nt_transact_create(one, SmbText::utf16);
        ASSERT_TRUE(request);
        EXPECT_EQ(request->name, "\\a.b");
        EXPECT_EQ(request->disposition, disposition_overwrite_if);
        EXPECT_EQ(request->options, 0x40u);
    }
    bytes.resize(60);
    EXPECT_STREQ(decode_smb1_nt_transact_create(bytes, SmbText::utf16).error().field, "Name");
    // 2.2.7.1.2: OplockLevel, Reserved, FID.
    EXPECT_EQ(*decode_smb1_nt_transact_create_reply(core::ByteVector{0, 0, 1, 0x40}), 0x4001);
}

}  // namespace
}  // namespace hitme::wire
