// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/packet.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

wire::CapturedPacket captured(core::Bytes bytes, wire::LinkType link = wire::LinkType::raw) {
    wire::CapturedPacket packet;
    packet.link = link;
    packet.data = bytes;
    packet.time_ns = 5;
    return packet;
}

TEST(Packet, DecodesTcpThroughEthernetAndIpv6) {
    const auto segment = tests::tcp_bytes({50000, 445, 7, 0, tests::syn, {}});
    const auto bytes =
        tests::ethernet_bytes(0x86DD, tests::ip_bytes("2001:db8::1", "2001:db8::2", 6, segment));
    Packet packet;
    EXPECT_EQ(decode_packet(captured(bytes, wire::LinkType::ethernet), packet), "");
    EXPECT_EQ(packet.kind, PacketKind::tcp);
    EXPECT_EQ(packet.source.to_string(), "2001:db8::1");
    EXPECT_EQ(packet.destination_port, 445);
    EXPECT_EQ(packet.sequence, 7u);
    EXPECT_TRUE(packet.syn);
    EXPECT_EQ(core::nanoseconds_of(packet.at), 5);
}

TEST(Packet, CountsPayloadThatTheCaptureDidNotKeep) {
    const auto bytes =
        tests::ip_bytes("192.0.2.1", "198.51.100.2", 17, tests::udp_bytes(5000, 53, "0123456789"));
    Packet packet;
    EXPECT_EQ(decode_packet(captured(core::Bytes(bytes).first(32)), packet), "");
    EXPECT_EQ(core::as_text(packet.payload), "0123");
    EXPECT_EQ(packet.payload_length, 10u);
}

TEST(Packet, GivesTheQuotedPacketOfAnError) {
    const auto quoted =
        tests::ip_bytes("192.0.2.1", "198.51.100.2", 17, tests::udp_bytes(5000, 53, {}));
    const auto error = tests::Writer().u8(3).u8(3).be16(0).be32(0).raw(quoted).bytes();
    const auto bytes = tests::ip_bytes("198.51.100.2", "192.0.2.1", 1, error);
    Packet packet;
    EXPECT_EQ(decode_packet(captured(bytes), packet), "");
    EXPECT_EQ(packet.kind, PacketKind::icmp_error);
    EXPECT_EQ(packet.transport, event::Transport::udp);
    EXPECT_EQ(packet.source.to_string(), "192.0.2.1");
    EXPECT_EQ(packet.destination_port, 53);
}

TEST(Packet, NamesWhyAPacketIsSkipped) {
    Packet packet;
    const auto arp = tests::ethernet_bytes(0x0806, {});
    EXPECT_EQ(decode_packet(captured(arp, wire::LinkType::ethernet), packet), "not_ip");
    const auto gre = tests::ip_bytes("192.0.2.1", "198.51.100.2", 47, {});
    EXPECT_EQ(decode_packet(captured(gre), packet), "other_protocol");
    auto fragment = tests::ip_bytes("192.0.2.1", "198.51.100.2", 17, core::as_bytes("tail"));
    fragment[7] = 3;
    EXPECT_EQ(decode_packet(captured(fragment), packet), "fragment");
    const auto solicitation = tests::Writer().u8(135).zeros(23).bytes();
    const auto neighbour = tests::ip_bytes("2001:db8::1", "2001:db8::2", 58, solicitation);
    EXPECT_EQ(decode_packet(captured(neighbour), packet), "other_icmp");
    EXPECT_EQ(decode_packet(captured(arp, wire::LinkType{105}), packet), "link_type");
    EXPECT_EQ(decode_packet(captured({}), packet), "bad_packet");
}

}  // namespace
}  // namespace hitme::sensor
