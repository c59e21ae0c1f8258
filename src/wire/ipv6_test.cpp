// SPDX-License-Identifier: Apache-2.0
#include "wire/ipv6.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using tests::Writer;

core::ByteVector packet_of(unsigned next_header, core::Bytes payload) {
    return tests::ip_bytes("2001:db8::1", "2001:db8::2", next_header, payload);
}

TEST(Ipv6, ReadsTheHeader) {
    const auto bytes = packet_of(protocol_udp, core::as_bytes("data"));
    const auto packet = decode_ipv6(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->source.to_string(), "2001:db8::1");
    EXPECT_EQ(packet->destination.to_string(), "2001:db8::2");
    EXPECT_EQ(packet->protocol, protocol_udp);
    EXPECT_EQ(packet->hop_limit, 64);
    EXPECT_EQ(core::as_text(packet->payload), "data");
}

TEST(Ipv6, GoesThroughExtensionHeadersToTheTransport) {
    const auto body = Writer()
                          .u8(60)
                          .u8(0)
                          .zeros(6)  // hop-by-hop, then destination options
                          .u8(51)
                          .u8(1)
                          .zeros(14)  // destination options of 16 bytes, then AH
                          .u8(protocol_tcp)
                          .u8(1)
                          .zeros(10)  // AH: (1 + 2) x 4 bytes
                          .text("tcp")
                          .bytes();
    const auto bytes = packet_of(0, body);
    const auto packet = decode_ipv6(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->protocol, protocol_tcp);
    EXPECT_EQ(core::as_text(packet->payload), "tcp");
}

TEST(Ipv6, RecognisesFragments) {
    const auto first =
        packet_of(44, Writer().u8(6).u8(0).be16(0x0001).be32(7).text("head").bytes());
    EXPECT_EQ(decode_ipv6(first)->fragment_offset, 0u);
    EXPECT_TRUE(decode_ipv6(first)->more_fragments);
    // Offset 181 x 8 = 1448, the last one. Its bytes are not headers even where the type says so.
    const auto last =
        packet_of(44, Writer().u8(60).u8(0).be16(181 << 3).be32(7).text("tail").bytes());
    const auto packet = decode_ipv6(last);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->fragment_offset, 1448u);
    EXPECT_FALSE(packet->more_fragments);
    EXPECT_EQ(core::as_text(packet->payload), "tail");
}

TEST(Ipv6, RefusesHeadersWithoutEnd) {
    Writer body;
    for (int i = 0; i < 12; ++i) body.u8(60).u8(0).zeros(6);
    const auto packet = decode_ipv6(packet_of(60, body.bytes()));
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error().fault, core::Fault::over_limit);
}

TEST(Ipv6, FaultsAtEveryCutOfItsHeaders) {
    const auto bytes = packet_of(60, Writer().u8(6).u8(1).zeros(14).bytes());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(decode_ipv6(core::Bytes(bytes).first(cut)).error().fault, core::Fault::truncated)
            << cut;
}

}  // namespace
}  // namespace hitme::wire
