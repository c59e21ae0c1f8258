// SPDX-License-Identifier: Apache-2.0
// Expected values: RFC 4493 section 4, and the published exchange of Windows 10 (tests/support/smb311_exchange.h), whose
// source gives the key of 3.0 too.
#include "dialogue/smb/signing.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/smb311_exchange.h"

namespace hitme::dialogue::smb {
namespace {

using tests::smb311::bytes_of;

SigningKey key_of(std::string_view hex) {
    const auto bytes = bytes_of(hex);
    SigningKey key{};
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

PreauthHash hash_of(std::string_view hex) {
    const auto bytes = bytes_of(hex);
    PreauthHash hash;
    std::copy(bytes.begin(), bytes.end(), hash.value.begin());
    return hash;
}

TEST(AesCmac, GivesTheValuesOfRfc4493) {
    const auto key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    EXPECT_EQ(core::to_hex(aes_cmac(key, {})), "bb1d6929e95937287fa37d129b756746");
    EXPECT_EQ(core::to_hex(aes_cmac(key, bytes_of("6bc1bee22e409f96e93d7e117393172a"))),
              "070a16b46b4d4144f79bdd9dd04a287c");
    EXPECT_EQ(core::to_hex(aes_cmac(key, bytes_of("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c"
                                                  "9eb76fac45af8e5130c81c46a35ce411"))),
              "dfa66747de9ae63030ca32611497c827");
}

TEST(PreauthIntegrity, FollowsAPublishedNegotiation) {
    PreauthHash hash;
    hash.extend(bytes_of(tests::smb311::negotiate_request));
    EXPECT_EQ(core::to_hex(hash.value), tests::smb311::hash_after_negotiate_request);
    hash.extend(bytes_of(tests::smb311::negotiate_response));
    EXPECT_EQ(core::to_hex(hash.value), tests::smb311::hash_after_negotiate_response);
}

TEST(PreauthIntegrity, FollowsAPublishedSessionSetupToItsSignature) {
    auto hash = hash_of(tests::smb311::hash_before_session_setup);
    hash.extend(bytes_of(tests::smb311::session_setup_1));
    hash.extend(bytes_of(tests::smb311::session_setup_1_answer));
    hash.extend(bytes_of(tests::smb311::session_setup_2));
    EXPECT_EQ(core::to_hex(hash.value), tests::smb311::hash_after_session_setup);

    const auto key = signing_key(0x0311, key_of(tests::smb311::session_key), hash);
    EXPECT_EQ(core::to_hex(key), tests::smb311::signing_key);

    const auto answer = bytes_of(tests::smb311::session_setup_2_answer);
    EXPECT_TRUE(smb2_signature_holds(0x0311, key, answer));
    auto ours = answer;
    std::fill(ours.begin() + 48, ours.begin() + 64, std::uint8_t{0xEE});
    sign_smb2(0x0311, key, ours);
    EXPECT_EQ(core::to_hex(ours), core::to_hex(answer));
    ours[70] ^= 1;
    EXPECT_FALSE(smb2_signature_holds(0x0311, key, ours));
}

TEST(SigningKeys, AreThoseOfTheDialect) {
    const auto session = key_of("7cd451825d0450d235424e44ba6e78cc");
    EXPECT_EQ(core::to_hex(signing_key(0x0300, session, {})), "0b7e9c5cac36c0f6ea9ab275298cedce");
    EXPECT_EQ(core::to_hex(signing_key(0x0302, session, {})), "0b7e9c5cac36c0f6ea9ab275298cedce");
    EXPECT_EQ(signing_key(0x0210, session, {}), session);
}

TEST(Signatures, OfTheFirstDialectsAreHalfAnHmac) {
    // RFC 4231 has no key of 16 bytes; the value is Python's hmac.new(bytes(range(16)), bytes(64), "sha256")[:16].
    SigningKey key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
    core::ByteVector message(64, 0);
    sign_smb2(0x0202, key, message);
    EXPECT_EQ(core::to_hex(core::Bytes(message).subspan(48)), "0e92c127097f7685e0f6c0577ac8c9ae");
    EXPECT_TRUE(smb2_signature_holds(0x0210, key, message));
    EXPECT_FALSE(smb2_signature_holds(0x0300, key, message));
    EXPECT_FALSE(smb2_signature_holds(0x0202, key, core::Bytes(message).first(63)));
}

}  // namespace
}  // namespace hitme::dialogue::smb
