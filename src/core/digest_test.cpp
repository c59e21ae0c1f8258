// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <gtest/gtest.h>

#include <set>

#include "core/random.h"
#include "core/text.h"

namespace hitme::core {
namespace {

TEST(Digest, GivesTheSameOverPiecesAsOverTheWhole) {
    Sha256 pieces;
    // FIPS 180-4 examples: "abc", and nothing.
    EXPECT_EQ(to_hex(pieces.digest()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    pieces.update(as_bytes("a"));
    pieces.update(as_bytes(""));
    pieces.update(as_bytes("bc"));
    EXPECT_EQ(to_hex(pieces.digest()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 moved = std::move(pieces);
    moved.update(as_bytes("d"));
    EXPECT_EQ(to_hex(moved.digest()), sha256_hex(as_bytes("abcd")));
}

TEST(Sha256, GivesThePublishedExamples) {
    // FIPS 180-4 example "abc", and the empty message (NIST CAVS).
    EXPECT_EQ(sha256_hex(as_bytes("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Similarity, StaysCloseWhenAFewBytesOfACopyChange) {
    Random random{3};
    int widest = 0;
    for (int round = 0; round < 200; ++round) {
        ByteVector payload(200);
        for (auto& byte : payload) byte = static_cast<std::uint8_t>(random.next());
        ByteVector copy = payload;
        for (std::size_t i = 40; i < 48; ++i) copy[i] = static_cast<std::uint8_t>(random.next());
        widest =
            std::max(widest, similarity_distance(similarity_key(payload), similarity_key(copy)));
    }
    EXPECT_LE(widest, 16);
}

TEST(Similarity, KeepsUnrelatedPayloadsApart) {
    Random random{4};
    int nearest = 64;
    for (int round = 0; round < 200; ++round) {
        ByteVector a(200);
        ByteVector b(200);
        for (auto& byte : a) byte = static_cast<std::uint8_t>(random.next());
        for (auto& byte : b) byte = static_cast<std::uint8_t>(random.next());
        nearest = std::min(nearest, similarity_distance(similarity_key(a), similarity_key(b)));
    }
    EXPECT_GE(nearest, 17);
}

TEST(Similarity, IsTheMajorityVoteOfItsShingles) {
    // The definition, one counter a bit; the code under test adds all 64 at once.
    Random random{9};
    for (std::size_t length = 3; length < 600; length += 7) {
        ByteVector bytes(length);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(4));
        const std::size_t window = std::min(length, similarity_window);
        std::uint64_t want = 0;
        for (int bit = 0; bit < 64; ++bit) {
            std::size_t votes = 0;
            std::set<std::uint64_t> shingles;
            for (std::size_t i = 0; i + 3 <= window; ++i)
                shingles.insert((std::uint64_t{bytes[i]} << 16) |
                                (std::uint64_t{bytes[i + 1]} << 8) | bytes[i + 2]);
            for (std::uint64_t mixed : shingles) {
                mixed = (mixed + 1) * 0x9E3779B97F4A7C15u;
                mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9u;
                mixed ^= mixed >> 32;
                votes += (mixed >> bit) & 1;
            }
            if (votes > shingles.size() / 2) want |= std::uint64_t{1} << bit;
        }
        EXPECT_EQ(similarity_key(bytes), want) << length;
    }
}

TEST(Similarity, TellsMessagesApartThatAreMostlyZeros) {
    // As two SMB1 messages are: a header of which half is zero, and different words after it.
    ByteVector one(96, 0);
    ByteVector other(96, 0);
    Random random{11};
    for (std::size_t i = 0; i < 30; ++i) {
        one[i * 3] = static_cast<std::uint8_t>(random.next());
        other[i * 3] = static_cast<std::uint8_t>(random.next());
    }
    EXPECT_GE(similarity_distance(similarity_key(one), similarity_key(other)), 12);
    EXPECT_NE(similarity_key(one), similarity_key(ByteVector(96, 0)));
}

TEST(Similarity, IsZeroForTooFewBytes) {
    EXPECT_EQ(similarity_key(as_bytes("ab")), 0u);
}

TEST(Digest, GivesTheMd5OfTheRfcsTestSuite) {  // RFC 1321 appendix A.5
    EXPECT_EQ(md5_hex(as_bytes("abc")), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Hmac, GivesThePublishedExamples) {
    // RFC 2202 section 2, cases 1, 2 and 6 (a key longer than a block).
    EXPECT_EQ(to_hex(*hmac_md5(ByteVector(16, 0x0b), as_bytes("Hi There"))),
              "9294727a3638bb1c13f48ef8158bfc9d");
    EXPECT_EQ(to_hex(*hmac_md5(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "750c783e6ab0b503eaa86e310a5db738");
    EXPECT_EQ(to_hex(*hmac_md5(ByteVector(80, 0xaa),
                               as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
              "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
}

TEST(Sha1, GivesThePublishedExample) {
    // FIPS 180-4 example "abc".
    EXPECT_EQ(to_hex(*sha1(as_bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

}  // namespace
}  // namespace hitme::core
