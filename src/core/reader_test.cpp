// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

#include <gtest/gtest.h>

namespace hitme::core {
namespace {

const std::uint8_t sample[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};

TEST(Reader, ReadsBothByteOrders) {
    Reader big{sample};
    EXPECT_EQ(big.u16be("a"), 0x0102);
    EXPECT_EQ(big.u32be("b"), 0x03040506u);
    Reader little{sample};
    EXPECT_EQ(little.u64le("a"), 0x0807060504030201u);
    Reader whole{sample};
    EXPECT_EQ(whole.u64be("a"), 0x0102030405060708u);
    EXPECT_TRUE(whole.ok());
    EXPECT_EQ(whole.left(), 0u);
}

TEST(Reader, KeepsItsFirstFaultAndGivesNothingAfterIt) {
    Reader in{Bytes{sample, 3}};
    EXPECT_EQ(in.u16be("Length"), 0x0102);
    EXPECT_EQ(in.u16be("Tag"), 0);
    EXPECT_EQ(in.u8("Next"), 0);
    EXPECT_TRUE(in.take(1, "Body").empty());
    EXPECT_TRUE(in.rest().empty());
    ASSERT_FALSE(in.ok());
    EXPECT_EQ(in.error().fault, Fault::truncated);
    EXPECT_EQ(in.error().offset, 2u);
    EXPECT_STREQ(in.error().field, "Tag");
}

TEST(Reader, SaysNeedMoreWhileTheViewMayGrow) {
    Reader in{Bytes{sample, 1}, Input::open};
    in.u16le("Length");
    EXPECT_EQ(in.error().fault, Fault::need_more);
}

TEST(Reader, RefusesALengthThatWouldWrapRound) {
    Reader in{sample};
    in.u8("a");
    EXPECT_TRUE(in.take(~std::size_t{0}, "Body").empty());
    EXPECT_EQ(in.error().fault, Fault::truncated);
}

TEST(Reader, SeeksInsideItsViewOnly) {
    Reader in{sample};
    in.seek(8, "End");
    EXPECT_TRUE(in.ok());
    in.seek(9, "Beyond");
    EXPECT_FALSE(in.ok());
}

}  // namespace
}  // namespace hitme::core
