// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp.h"

#include <gtest/gtest.h>

#include <vector>

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
    EXPECT_EQ(decode_tcp(bytes)->options.size(), 4u);
}

TEST(Tcp, ReadsTheOptionsOfASynInTheirOrder) {
    // As Linux sends them: MSS 1460, SACK permitted, timestamps, no-operation, window scale 7.
    const core::ByteVector bytes{2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 1, 2, 0, 0, 0, 0, 1, 3, 3, 7};
    const auto options = decode_tcp_options(bytes);
    ASSERT_TRUE(options);
    EXPECT_EQ(options->maximum_segment_size, 1460);
    EXPECT_EQ(options->window_scale, 7);
    EXPECT_TRUE(options->selective_acknowledgement);
    EXPECT_EQ(options->timestamp, 258u);
    ASSERT_EQ(options->count, 5);
    EXPECT_EQ(std::vector<int>(options->kinds.begin(), options->kinds.begin() + 5),
              (std::vector<int>{2, 4, 8, 1, 3}));
}

TEST(Tcp, RefusesOptionsThatReachPastTheirEndOrDoNotAdvance) {
    EXPECT_EQ(decode_tcp_options(core::ByteVector{2, 4, 5}).error().fault, core::Fault::truncated);
    EXPECT_STREQ(decode_tcp_options(core::ByteVector{5, 0, 1}).error().field, "Length");
    EXPECT_EQ(decode_tcp_options({})->count, 0);
    EXPECT_EQ(decode_tcp_options(core::ByteVector{0, 9, 9})->count, 1);  // nothing after the end
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
