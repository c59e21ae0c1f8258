// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_tree_connect.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "wire/smb2_header.h"

namespace hitme::wire {
namespace {

core::ByteVector after_header(const char* hex) {
    core::ByteVector bytes(smb2_header_bytes, 0);
    const auto body = *core::from_hex(hex);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

// [MS-SMB2] 2.2.9: StructureSize 9, Flags 0, PathOffset 72, PathLength 14, "\\A\IPC$" in UTF-16LE.
constexpr const char* request_body = "0900000048000e005c005c0041005c00490050004300";

TEST(Smb2TreeConnect, ReadsAndWritesARequest) {
    const auto bytes = after_header(request_body);
    const auto request = decode_smb2_tree_connect_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path.size(), 14u);
    EXPECT_EQ(request->path[4], 'A');
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_tree_connect_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2TreeConnect, ReadsAndWritesAResponse) {
    // 2.2.10: StructureSize 16, ShareType 2, ShareFlags 0x30, Capabilities 0, MaximalAccess 0x001F00A9.
    const auto bytes = after_header("100002003000000000000000a9001f00");
    const auto response = decode_smb2_tree_connect_response(bytes);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->share_type, Smb2ShareType::pipe);
    EXPECT_EQ(response->share_flags, 0x30u);
    EXPECT_EQ(response->maximal_access, 0x001F00A9u);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_tree_connect_response(out, *response);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2TreeConnect, NamesWhatBreaksIt) {
    auto bytes = after_header(request_body);
    bytes[64] = 8;
    EXPECT_STREQ(decode_smb2_tree_connect_request(bytes).error().field, "StructureSize");
    bytes[64] = 9;
    bytes[71] = 1;
    EXPECT_STREQ(decode_smb2_tree_connect_request(bytes).error().field, "PathName");
}

TEST(Smb2TreeConnect, SurvivesEveryCutAndFlip) {
    tests::for_each_cut_and_flip(after_header(request_body), [](core::Bytes bytes) {
        (void)decode_smb2_tree_connect_request(bytes);
        (void)decode_smb2_tree_connect_response(bytes);
    });
}

}  // namespace
}  // namespace hitme::wire
