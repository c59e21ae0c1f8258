// SPDX-License-Identifier: Apache-2.0
#include "wire/spnego.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"
#include "support/smb311_exchange.h"
#include "wire/smb2_negotiate.h"
#include "wire/smb2_session_setup.h"

namespace hitme::wire {
namespace {

using tests::smb311::bytes_of;

TEST(Spnego, ReadsWhatAWindowsServerOffers) {
    const auto message = bytes_of(tests::smb311::negotiate_response);
    const auto token = decode_spnego(decode_smb2_negotiate_response(message)->security_blob);
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->is_init);
    EXPECT_EQ(token->mechanisms,
              (std::vector<SpnegoMechanism>{SpnegoMechanism::negoex, SpnegoMechanism::ntlmssp}));
    EXPECT_EQ(core::as_text(token->token.first(8)), "NEGOEXTS");
}

TEST(Spnego, ReadsAClientsFirstToken) {
    const auto message = bytes_of(tests::smb311::session_setup_1);
    const auto token = decode_spnego(decode_smb2_session_setup_request(message)->security_blob);
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->is_init);
    EXPECT_EQ(token->mechanisms, std::vector<SpnegoMechanism>{SpnegoMechanism::ntlmssp});
    // MechTypeList ::= SEQUENCE OF OID, here of 1.3.6.1.4.1.311.2.2.10 alone.
    EXPECT_EQ(core::to_hex(token->mechanism_list), "300c060a2b06010401823702020a");
    EXPECT_EQ(core::as_text(token->token.first(7)), "NTLMSSP");
}

TEST(Spnego, ReadsTheServersChallengeAndTheClientsAnswer) {
    const auto answer = bytes_of(tests::smb311::session_setup_1_answer);
    const auto challenge = decode_spnego(decode_smb2_session_setup_response(answer)->security_blob);
    ASSERT_TRUE(challenge);
    EXPECT_FALSE(challenge->is_init);
    EXPECT_EQ(challenge->state, SpnegoState::accept_incomplete);
    EXPECT_EQ(challenge->chosen, SpnegoMechanism::ntlmssp);
    EXPECT_EQ(challenge->token.size(), 0x94u);

    const auto request = bytes_of(tests::smb311::session_setup_2);
    const auto last = decode_spnego(decode_smb2_session_setup_request(request)->security_blob);
    ASSERT_TRUE(last);
    EXPECT_EQ(last->token.size(), 0x1A6u);
    EXPECT_EQ(core::to_hex(last->mechanism_list_mic), "0100000063775a9a5fd97f0600000000");
}

TEST(Spnego, WritesThePublishedAnswersByteForByte) {
    for (const auto hex :
         {tests::smb311::session_setup_1_answer, tests::smb311::session_setup_2_answer}) {
        const auto message = bytes_of(hex);
        const auto blob = decode_smb2_session_setup_response(message)->security_blob;
        const auto read = *decode_spnego(blob);
        const auto written =
            encode_spnego_response({read.state, read.chosen, read.token, read.mechanism_list_mic});
        EXPECT_EQ(core::to_hex(written), core::to_hex(blob));
    }
    const auto message = bytes_of(tests::smb311::session_setup_1);
    const auto blob = decode_smb2_session_setup_request(message)->security_blob;
    const auto read = *decode_spnego(blob);
    EXPECT_EQ(core::to_hex(encode_spnego_init({read.mechanisms, read.token, {}})),
              core::to_hex(blob));
}

TEST(Spnego, WritesTheHintThatServersGive) {
    // [MS-SPNG] 2.2.1 with the text that Windows and Samba give; the bytes are those of a Samba 4.17 negotiate answer.
    const auto written = encode_spnego_init(
        {{SpnegoMechanism::ntlmssp}, {}, core::as_bytes("not_defined_in_RFC4178@please_ignore")});
    EXPECT_EQ(core::to_hex(written),
              "604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b24"
              "6e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265");
    const auto read = decode_spnego(written);
    ASSERT_TRUE(read);
    EXPECT_EQ(core::as_text(read->hint_name), "not_defined_in_RFC4178@please_ignore");
}

TEST(Spnego, RefusesWhatIsNoToken) {
    EXPECT_STREQ(decode_spnego(*core::from_hex("a203020100")).error().field, "NegotiationToken");
    EXPECT_STREQ(decode_spnego(*core::from_hex("600406022a03")).error().field,
                 "InitialContextToken");
    EXPECT_STREQ(decode_spnego(*core::from_hex("a080")).error().field, "Length");
    EXPECT_EQ(decode_spnego(*core::from_hex("a0850000000001")).error().fault,
              core::Fault::over_limit);
    EXPECT_EQ(decode_spnego({}).error().fault, core::Fault::truncated);
}

TEST(Spnego, EndsALongListOfMechanisms) {
    core::ByteVector oids;
    for (std::size_t i = 0; i <= max_spnego_mechanisms; ++i)
        for (const int byte : {0x06, 0x01, 0x2A}) oids.push_back(static_cast<std::uint8_t>(byte));
    // 17 identifiers of 3 bytes: 0x33 in each of the frames around them, two bytes more a frame.
    core::ByteVector blob = {0xA0, 0x39, 0x30, 0x37, 0xA0, 0x35, 0x30, 0x33};
    blob.insert(blob.end(), oids.begin(), oids.end());
    EXPECT_EQ(decode_spnego(blob).error().fault, core::Fault::over_limit);
}

TEST(Spnego, SurvivesEveryCutAndFlip) {
    for (const auto hex : {tests::smb311::negotiate_response, tests::smb311::session_setup_1_answer,
                           tests::smb311::session_setup_2}) {
        const auto message = bytes_of(hex);
        const std::size_t start = hex == tests::smb311::negotiate_response       ? 128
                                  : hex == tests::smb311::session_setup_1_answer ? 72
                                                                                 : 88;
        tests::for_each_cut_and_flip(core::Bytes(message).subspan(start), [](core::Bytes bytes) {
            const auto token = decode_spnego(bytes);
            if (token) {
                EXPECT_LE(token->token.size(), bytes.size());
            }
        });
    }
}

}  // namespace
}  // namespace hitme::wire
