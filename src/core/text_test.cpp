// SPDX-License-Identifier: Apache-2.0
#include "core/text.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace hitme::core {
namespace {

TEST(ParseUnsigned, TakesNumbersUpToItsLimit) {
    EXPECT_EQ(parse_unsigned("65535", 65535), 65535u);
    EXPECT_EQ(parse_unsigned("0", 0), 0u);
    EXPECT_EQ(parse_unsigned("18446744073709551615", ~std::uint64_t{0}), ~std::uint64_t{0});
    for (const char* text : {"", "65536", "-1", "+1", " 1", "1 ", "1e3", "99999999999999999999999"})
        EXPECT_FALSE(parse_unsigned(text, 65535)) << text;
    EXPECT_FALSE(parse_unsigned("18446744073709551616", ~std::uint64_t{0}));
}

TEST(Hex, GoesThereAndBack) {
    EXPECT_EQ(to_hex(as_bytes("\x01\xff")), "01ff");
    EXPECT_EQ(from_hex("01FF"), (ByteVector{1, 255}));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("zz"));
}

TEST(Base64, GivesTheExamplesOfRfc4648) {
    // RFC 4648 section 10.
    const std::pair<const char*, const char*> examples[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : examples) {
        std::string out;
        append_base64(out, as_bytes(plain));
        EXPECT_EQ(out, coded);
        const auto back = from_base64(coded);
        ASSERT_TRUE(back);
        EXPECT_EQ(as_text(*back), plain);
    }
    for (const char* bad : {"Z", "Zg=", "Zg==Zg==", "====", "Zm9v!", "Z=g="})
        EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(JsonString, NeverLetsControlBytesOrBrokenUtf8Through) {
    std::string out;
    append_json_string(out, "a\"\\\n\x1b[31m\x7f\xff\xc3\xa9\xed\xa0\x80");
    EXPECT_EQ(out,
              "\"a\\\"\\\\\\n\\u001b[31m\\u007f\xEF\xBF\xBD\xc3\xa9\xEF\xBF\xBD\xEF\xBF\xBD"
              "\xEF\xBF\xBD\"");
}

TEST(Printable, HoldsOnlyPrintableAsciiWhateverGoesIn) {
    Random random{1};
    for (int i = 0; i < 1000; ++i) {
        ByteVector bytes(random.below(40));
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
        for (const char c : printable(bytes, 30)) {
            EXPECT_GE(c, 0x20);
            EXPECT_LT(c, 0x7f);
        }
        EXPECT_LE(printable(bytes, 30).size(), 33u);
    }
    EXPECT_EQ(printable("\x1b]0;evil\x07", 100), "\\x1b]0;evil\\x07");
}

TEST(NearestName, FindsTheSlipAndNothingFarOff) {
    const std::string_view known[] = {"ports", "persona", "addresses"};
    EXPECT_EQ(nearest_name("port", known), "ports");
    EXPECT_EQ(nearest_name("adresses", known), "addresses");
    EXPECT_EQ(nearest_name("zzzzzzzz", known), "");
}

}  // namespace
}  // namespace hitme::core
