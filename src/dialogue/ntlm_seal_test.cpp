// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntlm_seal.h"

#include <gtest/gtest.h>

#include "support/smb311_exchange.h"
#include "wire/ntlmssp.h"

namespace hitme::dialogue::smb {
namespace {

core::ByteVector hex(std::string_view text) {
    return core::from_hex(text).value();
}

core::ByteVector plaintext() {
    return hex("50006c00610069006e007400650078007400");
}

// [MS-NLMP] 4.2.4: its flags and its random session key.
constexpr std::uint32_t flags = 0xE28A8233;
constexpr Key session_key{0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
                          0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55};

struct Message {
    std::string sealed;
    std::string signature;
};

std::vector<Message> two_messages(std::uint32_t agreed) {
    NtlmSeal seal{session_key, agreed, NtlmDirection::client_to_server};
    std::vector<Message> all;
    for (int i = 0; i < 2; ++i) {
        auto bytes = plaintext();
        seal.apply(bytes);
        all.push_back({core::to_hex(bytes), core::to_hex(seal.signature(plaintext()))});
    }
    return all;
}

TEST(NtlmSeal, SealsTheSpecificationsExample) {
    // 4.2.4.4, "Plaintext"; the second message by impacket 0.10's ntlm.SEAL().
    const auto all = two_messages(flags);
    EXPECT_EQ(all[0].sealed, "54e50165bf1936dc996020c1811b0f06fb5f");
    EXPECT_EQ(all[0].signature, "010000007fb38ec5c55d497600000000");
    EXPECT_EQ(all[1].sealed, "64c308e09ea236e7f4232553c94a01e700fa");
    EXPECT_EQ(all[1].signature, "01000000255405955d31d8c401000000");
}

TEST(NtlmSeal, SealsWithAShortKeyAndWithoutAnExchangedOne) {
    // By impacket 0.10's ntlm.SEAL(), without NTLMSSP_NEGOTIATE_128 and without NTLMSSP_NEGOTIATE_KEY_EXCH.
    const auto short_key = two_messages(flags & ~wire::ntlm::flag_128);
    EXPECT_EQ(short_key[0].sealed, "3ed8592ded01e9633dbd84c159a15ba98ed3");
    EXPECT_EQ(short_key[1].signature, "0100000046f84ba09ca8422101000000");
    const auto plain_checksum = two_messages(flags & ~wire::ntlm::flag_key_exchange);
    EXPECT_EQ(plain_checksum[0].signature, "0100000070352851f256430900000000");
    EXPECT_EQ(plain_checksum[1].sealed, "5f86ca94560b637f5ac310e09aa227e7ee23");
}

TEST(NtlmSeal, SignsAMechanismListAsWindowsDid) {
    // The session key and both mechListMICs of the published exchange; the list is NTLMSSP alone.
    const auto key_bytes = tests::smb311::bytes_of(tests::smb311::session_key);
    Key key;
    std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
    const auto list = hex("300c060a2b06010401823702020a");
    const auto mic = [&](NtlmDirection direction) {
        return core::to_hex(NtlmSeal{key, flags, direction}.signature(list));
    };
    EXPECT_EQ(mic(NtlmDirection::client_to_server), "0100000063775a9a5fd97f0600000000");
    EXPECT_EQ(mic(NtlmDirection::server_to_client), "010000003b453cdc3524164200000000");
}

TEST(NtlmSeal, DoesNotServeTheOlderForm) {
    EXPECT_TRUE(NtlmSeal::serves(flags));
    EXPECT_FALSE(NtlmSeal::serves(flags & ~wire::ntlm::flag_extended_session_security));
}

}  // namespace
}  // namespace hitme::dialogue::smb
