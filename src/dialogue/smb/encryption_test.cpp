// SPDX-License-Identifier: Apache-2.0
// Expected values: the test vectors that Microsoft's Open Specifications blog published ("Encryption in SMB 3.0: A protocol
// perspective", 2012-10-05; "SMB 3.1.1 Encryption in Windows 10", 2015-09-09), and, for what they lack, Python's
// cryptography (AESCCM, AESGCM) and hmac.
#include "dialogue/smb/encryption.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::dialogue::smb {
namespace {

core::ByteVector bytes_of(std::string_view hex) {
    return core::from_hex(hex).value_or(core::ByteVector{});
}

SigningKey key_of(std::string_view hex) {
    const auto bytes = bytes_of(hex);
    SigningKey key{};
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

std::string first_16(const std::array<std::uint8_t, 32>& key) {
    return core::to_hex(core::Bytes(key).first(16));
}

constexpr std::string_view session_key_300 = "b4546771b515f766a86735532dd6c4f0";
constexpr std::uint64_t session_300 = 0x0008'E400'1400'0011;
constexpr std::string_view write_300 =
    "fe534d4240000100000000000900400008000000000000000400000000000000"
    "fffe0000010000001100001400e4080000000000000000000000000000000000"
    "3100700017000000000000000000000015010000390000020100000039020000"
    "00000000000000007000000000000000536d623320656e6372797074696f6e20"
    "74657374696e67";
constexpr std::string_view closed_write_300 =
    "fd534d4281a286535415445dae393921e44fa42e66e69a111892584fb5ed524a"
    "744da3ee87000000000001001100001400e4080025c8fee16605a437832d1cd5"
    "2da9f4645333482a175fe5384563f45fcdafaef38bc62ba4d5c62897996625a4"
    "4c29be5658de2e6117585779e7b59ffd971278d08580d7fa899e410e910eabf5"
    "aa1db43050b33b49182637759ac15d84bfcdf5b6b238993c0f4cf4d6012023f6"
    "c627297075d84b7803912d0a9639634453595ef3e33ffe4e7ac2ab";

constexpr std::string_view session_key_311 = "419fddf34c1e001909d362ae7fb6af79";
constexpr std::string_view hash_311 =
    "b23f3cbfd69487d9832b79b1594a367cdd950909b774c3a4c412b4fcea9edddba7db256ba2ea30e9"
    "77f11f9b113247578e0e915c6d2a513b8f2fca5707dc8770";
constexpr std::uint64_t session_311 = 0x0000'1000'0000'0025;
constexpr std::string_view write_311 =
    "fe534d4240000100000000000900010008000000000000000500000000000000fffe000001000000"
    "25000000001000000000000000000000000000000000000031007000170000000000000000000000"
    "0600000004000000010000000400000000000000000000007000000000000000536d623320656e63"
    "72797074696f6e2074657374696e67";
constexpr std::string_view closed_write_311 =
    "fd534d42bd73d97d2bc9001bcafac0fdff5feebcc7d6822d269caf48904c664c0000000087000000"
    "0000010025000000001000006ecdd2a7afc7b47763057a041b8fd4daffe990b70c9e09d36c084e02"
    "d14ef247f8bde38acf6256f8b1d3b56f77fbdeb312fea5e92cbcc1ed8fb2ebbfaa75e49a4a394bb4"
    "4576545567c24d4c014d47c9fbdfdafd2c4f9b72f8d256452620a299f48e29e53d6b61d1c13a19e9"
    "1af013f00d17e3abc2fc3d36c8c1b6b93973253852dbd442e46ee8";
constexpr std::string_view answer_311 =
    "fe534d4240000100000000000900010001000000000000000500000000000000fffe000001000000"
    "25000000001000000000000000000000000000000000000011000000170000000000000000000000";
constexpr std::string_view closed_answer_311 =
    "fd534d42acbe1cb7ed343adf1725ef144d90d4b0e06831dd2e8eb7b4000000000000000050000000"
    "00000100250000000010000026bbbf949983a6c1c796559d0f2c510cb651d1f7b6ac8ded32a2a0b8"
    "f2d793a815c6f6b848d69767a215841a42d400ae6ddb5f0b44173a014973321fdd7950da6179159b"
    "82e03c9e18a050ff0ea1c967";

PreauthHash published_hash() {
    const auto bytes = bytes_of(hash_311);
    PreauthHash hash;
    std::copy(bytes.begin(), bytes.end(), hash.value.begin());
    return hash;
}

TEST(EncryptionKeys, AreThePublishedOnes) {
    const auto old = encryption_keys(0x0300, Smb3Cipher::aes_128_ccm, key_of(session_key_300), {});
    EXPECT_EQ(first_16(old.from_client), "261b72350558f2e9dcf613070383edbf");
    EXPECT_EQ(first_16(old.from_server), "8fe2b57ec34d2db5b1a9727f526bbdb5");
    const auto current =
        encryption_keys(0x0311, Smb3Cipher::aes_128_gcm, key_of(session_key_311), published_hash());
    EXPECT_EQ(first_16(current.from_client), "a2f5e80e5d59103034f32e52f698e5ec");
    EXPECT_EQ(first_16(current.from_server), "748c50868c90f302962a5c35f5f9a8bf");
}

TEST(Smb3Encryption, OpensAPublishedWriteOf30) {
    const auto keys = encryption_keys(0x0300, Smb3Cipher::aes_128_ccm, key_of(session_key_300), {});
    const Smb3Encryption server{Smb3Cipher::aes_128_ccm, keys, session_300, {}};
    const auto opened = server.open(bytes_of(closed_write_300));
    ASSERT_TRUE(opened);
    EXPECT_EQ(core::to_hex(*opened), write_300);
}

TEST(Smb3Encryption, OpensAPublishedWriteOf311AndClosesItsAnswer) {
    const auto keys =
        encryption_keys(0x0311, Smb3Cipher::aes_128_gcm, key_of(session_key_311), published_hash());
    // The published answer's nonce: e06831dd2e8eb7b4, then zeros.
    Smb3Encryption server{Smb3Cipher::aes_128_gcm, keys, session_311, {0xB4B7'8E2E'DD31'68E0, 0}};
    const auto opened = server.open(bytes_of(closed_write_311));
    ASSERT_TRUE(opened);
    EXPECT_EQ(core::to_hex(*opened), write_311);
    core::ByteVector out;
    server.close(bytes_of(answer_311), out);
    EXPECT_EQ(core::to_hex(out), closed_answer_311);
}

TEST(Smb3Encryption, ClosesLikeAnotherProgramWithEveryCipher) {
    // hmac.new(bytes.fromhex(session_key), i + label + 0 + hash + bits, "sha256"), then
    // AESCCM/AESGCM(key).encrypt(nonce, b"hitme", header[20:52]) with the nonce's unused bytes 0.
    constexpr struct {
        Smb3Cipher cipher;
        std::string_view closed;
    } all[] = {
        {Smb3Cipher::aes_128_ccm,
         "fd534d4228daed66f82cfd4871b9d805e2dce76b080706050403020111100f00"
         "0000000005000000000001002500000000100000992bcce097"},
        {Smb3Cipher::aes_128_gcm,
         "fd534d429f06480b5621bf865af43e4afdec7797080706050403020111100f0e"
         "00000000050000000000010025000000001000002b8c1ea064"},
        {Smb3Cipher::aes_256_ccm,
         "fd534d420509f2e7b448e39b0ca7222c11d6560e080706050403020111100f00"
         "0000000005000000000001002500000000100000bb2505a735"},
        {Smb3Cipher::aes_256_gcm,
         "fd534d421e18c2cdf0c1ba7ba1ec34401325fcf8080706050403020111100f0e"
         "00000000050000000000010025000000001000009fb7c3e203"},
    };
    for (const auto& [cipher, closed] : all) {
        const auto keys =
            encryption_keys(0x0311, cipher, key_of(session_key_311), published_hash());
        Smb3Encryption server{
            cipher, keys, session_311, {0x0102'0304'0506'0708, 0x0A0B'0C0D'0E0F'1011}};
        core::ByteVector out;
        server.close(core::as_bytes("hitme"), out);
        EXPECT_EQ(core::to_hex(out), closed) << static_cast<int>(cipher);
    }
}

TEST(Smb3Encryption, UsesNoNonceTwice) {
    const EncryptionKeys keys{};
    Smb3Encryption server{Smb3Cipher::aes_128_ccm, keys, 1, {~std::uint64_t{0}, 0}};
    core::ByteVector first;
    core::ByteVector second;
    server.close(core::as_bytes("a"), first);
    server.close(core::as_bytes("a"), second);
    EXPECT_EQ(core::to_hex(core::Bytes(first).subspan(20, 11)), "ffffffffffffffff000000");
    EXPECT_EQ(core::to_hex(core::Bytes(second).subspan(20, 11)), "0000000000000000000000");
}

TEST(Smb3Encryption, RefusesWhatWasChangedCutOrMeantForAnother) {
    const auto keys =
        encryption_keys(0x0311, Smb3Cipher::aes_128_gcm, key_of(session_key_311), published_hash());
    const Smb3Encryption server{Smb3Cipher::aes_128_gcm, keys, session_311, {}};
    const auto good = bytes_of(closed_write_311);
    const Smb3Encryption other{Smb3Cipher::aes_128_gcm, keys, session_311 + 1, {}};
    EXPECT_FALSE(other.open(good));
    EXPECT_FALSE(server.open(bytes_of(closed_answer_311)));  // of the other direction
    tests::for_each_cut_and_flip(good, [&](core::Bytes bytes) {
        const bool is_whole = std::equal(bytes.begin(), bytes.end(), good.begin(), good.end());
        EXPECT_EQ(server.open(bytes).has_value(), is_whole);
    });
}

}  // namespace
}  // namespace hitme::dialogue::smb
