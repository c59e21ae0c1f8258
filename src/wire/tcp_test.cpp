// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

TEST(Tcp, ReadsPortsNumbersFlagsAndPayload) {
    const auto bytes =
        tests::tcp_bytes({50000, 445, 0x01020304, 0x05060708, tests::ack | tests::fin, "hi"});
    const auto segment = decode_tcp(bytes);
    ASSERT_TRUE(segment);
    EXPECT_EQ(segment->source_port, 50000);
    EXPECT_EQ(segment->destination_port, 445);
    EXPECT_EQ(segment->sequence, 0x01020304u);
    EXPECT_EQ(segment->acknowledgement, 0x05060708u);
    EXPECT_TRUE(segment->ack);
    EXPECT_TRUE(segment->fin);
    EXPECT_FALSE(segment->syn);
    EXPECT_FALSE(segment->rst);
    EXPECT_EQ(core::as_text(segment->payload), "hi");
}

TEST(Tcp, PassesOverOptions) {
    auto bytes = tests::tcp_bytes({1, 2, 3, 4, tests::syn, {}});
    bytes[12] = 6 << 4;
    bytes.insert(bytes.end(), {2, 4, 5, 180});  // maximum segment size 1460
    bytes.push_back('x');
    EXPECT_EQ(core::as_text(decode_tcp(bytes)->payload), "x");
}

TEST(Tcp, RefusesAHeaderShorterThanItself) {
    auto bytes = tests::tcp_bytes({1, 2, 3, 4, tests::syn, {}});
    bytes[12] = 4 << 4;
    EXPECT_STREQ(decode_tcp(bytes).error().field, "DataOffset");
    bytes[12] = 15 << 4;
    EXPECT_EQ(decode_tcp(bytes).error().fault, core::Fault::truncated);
}

TEST(Tcp, FaultsAtEveryCutOfTheHeader) {
    const auto bytes = tests::tcp_bytes({1, 2, 3, 4, tests::syn, {}});
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(decode_tcp(core::Bytes(bytes).first(cut)).error().fault, core::Fault::truncated);
}

}  // namespace
}  // namespace hitme::wire
