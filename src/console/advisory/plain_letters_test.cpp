// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/plain_letters.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

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

/// ICU 72 holds confusables.txt of Unicode 15.0. It is no library of ours: asked where it is installed.
class Icu {
 public:
    Icu()
        : spoof_(::dlopen("libicui18n.so.72", RTLD_NOW)),
          common_(::dlopen("libicuuc.so.72", RTLD_NOW)) {
        const auto open = function<void*(int*)>(spoof_, "uspoof_open_72");
        skeleton_ = function<Skeleton>(spoof_, "uspoof_getSkeletonUTF8_72");
        type_ = function<signed char(char32_t)>(common_, "u_charType_72");
        int failed = 0;
        if (open != nullptr && skeleton_ != nullptr && type_ != nullptr) checker_ = open(&failed);
        if (failed > 0) checker_ = nullptr;
    }
    ~Icu() {
        const auto close = function<void(void*)>(spoof_, "uspoof_close_72");
        if (checker_ != nullptr && close != nullptr) close(checker_);
    }
    Icu(const Icu&) = delete;
    Icu& operator=(const Icu&) = delete;
    bool there() const { return checker_ != nullptr; }
    /// As u_charType() counts: 1 to 5 are letters, 10 is a letter number.
    bool is_letter(char32_t c) const {
        const int type = type_(c);
        return (type >= 1 && type <= 5) || type == 10;
    }
    std::string skeleton(const std::string& text) const {
        std::array<char, 256> out{};
        int failed = 0;
        const int length = skeleton_(checker_, 0, text.data(), static_cast<int>(text.size()),
                                     out.data(), static_cast<int>(out.size()), &failed);
        return failed > 0 || length < 0 ? ""
                                        : std::string(out.data(), static_cast<std::size_t>(length));
    }

 private:
    using Skeleton = int(void*, unsigned, const char*, int, char*, int, int*);
    template <class Signature>
    static Signature* function(void* library, const char* name) {
        return library == nullptr ? nullptr : reinterpret_cast<Signature*>(::dlsym(library, name));
    }
    void* spoof_;
    void* common_;
    Skeleton* skeleton_ = nullptr;
    signed char (*type_)(char32_t) = nullptr;
    void* checker_ = nullptr;
};

std::string utf8_of(char32_t c) {
    const auto tail = [&](int shift) {
        return static_cast<char>(0x80 | ((static_cast<unsigned>(c) >> shift) & 0x3F));
    };
    if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), tail(0)};
    if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)};
    return {static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

TEST(PlainLetters, EveryLetterThatUnicodeCallsConfusableIsKnown) {
    const Icu icu;
    if (!icu.there())
        GTEST_SKIP() << "ICU 72, which holds confusables.txt of Unicode 15.0, is not installed";
    // I and l have one skeleton, and so may stand for each other.
    std::map<std::string, std::string> letters;
    for (const char c : std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        letters[icu.skeleton(std::string(1, c))] += c;
    int known = 0;
    for (char32_t c = 0x80; c < 0x20000; ++c) {
        if ((c >= 0xD800 && c < 0xE000) || !icu.is_letter(c)) continue;
        const std::string text = utf8_of(c);
        const auto like = letters.find(icu.skeleton(text));
        if (like == letters.end()) continue;
        const std::string plain = plain_letters(text).text;
        EXPECT_EQ(plain.size(), 1u) << std::hex << static_cast<unsigned>(c);
        EXPECT_NE(like->second.find(plain), std::string::npos)
            << std::hex << static_cast<unsigned>(c) << " is " << plain << ", not " << like->second;
        ++known;
    }
    EXPECT_GT(known, 1000);  // 516 of the table, and the mathematical and full-width ones
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
