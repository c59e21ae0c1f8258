// SPDX-License-Identifier: Apache-2.0
#include "wire/udp.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

TEST(Udp, ReadsPortsAndPayloadWithoutPadding) {
    auto bytes = tests::udp_bytes(5060, 53, "query");
    bytes.insert(bytes.end(), 10, 0);
    const auto datagram = decode_udp(bytes);
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->source_port, 5060);
    EXPECT_EQ(datagram->destination_port, 53);
    EXPECT_EQ(core::as_text(datagram->payload), "query");
    EXPECT_EQ(datagram->missing, 0u);
}

TEST(Udp, TellsWhatACaptureDidNotKeep) {
    const auto bytes = tests::udp_bytes(1, 2, "0123456789");
    const auto datagram = decode_udp(core::Bytes(bytes).first(11));
    ASSERT_TRUE(datagram);
    EXPECT_EQ(core::as_text(datagram->payload), "012");
    EXPECT_EQ(datagram->missing, 7u);
}

TEST(Udp, TakesLengthZeroAsToTheEndAndRefusesLessThanAHeader) {
    auto bytes = tests::udp_bytes(1, 2, "jumbo");
    bytes[5] = 0;
    EXPECT_EQ(core::as_text(decode_udp(bytes)->payload), "jumbo");
    bytes[5] = 7;
    EXPECT_STREQ(decode_udp(bytes).error().field, "Length");
}

TEST(Udp, FaultsAtEveryCutOfTheHeader) {
    const auto bytes = tests::udp_bytes(1, 2, {});
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(decode_udp(core::Bytes(bytes).first(cut)).error().fault, core::Fault::truncated);
}

}  // namespace
}  // namespace hitme::wire
