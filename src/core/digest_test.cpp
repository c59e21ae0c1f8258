// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace hitme::core {
namespace {

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

TEST(Similarity, IsZeroForTooFewBytes) {
    EXPECT_EQ(similarity_key(as_bytes("ab")), 0u);
}

}  // namespace
}  // namespace hitme::core
