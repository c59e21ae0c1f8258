// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_read_write.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

core::ByteVector after_header(const std::string& hex) {
    core::ByteVector bytes(smb2_header_bytes, 0);
    const auto body = *core::from_hex(hex);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

// [MS-SMB2] 2.2.21: 49, DataOffset 112, Length 5, Offset 4096, FileId 1 and 2, channel fields, Flags 1, "hello".
const std::string write_body =
    "3100700005000000001000000000000001000000000000000200000000000000000000000000000000000000010000"
    "00"
    "68656c6c6f";
// 2.2.19: 49, Padding 0x50, Flags 0, Length 1024, Offset 0, FileId 1 and 2, MinimumCount 1, channel fields, one byte.
const std::string read_body =
    "3100500000040000000000000000000001000000000000000200000000000000010000000000000000000000000000"
    "00"
    "00";

TEST(Smb2Write, ReadsAndWritesARequest) {
    const auto bytes = after_header(write_body);
    const auto request = decode_smb2_write_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->offset, 4096u);
    EXPECT_EQ(request->file, (Smb2FileId{1, 2}));
    EXPECT_EQ(request->declared, 5u);
    EXPECT_EQ(request->flags, 1u);
    EXPECT_EQ(core::as_text(request->data), "hello");
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_write_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Write, GivesWhatIsThereOfACutWrite) {
    const auto bytes = after_header(write_body);
    const auto request = decode_smb2_write_request(core::Bytes(bytes).first(bytes.size() - 2));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->declared, 5u);
    EXPECT_EQ(core::as_text(request->data), "hel");
}

TEST(Smb2Write, WritesAndReadsAResponse) {
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_write_response(out, {0x1234});
    // 2.2.22: 17, Reserved, Count, Remaining, channel fields.
    EXPECT_EQ(core::to_hex(core::Bytes(out).subspan(smb2_header_bytes)),
              "11000000341200000000000000000000");
    EXPECT_EQ(decode_smb2_write_response(out)->count, 0x1234u);
}

TEST(Smb2Read, ReadsAndWritesARequest) {
    const auto bytes = after_header(read_body);
    const auto request = decode_smb2_read_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->length, 1024u);
    EXPECT_EQ(request->minimum_count, 1u);
    EXPECT_EQ(request->file, (Smb2FileId{1, 2}));
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_read_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Read, WritesAndReadsAResponse) {
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_read_response(out, {core::as_bytes("abc"), 7});
    // 2.2.20: 17, DataOffset 80, Reserved, DataLength, DataRemaining, Reserved2, data.
    EXPECT_EQ(core::to_hex(core::Bytes(out).subspan(smb2_header_bytes)),
              "11005000030000000700000000000000616263");
    const auto response = decode_smb2_read_response(out);
    ASSERT_TRUE(response);
    EXPECT_EQ(core::as_text(response->data), "abc");
    EXPECT_EQ(response->remaining, 7u);
}

TEST(Smb2ReadWrite, SurvivesEveryCutAndFlip) {
    for (const auto& body : {write_body, read_body})
        tests::for_each_cut_and_flip(after_header(body), [](core::Bytes bytes) {
            (void)decode_smb2_read_request(bytes);
            (void)decode_smb2_read_response(bytes);
            const auto write = decode_smb2_write_request(bytes);
            if (write) {
                EXPECT_LE(write->data.size(), bytes.size());
            }
            (void)decode_smb2_write_response(bytes);
        });
}

}  // namespace
}  // namespace hitme::wire
