// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_session_setup.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/smb311_exchange.h"
#include "wire/smb2_header.h"

namespace hitme::wire {
namespace {

using tests::smb311::bytes_of;

TEST(Smb2SessionSetup, ReadsAPublishedRequest) {
    const auto bytes = bytes_of(tests::smb311::session_setup_1);
    const auto request = decode_smb2_session_setup_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->flags, 0);
    EXPECT_EQ(request->security_mode, 1);
    EXPECT_EQ(request->capabilities, 1u);
    EXPECT_EQ(request->previous_session_id, 0u);
    EXPECT_EQ(request->security_blob.size(), 0x4Au);
    EXPECT_EQ(request->security_blob[0], 0x60);
}

TEST(Smb2SessionSetup, ReadsAPublishedResponse) {
    const auto bytes = bytes_of(tests::smb311::session_setup_1_answer);
    const auto response = decode_smb2_session_setup_response(bytes);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->session_flags, 0);
    EXPECT_EQ(response->security_blob.size(), 0xB3u);
    EXPECT_EQ(response->security_blob[0], 0xA1);
}

TEST(Smb2SessionSetup, WritesThePublishedMessagesByteForByte) {
    for (const auto hex : {tests::smb311::session_setup_1, tests::smb311::session_setup_2}) {
        const auto bytes = bytes_of(hex);
        core::ByteVector out(bytes.begin(), bytes.begin() + smb2_header_bytes);
        encode_smb2_session_setup_request(out, *decode_smb2_session_setup_request(bytes));
        EXPECT_EQ(core::to_hex(out), hex);
    }
    for (const auto hex :
         {tests::smb311::session_setup_1_answer, tests::smb311::session_setup_2_answer}) {
        const auto bytes = bytes_of(hex);
        core::ByteVector out(bytes.begin(), bytes.begin() + smb2_header_bytes);
        encode_smb2_session_setup_response(out, *decode_smb2_session_setup_response(bytes));
        EXPECT_EQ(core::to_hex(out), hex);
    }
}

TEST(Smb2SessionSetup, NamesABufferThatLiesPastTheEnd) {
    auto bytes = bytes_of(tests::smb311::session_setup_1);
    bytes[79] = 0x7F;  // SecurityBufferLength
    const auto refused = decode_smb2_session_setup_request(bytes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, core::Fault::truncated);
    EXPECT_STREQ(refused.error().field, "Buffer");
}

TEST(Smb2SessionSetup, SurvivesEveryCutAndFlip) {
    for (const auto hex : {tests::smb311::session_setup_1, tests::smb311::session_setup_1_answer}) {
        tests::for_each_cut_and_flip(bytes_of(hex), [](core::Bytes bytes) {
            (void)decode_smb2_session_setup_request(bytes);
            (void)decode_smb2_session_setup_response(bytes);
        });
    }
}

}  // namespace
}  // namespace hitme::wire
