// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_ioctl.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "wire/smb2_negotiate.h"

namespace hitme::wire {
namespace {

core::ByteVector after_header(const std::string& hex) {
    core::ByteVector bytes(smb2_header_bytes, 0);
    const auto body = *core::from_hex(hex);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

// [MS-SMB2] 2.2.31: 57, Reserved, FSCTL_PIPE_TRANSCEIVE, FileId 1 and 2, input at 120 of 3, 0, no output, 1024, FSCTL.
const std::string request_body =
    "3900000017c01100010000000000000002000000000000007800000003000000000000000000000000000000000400"
    "00"
    "0100000000000000aabbcc";

TEST(Smb2Ioctl, ReadsAndWritesARequest) {
    const auto bytes = after_header(request_body);
    const auto request = decode_smb2_ioctl_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->code, fsctl_pipe_transceive);
    EXPECT_EQ(request->file, (Smb2FileId{1, 2}));
    EXPECT_EQ(core::to_hex(request->input), "aabbcc");
    EXPECT_EQ(request->max_output_response, 1024u);
    EXPECT_EQ(request->flags, 1u);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_ioctl_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Ioctl, WritesAndReadsAResponse) {
    const core::ByteVector output = {1, 2, 3};
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_ioctl_response(out, {fsctl_pipe_transceive, {1, 2}, {}, output, 0});
    // 2.2.32: 49, Reserved, code, FileId, input at 112 of 0, output at 112 of 3, Flags, Reserved2.
    EXPECT_EQ(
        core::to_hex(core::Bytes(out).subspan(smb2_header_bytes)),
        "3100000017c0110001000000000000000200000000000000700000000000000070000000030000000000000000"
        "000000010203");
    const auto response = decode_smb2_ioctl_response(out);
    ASSERT_TRUE(response);
    EXPECT_EQ(core::to_hex(response->output), "010203");
    EXPECT_TRUE(response->input.empty());
}

TEST(Smb2Ioctl, ReadsAndAnswersTheCheckOfTheNegotiation) {
    // 2.2.31.4: capabilities, GUID, security mode 1, two dialects.
    const auto input = *core::from_hex(
        "7f000000"
        "00112233445566778899aabbccddeeff"
        "0100"
        "0200"
        "0202"
        "0003");
    const auto info = decode_validate_negotiate_request(input);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->capabilities, 0x7Fu);
    EXPECT_EQ(info->guid[15], 0xFF);
    EXPECT_EQ(info->dialects, (std::vector<std::uint16_t>{0x0202, 0x0300}));
    core::ByteVector out;
    encode_validate_negotiate_response(out, {7, info->guid, 1, {0x0300}});
    EXPECT_EQ(core::to_hex(out), "0700000000112233445566778899aabbccddeeff01000003");
    const auto many = *core::from_hex("7f00000000112233445566778899aabbccddeeff0100ffff");
    EXPECT_EQ(decode_validate_negotiate_request(many).error().fault, core::Fault::over_limit);
}

TEST(Smb2Ioctl, NamesItsCodes) {
    EXPECT_STREQ(name_of_fsctl(0x00060194), "FSCTL_DFS_GET_REFERRALS");
    EXPECT_STREQ(name_of_fsctl(1), "UNKNOWN");
}

TEST(Smb2Ioctl, SurvivesEveryCutAndFlip) {
    tests::for_each_cut_and_flip(after_header(request_body), [](core::Bytes bytes) {
        (void)decode_smb2_ioctl_request(bytes);
        (void)decode_smb2_ioctl_response(bytes);
        (void)decode_validate_negotiate_request(bytes);
    });
}

}  // namespace
}  // namespace hitme::wire
