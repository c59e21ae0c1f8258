// SPDX-License-Identifier: Apache-2.0
// Expected values: RFC 1320 A.5, RFC 6229, [MS-NLMP] 4.2 (user "User", domain "Domain", password "Password").
#include "dialogue/ntlm_crypto.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {
namespace {

core::ByteVector hex(std::string_view text) {
    return core::from_hex(text).value();
}

core::ByteVector utf16(std::string_view text) {
    core::ByteVector out;
    wire::append_utf16(out, text);
    return out;
}

// [MS-NLMP] 4.2.1.
const Challenge server_challenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
const Key random_session_key = {0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
                                0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55};

TEST(Md4, GivesTheValuesOfRfc1320) {
    EXPECT_EQ(core::to_hex(md4({})), "31d6cfe0d16ae931b73c59d7e0c089c0");
    EXPECT_EQ(core::to_hex(md4(core::as_bytes("a"))), "bde52cb31de33e46245e05fbdbd6fb24");
    EXPECT_EQ(core::to_hex(md4(core::as_bytes("message digest"))),
              "d9130a8164549fe818874806e1c7014b");
    EXPECT_EQ(core::to_hex(md4(core::as_bytes(
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))),
              "043f8582f241db351ce627e153e7f0e4");
    EXPECT_EQ(core::to_hex(md4(core::as_bytes("1234567890123456789012345678901234567890123456789012"
                                              "3456789012345678901234567890"))),
              "e33b4ddc9c38f2199c3e7b164fcc0536");
}

TEST(Rc4, GivesTheStreamOfRfc6229) {
    // Key length 128: 0x0102030405060708090a0b0c0d0e0f10, offsets 0 and 16.
    core::ByteVector stream(32, 0);
    Rc4{hex("0102030405060708090a0b0c0d0e0f10")}.apply(stream);
    EXPECT_EQ(core::to_hex(stream),
              "9ac7cc9a609d1ef7b2932899cde41b97"
              "5248c4959014126a6e8a84f11d1a9e1c");
    // Key length 40: 0x0102030405.
    core::ByteVector shorter(16, 0);
    Rc4{hex("0102030405")}.apply(shorter);
    EXPECT_EQ(core::to_hex(shorter), "b2396305f03dc027ccc3524a0a1118a8");
}

TEST(Ntlm, HashesThePasswordAsMsNlmp421) {
    EXPECT_EQ(core::to_hex(nt_hash("Password")), "a4f49c406510bdcab6824ee7c30fd852");
    EXPECT_EQ(core::to_hex(nt_hash_v2(nt_hash("Password"), utf16("User"), utf16("Domain"))),
              "0c868a403bfd7a93a3001ef22ef02e3f");
}

TEST(Ntlm, VerifiesVersionOneByMsNlmp422) {
    const auto response = hex("67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
    EXPECT_EQ(core::to_hex(ntlm_v1_response(nt_hash("Password"), server_challenge)),
              core::to_hex(response));
    const auto lm = hex("98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
    NtlmProof proof;
    proof.server_challenge = server_challenge;
    proof.lm_response = lm;
    proof.nt_response = response;
    const auto key = verify_ntlm(proof, "Password");
    ASSERT_TRUE(key);
    EXPECT_EQ(core::to_hex(*key), "d87262b0cde4b1cb7499becccdf10784");  // 4.2.2.1.2
    EXPECT_FALSE(verify_ntlm(proof, "password"));
    // 4.2.2.2.3: the encrypted session key under KeyExchangeKey gives the random one back.
    EXPECT_EQ(exported_session_key(*key, hex("518822b1b3f350c8958682ecbb3e3cb7")),
              random_session_key);
}

TEST(Ntlm, VerifiesTheSessionResponseByMsNlmp423) {
    const auto lm = hex("aaaaaaaaaaaaaaaa00000000000000000000000000000000");
    const auto response = hex("7537f803ae367128ca458204bde7caf81e97ed2683267232");
    NtlmProof proof;
    proof.server_challenge = server_challenge;
    proof.lm_response = lm;
    proof.nt_response = response;
    proof.extended_session_security = true;
    const auto key = verify_ntlm(proof, "Password");
    ASSERT_TRUE(key);
    EXPECT_EQ(core::to_hex(*key), "eb93429a8bd952f8b89c55b87f475edc");  // 4.2.3.1.3
    EXPECT_FALSE(verify_ntlm(proof, "Passwor"));
}

TEST(Ntlm, VerifiesVersionTwoByMsNlmp424) {
    // 4.2.4.1.3 temp: versions, time 0, client challenge, target info (domain "Domain", server "Server"), zeros.
    const auto temp = hex(
        "01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e0001"
        "000c005300650072007600650072000000000000000000");
    auto response = hex("68cd0ab851e51c96aabc927bebef6a1c");
    response.insert(response.end(), temp.begin(), temp.end());
    const auto user = utf16("User");
    const auto domain = utf16("Domain");
    NtlmProof proof;
    proof.server_challenge = server_challenge;
    proof.nt_response = response;
    proof.user_utf16 = user;
    proof.domain_utf16 = domain;
    proof.extended_session_security = true;
    const auto key = verify_ntlm(proof, "Password");
    ASSERT_TRUE(key);
    EXPECT_EQ(core::to_hex(*key), "8de40ccadbc14a82f15cb0ad0de95ca3");  // 4.2.4.1.2
    EXPECT_EQ(exported_session_key(*key, hex("c5dad2544fc9799094ce1ce90bc9d03e")),
              random_session_key);
    EXPECT_FALSE(verify_ntlm(proof, "Password1"));
}

TEST(Ntlm, RefusesResponsesOfOddLengths) {
    NtlmProof proof;
    for (const std::size_t length : {0u, 1u, 16u, 23u, 25u, 40u}) {
        const core::ByteVector response(length, 0);
        proof.nt_response = response;
        proof.lm_response = response;
        EXPECT_FALSE(verify_ntlm(proof, "Password")) << length;
    }
}

}  // namespace
}  // namespace hitme::dialogue::smb
