// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_negotiate.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/smb311_exchange.h"
#include "wire/smb2_header.h"

namespace hitme::wire {
namespace {

using tests::smb311::bytes_of;
using Dialects = std::vector<std::uint16_t>;

TEST(Smb2Negotiate, ReadsAPublishedRequestWithItsContexts) {
    const auto bytes = bytes_of(tests::smb311::negotiate_request);
    const auto request = decode_smb2_negotiate_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->security_mode, 1);
    EXPECT_EQ(request->capabilities, 0x3Fu);
    EXPECT_EQ(core::to_hex(request->client_guid), "ecd86f326276024f9f7752b89bb33f3a");
    EXPECT_EQ(request->dialects, (Dialects{0x0202, 0x0210, 0x0300, 0x0302, 0x0311}));
    ASSERT_EQ(request->contexts.size(), 2u);
    const auto& preauth = request->contexts[0];
    EXPECT_EQ(preauth.type, Smb2ContextType::preauth_integrity);
    EXPECT_TRUE(preauth.well_formed);
    EXPECT_EQ(preauth.values, std::vector<std::uint16_t>{smb2_preauth_sha512});
    EXPECT_EQ(core::to_hex(preauth.salt),
              "3e38b8b81a9afb172278056f4898fd09a1b9976a49b2d771161fcd4d40df7d7d");
    EXPECT_EQ(request->contexts[1].type, Smb2ContextType::encryption);
    EXPECT_EQ(request->contexts[1].values, (std::vector<std::uint16_t>{2, 1}));  // GCM, CCM
}

TEST(Smb2Negotiate, ReadsAPublishedResponse) {
    const auto bytes = bytes_of(tests::smb311::negotiate_response);
    const auto response = decode_smb2_negotiate_response(bytes);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->security_mode, 1);
    EXPECT_EQ(response->dialect, 0x0311);
    EXPECT_EQ(core::to_hex(response->server_guid), "39cbcaf329714942bdce5d60f09ab3fb");
    EXPECT_EQ(response->capabilities, 0x2Fu);
    EXPECT_EQ(response->max_transact, 8u << 20);
    EXPECT_EQ(response->max_write, 8u << 20);
    EXPECT_EQ(response->system_time, 0x01D0AECBAE3365A7u);
    EXPECT_EQ(response->start_time, 0x01D0AE95B04A0909u);
    EXPECT_EQ(response->security_blob.size(), 320u);  // 0x0140
    ASSERT_EQ(response->contexts.size(), 2u);
    EXPECT_EQ(response->contexts[0].salt.size(), 32u);
    EXPECT_EQ(response->contexts[1].values, std::vector<std::uint16_t>{2});
}

TEST(Smb2Negotiate, WritesThePublishedMessagesByteForByte) {
    const auto request = bytes_of(tests::smb311::negotiate_request);
    core::ByteVector out(request.begin(), request.begin() + smb2_header_bytes);
    encode_smb2_negotiate_request(out, *decode_smb2_negotiate_request(request));
    // The publisher's last context is not padded and neither is ours; its first is, to a multiple of 8.
    EXPECT_EQ(core::to_hex(out), tests::smb311::negotiate_request);

    const auto response = bytes_of(tests::smb311::negotiate_response);
    core::ByteVector back(response.begin(), response.begin() + smb2_header_bytes);
    encode_smb2_negotiate_response(back, *decode_smb2_negotiate_response(response));
    EXPECT_EQ(core::to_hex(back), tests::smb311::negotiate_response);
}

TEST(Smb2Negotiate, TakesClientStartTimeWithout311) {
    auto bytes = bytes_of(tests::smb311::negotiate_request);
    bytes[108] = 0;  // the fifth dialect, 0x0311
    bytes[109] = 4;
    const auto request = decode_smb2_negotiate_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->contexts.empty());
    EXPECT_EQ(request->client_start_time, 0x0000'0002'0000'0070u);
}

TEST(Smb2Negotiate, ReadsNetnameCompressionAndSigningContexts) {
    core::ByteVector netname = {'h', 0, 'o', 0};
    const core::ByteVector compression = {2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, 0};  // chained; 3, 1
    const core::ByteVector signing = {1, 0, 2, 0};                              // AES-GMAC
    Smb2NegotiateRequest request;
    request.dialects = {0x0311};
    request.contexts.resize(3);
    request.contexts[0].type = Smb2ContextType::netname;
    request.contexts[0].data = netname;
    request.contexts[1].type = Smb2ContextType::compression;
    request.contexts[1].data = compression;
    request.contexts[2].type = Smb2ContextType::signing;
    request.contexts[2].data = signing;
    core::ByteVector bytes(smb2_header_bytes, 0);
    encode_smb2_negotiate_request(bytes, request);
    const auto read = decode_smb2_negotiate_request(bytes);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->contexts.size(), 3u);
    EXPECT_EQ(core::to_hex(read->contexts[0].netname), "68006f00");
    EXPECT_EQ(read->contexts[1].compression_flags, 1u);
    EXPECT_EQ(read->contexts[1].values, (std::vector<std::uint16_t>{3, 1}));
    EXPECT_EQ(read->contexts[2].values, (std::vector<std::uint16_t>{2}));
}

TEST(Smb2Negotiate, MarksAContextThatLiesAboutItself) {
    auto bytes = bytes_of(tests::smb311::negotiate_request);
    bytes[0x70 + 8] = 9;  // HashAlgorithmCount beyond the data
    bytes[0x70 + 10] = 0;
    bytes[0x70 + 11] = 0xFF;
    const auto request = decode_smb2_negotiate_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_FALSE(request->contexts[0].well_formed);
    EXPECT_TRUE(request->contexts[1].well_formed);
}

TEST(Smb2Negotiate, NamesTheFieldThatBreaksIt) {
    auto bytes = bytes_of(tests::smb311::negotiate_request);
    bytes[64] = 37;
    EXPECT_STREQ(decode_smb2_negotiate_request(bytes).error().field, "StructureSize");
    bytes[64] = 36;
    bytes[66] = 65;
    EXPECT_STREQ(decode_smb2_negotiate_request(bytes).error().field, "DialectCount");
    bytes[66] = 5;
    bytes[92] = 0x71;
    EXPECT_STREQ(decode_smb2_negotiate_request(bytes).error().field, "NegotiateContextOffset");
    bytes[92] = 0x70;
    bytes[96] = 17;
    EXPECT_STREQ(decode_smb2_negotiate_request(bytes).error().field, "NegotiateContextCount");
}

TEST(Smb2Negotiate, SurvivesEveryCutAndFlip) {
    for (const auto hex : {tests::smb311::negotiate_request, tests::smb311::negotiate_response}) {
        tests::for_each_cut_and_flip(bytes_of(hex), [](core::Bytes bytes) {
            (void)decode_smb2_negotiate_request(bytes);
            (void)decode_smb2_negotiate_response(bytes);
        });
    }
}

TEST(Smb2Negotiate, NamesDialectsAsPeopleDo) {
    // [MS-SMB2] 1.7 and 2.2.4.
    EXPECT_EQ(smb2_dialect_name(0x0202), "2.0.2");
    EXPECT_EQ(smb2_dialect_name(0x0210), "2.1");
    EXPECT_EQ(smb2_dialect_name(0x0300), "3.0");
    EXPECT_EQ(smb2_dialect_name(0x0302), "3.0.2");
    EXPECT_EQ(smb2_dialect_name(0x0311), "3.1.1");
    EXPECT_EQ(smb2_dialect_name(0x0222), "0x0222");  // in Samba's old list
}

}  // namespace
}  // namespace hitme::wire
