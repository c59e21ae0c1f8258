// SPDX-License-Identifier: Apache-2.0
#include "wire/ntlmssp.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/packet_writer.h"
#include "support/piecewise.h"
#include "support/smb311_exchange.h"

namespace hitme::wire {
namespace {

using tests::smb311::bytes_of;

// The NTLMSSP messages inside the published exchange; lengths as their SPNEGO frames say.
core::ByteVector negotiate_message() {
    const auto message = bytes_of(tests::smb311::session_setup_1);
    return {message.end() - 0x28, message.end()};
}
core::ByteVector challenge_message() {
    const auto message = bytes_of(tests::smb311::session_setup_1_answer);
    return {message.end() - 0x94, message.end()};
}
core::ByteVector authenticate_message() {
    const auto message = bytes_of(tests::smb311::session_setup_2);
    const auto end = message.end() - 0x14;  // behind it: mechListMIC, 16 bytes in two frames
    return {end - 0x1A6, end};
}

TEST(Ntlmssp, ReadsAPublishedNegotiate) {
    const auto bytes = negotiate_message();
    EXPECT_EQ(ntlm_message_type(bytes), 1);
    const auto message = decode_ntlm_negotiate(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->flags, 0xE2088297u);
    EXPECT_EQ(message->version, (NtlmVersion{6, 3, 9600, 15}));
    EXPECT_TRUE(message->domain.empty());
    EXPECT_EQ(encode_ntlm_negotiate(*message).size(), bytes.size());
}

// As the client of the capture of MS08-067 sends it: the flag, and the domain's name where the version would stand.
TEST(Ntlmssp, ReadsNoVersionWhereTheNamesBegin) {
    tests::Writer writer;
    writer.text("NTLMSSP").u8(0).le32(1).le32(ntlm::flag_version | ntlm::flag_domain_supplied);
    writer.le16(8).le16(8).le32(32).le16(0).le16(0).le32(0).text("WORKGRP1");
    const auto message = decode_ntlm_negotiate(writer.bytes());
    ASSERT_TRUE(message);
    EXPECT_FALSE(message->version);
    EXPECT_EQ(core::as_text(message->domain), "WORKGRP1");
}

TEST(Ntlmssp, ReadsAPublishedChallengeAndWritesItAgain) {
    const auto bytes = challenge_message();
    const auto message = decode_ntlm_challenge(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->flags, 0xE28A8215u);
    EXPECT_EQ(core::to_hex(message->challenge), "0d1d8ba31179d008");
    EXPECT_EQ(core::to_hex(message->target_name), "530055005400330031003100");  // SUT311
    EXPECT_EQ(message->version, (NtlmVersion{10, 0, 10130, 15}));
    const auto pairs = decode_av_pairs(message->target_info);
    ASSERT_TRUE(pairs);
    ASSERT_EQ(pairs->size(), 5u);
    EXPECT_EQ((*pairs)[0].id, AvId::netbios_domain);
    EXPECT_EQ((*pairs)[4].id, AvId::timestamp);
    EXPECT_EQ(core::to_hex((*pairs)[4].value), "a1a1f5adcbaed001");
    core::ByteVector info;
    encode_av_pairs(info, *pairs);
    EXPECT_EQ(core::to_hex(info), core::to_hex(message->target_info));
    EXPECT_EQ(core::to_hex(encode_ntlm_challenge(*message)), core::to_hex(bytes));
}

TEST(Ntlmssp, ReadsAPublishedAuthenticate) {
    const auto bytes = authenticate_message();
    EXPECT_EQ(ntlm_message_type(bytes), 3);
    const auto message = decode_ntlm_authenticate(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(core::to_hex(message->domain), "530055005400330031003100");
    EXPECT_EQ(message->user.size(), 26u);                                    // administrator
    EXPECT_EQ(core::to_hex(message->workstation.first(6)), "440052004900");  // DRI...
    EXPECT_EQ(message->nt_response.size(), 0xEEu);
    EXPECT_EQ(message->lm_response.size(), 24u);
    EXPECT_EQ(message->session_key.size(), 16u);
    EXPECT_EQ(message->flags, 0xE2888215u);
    EXPECT_TRUE(message->is_unicode());
    EXPECT_FALSE(message->is_anonymous());
    EXPECT_EQ(message->mic_offset, 72u);
}

TEST(Ntlmssp, ReadsTheShortFormWithoutKeyAndFlags) {
    // [MS-NLMP] 2.2.1.3 as Windows 9x sent it: the payload begins at 52, where the session key would stand.
    core::ByteVector bytes = core::ByteVector{'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 3, 0, 0, 0};
    const auto field = [&](std::uint8_t length, std::uint8_t offset) {
        for (const std::uint8_t byte : {length, std::uint8_t{0}, length, std::uint8_t{0}, offset,
                                        std::uint8_t{0}, std::uint8_t{0}, std::uint8_t{0}})
            bytes.push_back(byte);
    };
    field(0, 52);  // LM
    field(0, 52);  // NT
    field(2, 52);  // domain
    field(3, 54);  // user
    field(1, 57);  // workstation
    for (const char letter : std::string_view("WGbobW"))
        bytes.push_back(static_cast<std::uint8_t>(letter));
    const auto message = decode_ntlm_authenticate(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(core::as_text(message->domain), "WG");
    EXPECT_EQ(core::as_text(message->user), "bob");
    EXPECT_EQ(core::as_text(message->workstation), "W");
    EXPECT_EQ(message->flags, 0u);
    EXPECT_FALSE(message->mic_offset);
}

TEST(Ntlmssp, KnowsAnAnonymousLogon) {
    NtlmAuthenticate message;
    message.flags = 0xE2888A15;
    const core::ByteVector zero = {0};
    message.lm_response = zero;
    const auto bytes = encode_ntlm_authenticate(message);
    const auto read = decode_ntlm_authenticate(bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_anonymous());
    EXPECT_EQ(read->lm_response.size(), 1u);
}

TEST(Ntlmssp, NamesTheBufferThatLiesPastTheEnd) {
    auto bytes = authenticate_message();
    bytes[40] = 0xFF;  // BufferOffset of the user name
    bytes[41] = 0xFF;
    const auto refused = decode_ntlm_authenticate(bytes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, core::Fault::truncated);
    EXPECT_STREQ(refused.error().field, "UserNameFields");
}

TEST(Ntlmssp, TellsOtherBytesApart) {
    EXPECT_FALSE(ntlm_message_type(core::as_bytes("NTLMSSP")));
    EXPECT_FALSE(ntlm_message_type(core::as_bytes("NTLMSSX\0\1\0\0\0")));
    auto bytes = negotiate_message();
    bytes[8] = 9;
    EXPECT_FALSE(ntlm_message_type(bytes));
    EXPECT_STREQ(decode_ntlm_negotiate(bytes).error().field, "MessageType");
    bytes[0] = 'X';
    EXPECT_STREQ(decode_ntlm_negotiate(bytes).error().field, "Signature");
}

TEST(Ntlmssp, EndsALongTargetInfo) {
    core::ByteVector info;
    for (std::size_t i = 0; i <= max_av_pairs; ++i)
        for (const int byte : {1, 0, 0, 0}) info.push_back(static_cast<std::uint8_t>(byte));
    info.resize(info.size() + 4, 0);
    EXPECT_EQ(decode_av_pairs(info).error().fault, core::Fault::over_limit);
}

TEST(Ntlmssp, SurvivesEveryCutAndFlip) {
    for (const auto& message : {negotiate_message(), challenge_message(), authenticate_message()}) {
        tests::for_each_cut_and_flip(message, [](core::Bytes bytes) {
            (void)decode_ntlm_negotiate(bytes);
            const auto challenge = decode_ntlm_challenge(bytes);
            if (challenge) (void)decode_av_pairs(challenge->target_info);
            const auto last = decode_ntlm_authenticate(bytes);
            if (last && last->mic_offset) {
                EXPECT_LE(*last->mic_offset + 16, bytes.size());
            }
        });
    }
}

}  // namespace
}  // namespace hitme::wire
