// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv4.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using tests::Writer;

TEST(Ipv4, ReadsTheHeaderFieldByField) {
    const auto bytes = Writer()
                           .u8(0x46)  // version 4, six words
                           .u8(0)
                           .be16(30)  // total length: 24 of header, 6 of payload
                           .be16(1)
                           .be16(0x2003)  // more fragments, offset 3 x 8
                           .u8(117)
                           .u8(6)
                           .be16(0)
                           .be32(0xC0000201)  // 192.0.2.1
                           .be32(0xC6336402)  // 198.51.100.2
                           .be32(0x01010100)  // options
                           .text("sixbytpadding")
                           .bytes();
    const auto packet = decode_ipv4(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->source.to_string(), "192.0.2.1");
    EXPECT_EQ(packet->destination.to_string(), "198.51.100.2");
    EXPECT_EQ(packet->protocol, protocol_tcp);
    EXPECT_EQ(packet->hop_limit, 117);
    EXPECT_EQ(packet->fragment_offset, 24u);
    EXPECT_TRUE(packet->more_fragments);
    EXPECT_EQ(core::as_text(packet->payload), "sixbyt");  // Ethernet padding is not payload
    EXPECT_EQ(packet->missing, 0u);
}

TEST(Ipv4, TellsWhatACaptureDidNotKeep) {
    const auto bytes =
        tests::ip_bytes("192.0.2.1", "192.0.2.2", protocol_udp, core::as_bytes("0123456789"));
    const auto packet = decode_ipv4(core::Bytes(bytes).first(24));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->payload.size(), 4u);
    EXPECT_EQ(packet->missing, 6u);
}

TEST(Ipv4, TakesTheRestWhereTheCardCutTheSegmentLater) {
    auto bytes = tests::ip_bytes("192.0.2.1", "192.0.2.2", protocol_tcp, core::as_bytes("whole"));
    bytes[2] = bytes[3] = 0;
    EXPECT_EQ(core::as_text(decode_ipv4(bytes)->payload), "whole");
}

TEST(Ipv4, RefusesLengthsThatLie) {
    auto bytes = tests::ip_bytes("192.0.2.1", "192.0.2.2", protocol_tcp, core::as_bytes("x"));
    auto short_header = bytes;
    short_header[0] = 0x44;
    EXPECT_STREQ(decode_ipv4(short_header).error().field, "IHL");
    auto short_total = bytes;
    short_total[3] = 19;
    EXPECT_STREQ(decode_ipv4(short_total).error().field, "TotalLength");
    auto other_version = bytes;
    other_version[0] = 0x65;
    EXPECT_STREQ(decode_ipv4(other_version).error().field, "Version");
}

TEST(Ipv4, FaultsAtEveryCutOfTheHeader) {
    const auto bytes = tests::ip_bytes("192.0.2.1", "192.0.2.2", protocol_tcp, {});
    for (std::size_t cut = 0; cut < 20; ++cut)
        EXPECT_EQ(decode_ipv4(core::Bytes(bytes).first(cut)).error().fault, core::Fault::truncated);
}

}  // namespace
}  // namespace hitme::wire
