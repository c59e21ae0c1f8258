// SPDX-License-Identifier: Apache-2.0
#include "wire/smb_text.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

TEST(SmbText, ReadsUtf16OfEveryLengthOfUtf8) {
    // U+0041, U+00E9, U+20AC, U+1F600 as D83D DE00 (The Unicode Standard, table 3-5).
    const core::ByteVector bytes{0x41, 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE};
    EXPECT_EQ(smb_text_from_utf16(bytes), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(SmbText, ReplacesUnpairedSurrogatesAndLeavesAnOddByteAway) {
    const core::ByteVector bytes{0x3D, 0xD8, 0x41, 0, 0x00, 0xDE, 0x42};
    EXPECT_EQ(smb_text_from_utf16(bytes),
              "\xEF\xBF\xBD"
              "A"
              "\xEF\xBF\xBD");
}

TEST(SmbText, ReadsOemBytesAsLatin1) {
    const core::ByteVector bytes{'a', 0xE9};
    EXPECT_EQ(smb_text_from_oem(bytes), "a\xC3\xA9");
}

TEST(SmbText, StopsAtItsLimit) {
    const core::ByteVector bytes(10'000, 'x');
    EXPECT_EQ(smb_text_from_oem(bytes, 100).size(), 99u);  // room for a letter of two bytes stays
    EXPECT_LE(smb_text_from_utf16(bytes, 100).size(), 100u);
    EXPECT_LE(smb_text_from_oem(bytes).size(), max_smb_text_bytes);
}

TEST(SmbText, TakesAStringAndItsTerminator) {
    core::Reader in{core::as_bytes(std::string_view("ab\0c", 4))};
    EXPECT_EQ(take_smb_text(in, SmbText::oem, "Name"), "ab");
    EXPECT_EQ(in.offset(), 3u);
    EXPECT_EQ(take_smb_text(in, SmbText::oem, "Name"), "c");  // no terminator: all that is left
    EXPECT_EQ(in.left(), 0u);
    EXPECT_EQ(take_smb_text(in, SmbText::oem, "Name"), "");
    EXPECT_TRUE(in.ok());
}

TEST(SmbText, TakesAUtf16StringWithZeroBytesInside) {
    const core::ByteVector bytes{'a', 0, 0, 1, 0, 0, 'b', 0, 'c'};
    core::Reader in{bytes};
    EXPECT_EQ(take_smb_text(in, SmbText::utf16, "Name"), "a\xC4\x80");  // U+0100
    EXPECT_EQ(in.offset(), 6u);
    EXPECT_EQ(take_smb_text(in, SmbText::utf16, "Name"), "b");
    EXPECT_EQ(in.left(), 0u);
}

TEST(SmbText, WritesUtf16) {
    core::ByteVector out;
    append_utf16(out, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_EQ(out, (core::ByteVector{0x41, 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE}));
}

TEST(SmbText, WritesTheReplacementForWhatIsNotUtf8) {
    // A lone continuation byte, an overlong slash and a cut letter.
    for (const std::string_view broken : {"\x80", "\xC0\xAF", "\xE2\x82"}) {
        core::ByteVector out;
        append_utf16(out, broken);
        ASSERT_EQ(out.size() % 2, 0u);
        for (std::size_t i = 0; i < out.size(); i += 2) {
            EXPECT_EQ(out[i], 0xFD);
            EXPECT_EQ(out[i + 1], 0xFF);
        }
    }
}

TEST(SmbText, LowersAsciiLettersAlone) {
    EXPECT_EQ(lower_ascii("\\PIPE\\Br\xC3\x89"), "\\pipe\\br\xC3\x89");
}

TEST(SmbText, TakesBothSeparators) {
    EXPECT_TRUE(is_path_separator('\\'));
    EXPECT_TRUE(is_path_separator('/'));
    EXPECT_FALSE(is_path_separator(':'));
}

}  // namespace
}  // namespace hitme::wire
