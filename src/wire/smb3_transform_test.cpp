// SPDX-License-Identifier: Apache-2.0
#include "wire/smb3_transform.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

core::ByteVector encrypted() {
    core::ByteVector bytes = {0xFD, 'S', 'M', 'B'};
    bytes.insert(bytes.end(), 16, 0xAA);  // Signature
    bytes.insert(bytes.end(), 16, 0xBB);  // Nonce
    for (const int byte : {80, 0, 0, 0})
        bytes.push_back(static_cast<std::uint8_t>(byte));  // OriginalMessageSize
    for (const int byte : {0, 0, 1, 0})
        bytes.push_back(static_cast<std::uint8_t>(byte));  // Reserved, Flags
    for (const int byte : {5, 0, 0, 0, 0, 0, 0, 7})
        bytes.push_back(static_cast<std::uint8_t>(byte));  // SessionId
    bytes.insert(bytes.end(), 80, 0xCC);
    return bytes;
}

core::ByteVector compressed(std::uint32_t original, std::uint16_t flags, std::uint32_t offset) {
    core::ByteVector bytes = {0xFC, 'S', 'M', 'B'};
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(original >> (8 * i)));
    bytes.push_back(1);  // LZNT1
    bytes.push_back(0);
    bytes.push_back(static_cast<std::uint8_t>(flags));
    bytes.push_back(0);
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(offset >> (8 * i)));
    bytes.insert(bytes.end(), 32, 0x11);
    return bytes;
}

TEST(Smb3Encrypted, ReadsItsHeaderAndLeavesItsContentClosed) {
    const auto bytes = encrypted();
    EXPECT_TRUE(begins_smb3_encrypted(bytes));
    const auto read = decode_smb3_encrypted(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->original_size, 80u);
    EXPECT_EQ(read->flags, 1);
    EXPECT_EQ(read->session_id, 0x0700'0000'0000'0005u);
    EXPECT_EQ(read->content.size(), 80u);
}

TEST(Smb3Encrypted, WritesTheHeaderThatItReads) {
    const auto bytes = encrypted();
    const auto read = decode_smb3_encrypted(bytes);
    core::ByteVector out;
    encode_smb3_encrypted_header(out, *read);
    ASSERT_EQ(out.size(), smb3_transform_header_bytes);
    EXPECT_TRUE(std::equal(out.begin(), out.end(), bytes.begin()));
}

TEST(Smb3Compressed, TellsAnHonestHeaderFromTheShapeOfCve20200796) {
    const auto honest = decode_smb3_compressed(compressed(4096, 0, 16));
    ASSERT_TRUE(honest);
    EXPECT_EQ(honest->algorithm, 1);
    EXPECT_FALSE(honest->size_overflows);
    EXPECT_FALSE(honest->offset_past_end);

    // smb.md 1.14: Offset 0xFFFFFFFF, as two captures have it.
    const auto shape = decode_smb3_compressed(compressed(4096, 0, 0xFFFF'FFFF));
    ASSERT_TRUE(shape);
    EXPECT_TRUE(shape->size_overflows);
    EXPECT_TRUE(shape->offset_past_end);

    // The sum itself decides: 0xFFFFFFFF + 1 passes 32 bits, 0xFFFFFFFE + 1 does not.
    EXPECT_TRUE(decode_smb3_compressed(compressed(0xFFFF'FFFF, 0, 1))->size_overflows);
    EXPECT_FALSE(decode_smb3_compressed(compressed(0xFFFF'FFFE, 0, 1))->size_overflows);
}

TEST(Smb3Compressed, ReadsAChainedLengthAsALength) {
    const auto chained = decode_smb3_compressed(compressed(0xFFFF'FFFF, 1, 0xFFFF'FFFF));
    ASSERT_TRUE(chained);
    EXPECT_FALSE(chained->size_overflows);
}

TEST(Smb3Transform, RefusesOtherMagicsAndSurvivesEveryCutAndFlip) {
    EXPECT_STREQ(decode_smb3_encrypted(compressed(1, 0, 0)).error().field, "ProtocolId");
    EXPECT_STREQ(decode_smb3_compressed(encrypted()).error().field, "ProtocolId");
    tests::for_each_cut_and_flip(encrypted(),
                                 [](core::Bytes bytes) { (void)decode_smb3_encrypted(bytes); });
    tests::for_each_cut_and_flip(compressed(9, 0, 4),
                                 [](core::Bytes bytes) { (void)decode_smb3_compressed(bytes); });
}

}  // namespace
}  // namespace hitme::wire
