// SPDX-License-Identifier: Apache-2.0
#include "wire/ndr.h"

#include <gtest/gtest.h>

#include <array>

#include "support/rpc_samples.h"

namespace hitme::wire {
namespace {

TEST(Ndr, AlignsNumbersToTheirSize) {
    // C706 14.2.2: one byte, one byte of padding, 16 bits, 32 bits.
    const auto stub = tests::Stub{}.u8(1).u16(0x0203).u32(0x04050607).bytes();
    ASSERT_EQ(stub.size(), 8u);
    NdrReader in{stub, ByteOrder::little};
    EXPECT_EQ(in.u8("a"), 1);
    EXPECT_EQ(in.u16("b"), 0x0203);
    EXPECT_EQ(in.u32("c"), 0x04050607u);
    EXPECT_TRUE(in.ok());
}

TEST(Ndr, ReadsTheSameInEitherByteOrder) {
    for (const auto order : {ByteOrder::little, ByteOrder::big}) {
        const auto stub = tests::Stub{order}.string(u"\\BROWSER").u32(7).bytes();
        NdrReader in{stub, order};
        const auto text = in.wide_string("Name");
        EXPECT_EQ(text.text(), "\\BROWSER");
        EXPECT_EQ(text.length(), 8u);
        EXPECT_EQ(text.actual_count, 9u);
        EXPECT_EQ(text.offset, 12u);
        EXPECT_EQ(text.at(1), 'B');
        // 12 + 18 bytes of text, two of padding
        EXPECT_EQ(in.u32("Level"), 7u);
        EXPECT_EQ(in.offset(), 36u);
        EXPECT_TRUE(in.ok());
    }
}

TEST(Ndr, ReadsNarrowAndMissingStrings) {
    const auto stub = tests::Stub{}.narrow("cmd \xE9").u32(0).bytes();
    NdrReader in{stub, ByteOrder::little};
    EXPECT_EQ(in.byte_string("a").text(), "cmd \xC3\xA9");  // ISO 8859-1 to UTF-8
    EXPECT_EQ(in.unique_wide_string("b").text(), "");
    EXPECT_TRUE(in.ok());
}

TEST(Ndr, ReadsUnicodeStringsAndSids) {
    // S-1-5-21-1-2-3: conformance 4, revision 1, four parts, authority 5 in six bytes big-endian ([MS-DTYP] 2.4.2.3)
    const auto stub = tests::Stub{}
                          .unicode(u"CONTOSO")
                          .u32(4)
                          .u8(1)
                          .u8(4)
                          .raw(core::ByteVector{0, 0, 0, 0, 0, 5})
                          .u32(21)
                          .u32(1)
                          .u32(2)
                          .u32(3)
                          .bytes();
    NdrReader in{stub, ByteOrder::little};
    const auto header = in.unicode_header("Name");
    EXPECT_EQ(header.length, 14);
    EXPECT_EQ(in.unicode_body(header, "Name").text(), "CONTOSO");
    EXPECT_EQ(in.sid("Sid"), "S-1-5-21-1-2-3");
    EXPECT_TRUE(in.ok());
}

TEST(Ndr, ReadsNdr64CountsOfEightBytes) {
    tests::Writer out;
    const auto wide = [&out](std::uint32_t value) { out.le32(value).le32(0); };
    wide(0x20000);  // referent
    wide(3);
    wide(0);
    wide(3);
    out.text(std::string_view("h\0i\0\0\0", 6));
    NdrReader in{out.bytes(), ByteOrder::little, NdrForm::ndr64};
    EXPECT_EQ(in.unique_wide_string("Name").text(), "hi");
    EXPECT_TRUE(in.ok());
}

TEST(Ndr, RefusesCountsThatCannotBe) {
    const auto fault = [](std::uint32_t max, std::uint32_t offset, std::uint32_t actual) {
        const auto stub = tests::Stub{}.u32(max).u32(offset).u32(actual).u32(0).bytes();
        NdrReader in{stub, ByteOrder::little};
        in.wide_string("Name");
        return in.ok() ? "none" : core::name_of(in.error().fault);
    };
    EXPECT_STREQ(fault(2, 0, 2), "none");
    EXPECT_STREQ(fault(1, 0, 2), "bad_value");
    EXPECT_STREQ(fault(2, 1, 2), "bad_value");
    EXPECT_STREQ(fault(3, 0, 3), "truncated");
    EXPECT_STREQ(fault(0xFFFFFFFF, 0, 0xFFFFFFFF), "over_limit");
    const auto stub = tests::Stub{}.u32(max_ndr_elements + 1).bytes();
    NdrReader in{stub, ByteOrder::little};
    EXPECT_EQ(in.conformance("Names"), 0u);
    EXPECT_EQ(in.error().fault, core::Fault::over_limit);
}

TEST(Ndr, TurnsUtf16IntoUtf8) {
    // U+00E9, U+20AC, U+1F41D as a surrogate pair, and a lone surrogate: UTF-8 by RFC 3629.
    const auto stub =
        tests::Stub{}.u16(0xE9).u16(0x20AC).u16(0xD83D).u16(0xDC1D).u16(0xD800).bytes();
    EXPECT_EQ(utf8_of_utf16(stub, ByteOrder::little, 100),
              "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x9D\xEF\xBF\xBD");
    EXPECT_EQ(utf8_of_utf16(stub, ByteOrder::little, 4), "\xC3\xA9");  // the next would need 3 more
}

TEST(Ndr, WritesWhatTheRulesSay) {
    core::ByteVector bytes;
    NdrWriter out{bytes};
    out.u8(1);
    out.pointer();
    out.wide_string("ab");
    out.unicode_header("xy");
    out.unicode_body("xy");
    out.u64(5);
    const std::array<std::uint32_t, 2> subs{32, 544};
    out.sid(5, subs);
    tests::Writer expected;
    expected.u8(1).zeros(3).le32(0x20000);
    expected.le32(3).le32(0).le32(3).le16('a').le16('b').le16(0).zeros(2);
    expected.le16(4).le16(4).le32(0x20004).le32(2).le32(0).le32(2).le16('x').le16('y');
    expected.zeros((8 - expected.bytes().size() % 8) % 8).le32(5).le32(0);
    expected.le32(2).u8(1).u8(2).zeros(5).u8(5).le32(32).le32(544);
    EXPECT_EQ(bytes, expected.bytes());
}

TEST(Ndr, SurvivesEveryCutAndEveryFlip) {
    const auto stub = tests::Stub{}.unique_string(u"server").unicode(u"name").narrow("x").bytes();
    tests::cut_and_flip(stub, [](core::Bytes bytes) {
        for (const auto form : {NdrForm::ndr, NdrForm::ndr64}) {
            NdrReader in{bytes, ByteOrder::little, form};
            in.unique_wide_string("a").text();
            in.unicode_body(in.unicode_header("b"), "b").text();
            in.byte_string("c").text();
            in.sid("d");
            EXPECT_LE(in.offset(), bytes.size());
        }
    });
}

}  // namespace
}  // namespace hitme::wire
