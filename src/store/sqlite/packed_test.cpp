// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed.h"

#include <gtest/gtest.h>

#include <limits>

namespace hitme::store::sqlite {
namespace {

// protobuf.dev/programming-guides/encoding: 150 is 96 01; -1 folds to 1, -2 to 3, 2147483647 to 4294967294.
TEST(Packed, VarintsAreThoseOfTheProtobufGuide) {
    std::string out;
    append_varint(out, 150);
    EXPECT_EQ(out, "\x96\x01");
    out.clear();
    append_zigzag(out, -2);
    EXPECT_EQ(out, "\x03");
    out.clear();
    append_zigzag(out, 2147483647);
    std::string folded;
    append_varint(folded, 4294967294);
    EXPECT_EQ(out, folded);
}

TEST(Packed, ExtremesComeBack) {
    for (const std::int64_t value :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::min()}) {
        std::string out;
        append_zigzag(out, value);
        append_varint(out, static_cast<std::uint64_t>(value));
        append_fixed(out, static_cast<std::uint64_t>(value), 8);
        core::Reader in{core::as_bytes(out)};
        EXPECT_EQ(read_zigzag(in, "a"), value);
        EXPECT_EQ(read_varint(in, "b"), static_cast<std::uint64_t>(value));
        EXPECT_EQ(read_fixed(in, 8, "c"), static_cast<std::uint64_t>(value));
        EXPECT_TRUE(in.ok());
        EXPECT_EQ(in.left(), 0u);
    }
}

TEST(Packed, EndlessVarintIsRefused) {
    const std::string endless(11, '\xFF');
    core::Reader in{core::as_bytes(endless)};
    read_varint(in, "endless");
    EXPECT_FALSE(in.ok());
}

TEST(Packed, FixedIsLittleEndian) {
    std::string out;
    append_fixed(out, 0x010203, 6);
    EXPECT_EQ(out, std::string("\x03\x02\x01\0\0\0", 6));
}

}  // namespace
}  // namespace hitme::store::sqlite
