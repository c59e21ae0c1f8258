// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_read_write.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smb1_samples.h"

namespace hitme::wire {
namespace {

using namespace hitme::tests;

TEST(Smb1ReadWrite, ReadsAReadOfAPipeWhoseTimeoutIsNoLength) {
    const core::ByteVector bytes = smb1_read_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_read(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->fid, 0x4000);
    EXPECT_EQ(request->max_count, 0xF000u);
    EXPECT_EQ(request->min_count, 0x20);
    EXPECT_EQ(request->offset, 0x1'0000'0010u);
}

TEST(Smb1ReadWrite, ReadsALargeReadOfAFile) {
    core::ByteVector bytes = smb1_read_sample();
    bytes[50] = bytes[51] = bytes[52] = 0;  // MaxCountHigh = 1, little-endian from offset 47
    bytes[47] = 1;
    bytes[48] = bytes[49] = 0;
    const auto message = decode_smb1(bytes);
    EXPECT_EQ(decode_smb1_read(*message, message->blocks()[0])->max_count, 0x1F000u);
}

TEST(Smb1ReadWrite, TakesTheDataOfAWriteFromItsOffset) {
    const core::ByteVector bytes = smb1_write_sample();
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_write(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->fault);
    EXPECT_EQ(core::as_text(request->data), "bytes");
    EXPECT_EQ(request->offset, 0x100u);
    EXPECT_EQ(request->write_mode, 8);
}

TEST(Smb1ReadWrite, GivesWhatCameOfAWriteAndSaysWhatIsMissing) {
    const core::ByteVector bytes = smb1_write_sample();
    const auto message = decode_smb1(core::Bytes(bytes).first(bytes.size() - 2));
    const auto request = decode_smb1_write(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(core::as_text(request->data), "byt");
    ASSERT_TRUE(request->fault);
    EXPECT_EQ(request->fault->fault, core::Fault::truncated);
}

TEST(Smb1ReadWrite, RefusesDataInsideTheHeader) {
    core::ByteVector bytes = smb1_write_sample();
    bytes[55] = 3;  // DataOffset, at 32 + 1 + 22
    const auto message = decode_smb1(bytes);
    const auto request = decode_smb1_write(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->data.empty());
    ASSERT_TRUE(request->fault);
    EXPECT_STREQ(request->fault->field, "DataOffset");
}

TEST(Smb1ReadWrite, ReadsTheObsoleteWrite) {
    Smb1Sample s{0x0B, 0};
    s.out.u8(5);
    s.out.u16le(7);  // FID
    s.out.u16le(3);  // CountOfBytesToWrite
    s.out.u32le(9);  // WriteOffsetInBytes
    s.out.u16le(0);  // EstimateOfRemainingBytesToBeWritten
    s.out.u16le(6);
    s.out.u8(1);  // BufferFormat
    s.out.u16le(3);
    s.out.text("abc");
    const auto message = decode_smb1(s.bytes);
    const auto request = decode_smb1_write(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->fid, 7);
    EXPECT_EQ(request->offset, 9u);
    EXPECT_EQ(core::as_text(request->data), "abc");
}

TEST(Smb1ReadWrite, ReadsAWriteThatCloses) {
    // [MS-CIFS] 2.2.4.40.1: FID, CountOfBytesToWrite, WriteOffsetInBytes, LastWriteTime; Pad, Data.
    Smb1Sample sample(0x2C, 0x4001);
    sample.out.u8(6);
    sample.out.u16le(0x4000);
    sample.out.u16le(3);
    sample.out.u32le(7);
    sample.out.u32le(0);
    sample.out.u16le(4);
    sample.out.u8(0);
    sample.out.text("abc");
    const auto message = decode_smb1(sample.bytes);
    const auto request = decode_smb1_write(*message, message->blocks()[0]);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->fid, 0x4000);
    EXPECT_EQ(request->offset, 7u);
    EXPECT_EQ(core::as_text(request->data), "abc");
    EXPECT_FALSE(request->fault);
}

TEST(Smb1ReadWrite, ReadsAReply) {
    const core::ByteVector bytes = smb1_read_reply_sample();
    const auto message = decode_smb1(bytes);
    const auto reply = decode_smb1_read_reply(*message, message->blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(core::as_text(reply->data), "hello");
}

TEST(Smb1ReadWrite, SurvivesEveryCutAndFlip) {
    for (const auto& sample : {smb1_read_sample(), smb1_read_reply_sample(), smb1_write_sample()})
        for_each_cut_and_flip(sample, [](core::Bytes damaged) {
            const auto message = decode_smb1(damaged);
            if (!message) return;
            for (const Smb1Block& block : message->blocks()) {
                (void)decode_smb1_read(*message, block);
                (void)decode_smb1_write(*message, block);
                (void)decode_smb1_read_reply(*message, block);
            }
        });
}

TEST(Smb1ReadWrite, ReadsTheRawAndTheMultiplexedWrite) {
    // [MS-CIFS] 2.2.4.25.1 and 2.2.4.26.1: FID, CountOfBytes, Reserved, Offset, Timeout, WriteMode, Reserved, DataLength,
    // DataOffset.
    for (const std::uint8_t command : {std::uint8_t{0x1D}, std::uint8_t{0x1E}})
        for (const std::uint8_t words : {std::uint8_t{12}, std::uint8_t{14}}) {
            tests::Smb1Sample s{command, 0xC001};
            s.out.u8(words);
            s.out.u16le(0x4000);
            s.out.u16le(9);
            s.out.u16le(0);
            s.out.u32le(0x10);
            s.out.u32le(0);
            s.out.u16le(1);
            s.out.u32le(0);
            s.out.u16le(3);
            s.out.u16le(static_cast<std::uint16_t>(32 + 1 + 2 * words + 2));
            if (words == 14) s.out.u32le(1);  // OffsetHigh of WRITE_RAW
            s.out.u16le(3);
            s.out.text("abc");
            const auto message = decode_smb1(s.bytes);
            const auto request = decode_smb1_write(*message, message->blocks()[0]);
            if (command == 0x1E && words == 14) {
                EXPECT_STREQ(request.error().field, "WordCount");
                continue;
            }
            ASSERT_TRUE(request);
            EXPECT_EQ(request->fid, 0x4000);
            EXPECT_EQ(request->total, 9u);
            EXPECT_EQ(request->offset, words == 14 ? 0x1'0000'0010u : 0x10u);
            EXPECT_EQ(core::as_text(request->data), "abc");
            EXPECT_FALSE(request->fault);
        }
}

}  // namespace
}  // namespace hitme::wire
