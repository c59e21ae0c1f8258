// SPDX-License-Identifier: Apache-2.0
#include "wire/link_layer.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using tests::Writer;

TEST(LinkLayer, FindsThePacketBehindAnEthernetHeader) {
    const auto bytes = tests::ethernet_bytes(0x0800, core::as_bytes("E-packet"));
    const auto frame = decode_frame(LinkType::ethernet, bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->ether_type, ether_type_ipv4);
    EXPECT_EQ(core::as_text(frame->payload), "E-packet");
}

TEST(LinkLayer, PassesOverVlanTagsAndKeepsTheOuterOne) {
    const auto bytes = Writer()
                           .zeros(12)
                           .be16(0x88A8)  // service tag
                           .be16(0x2064)  // priority 1, VLAN 100
                           .be16(0x8100)  // customer tag
                           .be16(0x0007)
                           .be16(0x86DD)
                           .text("six")
                           .bytes();
    const auto frame = decode_frame(LinkType::ethernet, bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->ether_type, ether_type_ipv6);
    EXPECT_EQ(frame->vlan, 100);
    EXPECT_EQ(core::as_text(frame->payload), "six");
}

TEST(LinkLayer, RefusesTagsWithoutEnd) {
    Writer out;
    out.zeros(12);
    for (int i = 0; i < 5; ++i) out.be16(0x8100).be16(1);
    const auto frame = decode_frame(LinkType::ethernet, out.be16(0x0800).bytes());
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().fault, core::Fault::over_limit);
}

TEST(LinkLayer, TakesALengthFor802Point3AndNotForAType) {
    const auto bytes = tests::ethernet_bytes(0x0026, core::as_bytes("llc"));
    const auto frame = decode_frame(LinkType::ethernet, bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->ether_type, 0);
}

TEST(LinkLayer, ReadsBothLinuxCookedForms) {
    const auto one = Writer().be16(0).be16(1).be16(6).zeros(8).be16(0x0800).text("v1").bytes();
    const auto two =
        Writer().be16(0x86DD).be16(0).be32(3).be16(1).u8(0).u8(6).zeros(8).text("v2").bytes();
    const auto first = decode_frame(LinkType::linux_cooked, one);
    const auto second = decode_frame(LinkType::linux_cooked_v2, two);
    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->ether_type, ether_type_ipv4);
    EXPECT_EQ(core::as_text(first->payload), "v1");
    EXPECT_EQ(second->ether_type, ether_type_ipv6);
    EXPECT_EQ(core::as_text(second->payload), "v2");
}

TEST(LinkLayer, TellsTheFamilyOfRawNullAndLoop) {
    const core::ByteVector four{0x45, 0};
    const core::ByteVector six{0x60, 0};
    EXPECT_EQ(decode_frame(LinkType::raw, four)->ether_type, ether_type_ipv4);
    EXPECT_EQ(decode_frame(LinkType::raw, six)->ether_type, ether_type_ipv6);
    // The null header has the byte order of the capturing machine: 2 little-endian, 30 (macOS) big-endian.
    EXPECT_EQ(decode_frame(LinkType::null, Writer().le32(2).bytes())->ether_type, ether_type_ipv4);
    EXPECT_EQ(decode_frame(LinkType::null, Writer().be32(30).bytes())->ether_type, ether_type_ipv6);
    EXPECT_EQ(decode_frame(LinkType::loop, Writer().be32(24).bytes())->ether_type, ether_type_ipv6);
}

TEST(LinkLayer, SaysWhichLinkTypesItDoesNotRead) {
    const core::ByteVector bytes(64, 0);
    EXPECT_EQ(decode_frame(LinkType{105}, bytes).error().fault,
              core::Fault::unsupported);  // 802.11
}

TEST(LinkLayer, FaultsAtEveryCutOfTheHeader) {
    const auto bytes = tests::ethernet_bytes(0x0800, {});
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const auto frame = decode_frame(LinkType::ethernet, core::Bytes(bytes).first(cut));
        ASSERT_FALSE(frame) << cut;
        EXPECT_EQ(frame.error().fault, core::Fault::truncated) << cut;
    }
}

}  // namespace
}  // namespace hitme::wire
