// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_close.h"

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

// [MS-SMB2] 2.2.15: StructureSize 24, Flags 1, Reserved, FileId 0x11 and 0x22.
const std::string close_body = "180001000000000011000000000000002200000000000000";

TEST(Smb2Close, ReadsAndWritesARequest) {
    const auto bytes = after_header(close_body);
    const auto request = decode_smb2_close_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->flags, smb2_close_wants_attributes);
    EXPECT_EQ(request->file, (Smb2FileId{0x11, 0x22}));
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_close_request(out, *request);
    EXPECT_EQ(out, bytes);
    EXPECT_EQ(decode_smb2_flush_request(bytes)->file, (Smb2FileId{0x11, 0x22}));
}

TEST(Smb2Close, ReadsAndWritesAResponse) {
    // 2.2.16: StructureSize 60, Flags 1, Reserved, four times, allocation 0x1000, size 5, attributes 0x20.
    const auto bytes = after_header(
        "3c00010000000000" + std::string(16, '1') + std::string(16, '2') + std::string(16, '3') +
        std::string(16, '4') + "0010000000000000" + "0500000000000000" + "20000000");
    const auto response = decode_smb2_close_response(bytes);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->facts.created, 0x1111'1111'1111'1111u);
    EXPECT_EQ(response->facts.changed, 0x4444'4444'4444'4444u);
    EXPECT_EQ(response->facts.end_of_file, 5u);
    EXPECT_EQ(response->facts.attributes, 0x20u);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_close_response(out, *response);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Close, RefusesAnotherStructureAndSurvivesEveryCutAndFlip) {
    auto bytes = after_header(close_body);
    bytes[64] = 23;
    EXPECT_STREQ(decode_smb2_close_request(bytes).error().field, "StructureSize");
    tests::for_each_cut_and_flip(after_header(close_body), [](core::Bytes changed) {
        (void)decode_smb2_close_request(changed);
        (void)decode_smb2_close_response(changed);
        (void)decode_smb2_flush_request(changed);
    });
}

}  // namespace
}  // namespace hitme::wire
