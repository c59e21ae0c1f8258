// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/plain_letters.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(PlainLetters, WhatIsNotSeenIsNotThere) {
    // Soft hyphen C2 AD, zero-width space E2 80 8B, non-joiner E2 80 8C, word joiner E2 81 A0, byte order mark EF BB BF,
    // combining acute accent CC 81 (Unicode code charts; UTF-8 of RFC 3629).
    EXPECT_EQ(plain_letters("ma\xC2\xADss\xE2\x80\x8Bi\xE2\x80\x8Cv\xE2\x81\xA0"
                            "e\xEF\xBB\xBF")
                  .text,
              "massive");
    EXPECT_EQ(plain_letters("ma\xCC\x81ssive").text, "massive");
}

TEST(PlainLetters, LookAlikesAreLatin) {
    // Cyrillic U+0435 U+0445 U+0440 U+043E; Greek U+03BF; Armenian U+0578; each by TR39 the letter beside it.
    EXPECT_EQ(plain_letters("\u0435\u0445\u0440\u043Enential").text, "exponential");
    EXPECT_EQ(plain_letters("exp\u03BF\u0578ential").text, "exponential");
    EXPECT_EQ(plain_letters("\u041C\u0410SS\u0406V\u0415").text, "MASSIVE");
    // Full-width U+FF4D, mathematical bold U+1D41A and monospace U+1D69C, digit U+1D7D7.
    EXPECT_EQ(plain_letters("\uFF4D\U0001D41A\U0001D69Csive \U0001D7D7").text, "massive 9");
    EXPECT_EQ(plain_letters("m\u00E1ss\u00EFve").text, "massive");
}

TEST(PlainLetters, MarksEndWords) {
    EXPECT_EQ(plain_letters("a\u00A0b\u2014c\u201Cd\u201De\u2009f").text, "a b c d e f");
    EXPECT_EQ(plain_letters("isn\u2019t hockey\u2011stick").text, "isn't hockey-stick");
}

TEST(PlainLetters, EachByteKnowsWhereItsCharacterStands) {
    const auto plain = plain_letters("x\xC2\xAD\xD0\xB0y");  // x, soft hyphen, Cyrillic a, y
    ASSERT_EQ(plain.text, "xay");
    EXPECT_EQ(plain.begins, (std::vector<std::size_t>{0, 3, 5}));
    EXPECT_EQ(plain.ends, (std::vector<std::size_t>{1, 5, 6}));
}

TEST(PlainLetters, OtherCharactersAndBrokenBytesStay) {
    for (const std::string_view text :
         {"\xFF\xC2", "\u6F22\u5B57", "\xE2\x80", "\xC0\xAD", "\u00DF"})
        EXPECT_EQ(plain_letters(text).text, text);
}

}  // namespace
}  // namespace hitme::console
