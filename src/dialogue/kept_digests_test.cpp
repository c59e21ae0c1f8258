// SPDX-License-Identifier: Apache-2.0
// Expected values: RFC 1321 A.5, RFC 2202 section 2, RFC 4231 section 4, RFC 4493 section 4, FIPS 180-4's example of "abc".
#include "dialogue/kept_digests.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/text.h"

namespace hitme::dialogue {
namespace {

using core::as_bytes;
using core::to_hex;

TEST(KeptDigests, GiveTheValuesOfTheirStandards) {
    EXPECT_EQ(to_hex(kept_md5({})), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(to_hex(kept_md5({as_bytes("message"), as_bytes(" digest")})),
              "f96b697d7cb7938d525a2f31aaf161d0");
    EXPECT_EQ(to_hex(kept_sha512({as_bytes("a"), {}, as_bytes("bc")})),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

// A second use has the key of the second use, whatever the first one's was and however long.
TEST(KeptDigests, TakeANewKeyEachTime) {
    const core::ByteVector sixteen(16, 0x0b);
    const core::ByteVector eighty(80, 0xaa);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(to_hex(kept_hmac_md5(sixteen, {as_bytes("Hi "), as_bytes("There")})),
                  "9294727a3638bb1c13f48ef8158bfc9d");
        EXPECT_EQ(
            to_hex(kept_hmac_md5(
                eighty, {as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")})),
            "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
        EXPECT_EQ(
            to_hex(kept_hmac_md5(as_bytes("Jefe"), {as_bytes("what do ya want for nothing?")})),
            "750c783e6ab0b503eaa86e310a5db738");
    }
    EXPECT_EQ(to_hex(kept_hmac_sha256(core::ByteVector(20, 0x0b), {as_bytes("Hi There")})),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(
        to_hex(kept_hmac_sha256(as_bytes("Jefe"), {as_bytes("what do ya want for nothing?")})),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    // Of no key and no message: Python's hmac.new(b"", b"", ...).
    EXPECT_EQ(to_hex(kept_hmac_md5({}, {})), "74e6f7298a9c2d168935f58c001bad88");
    EXPECT_EQ(to_hex(kept_hmac_sha256({}, {})),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(KeptDigests, AuthenticateWithAes) {
    const core::ByteVector key = core::from_hex("2b7e151628aed2a6abf7158809cf4f3c").value();
    const core::ByteVector text =
        core::from_hex(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411")
            .value();
    EXPECT_EQ(to_hex(kept_aes_cmac(key, {})), "bb1d6929e95937287fa37d129b756746");
    EXPECT_EQ(
        to_hex(kept_aes_cmac(key, {core::Bytes(text).first(7), core::Bytes(text).subspan(7)})),
        "dfa66747de9ae63030ca32611497c827");
    EXPECT_EQ(to_hex(kept_aes_cmac(key, {core::Bytes(text).first(16)})),
              "070a16b46b4d4144f79bdd9dd04a287c");
}

TEST(KeptDigests, ServeEachThreadWithContextsOfItsOwn) {
    const auto many = [] {
        for (int i = 0; i < 2000; ++i)
            if (to_hex(
                    kept_hmac_md5(as_bytes("Jefe"), {as_bytes("what do ya want for nothing?")})) !=
                "750c783e6ab0b503eaa86e310a5db738")
                return false;
        return true;
    };
    bool other = false;
    std::thread thread{[&] { other = many(); }};
    const bool own = many();
    thread.join();
    EXPECT_TRUE(own && other);
}

}  // namespace
}  // namespace hitme::dialogue
