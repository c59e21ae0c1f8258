// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/ip_fragments.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::sensor {
namespace {

constexpr core::Time start{};

wire::IpPacket piece(std::string_view bytes, std::uint32_t offset, bool more,
                     std::uint32_t datagram = 7) {
    wire::IpPacket packet;
    packet.source = *core::Address::parse("192.0.2.1");
    packet.destination = *core::Address::parse("198.51.100.2");
    packet.protocol = wire::protocol_udp;
    packet.fragment_of = datagram;
    packet.fragment_offset = offset;
    packet.more_fragments = more;
    packet.payload = core::as_bytes(bytes);
    return packet;
}

std::string taken(IpFragments& fragments) {
    const IpFragments::Datagram* whole = fragments.next();
    if (whole == nullptr) return "none";
    return std::string(core::as_text(whole->ip.payload)) + "+" + std::to_string(whole->ip.missing);
}

TEST(IpFragments, PutsThemTogetherInAnyOrder) {
    IpFragments fragments;
    fragments.take(piece("klm", 16, false), start);
    fragments.take(piece("aaaabbbb", 0, true), start);
    EXPECT_EQ(taken(fragments), "none");
    fragments.take(piece("ccccdddd", 8, true), start);
    EXPECT_EQ(taken(fragments), "aaaabbbbccccddddklm+0");
    EXPECT_EQ(taken(fragments), "none");
    EXPECT_EQ(fragments.open(), 0u);
    EXPECT_EQ(fragments.lost(), 0u);
}

TEST(IpFragments, KeepsTheFirstCopyOfBytesThatComeTwice) {
    IpFragments fragments;
    fragments.take(piece("ccccdddd", 8, true), start);
    fragments.take(piece("aaaabbbbXXXXXXXXeeee", 0, true), start);
    fragments.take(piece("YYYYYYYYffff", 8, false), start);
    EXPECT_EQ(taken(fragments), "aaaabbbbccccddddeeee+0");
}

TEST(IpFragments, TellsDatagramsApart) {
    IpFragments fragments;
    fragments.take(piece("aaaaaaaa", 0, true, 1), start);
    fragments.take(piece("BBBBBBBB", 0, true, 2), start);
    fragments.take(piece("b", 8, false, 2), start);
    EXPECT_EQ(taken(fragments), "BBBBBBBBb+0");
    fragments.take(piece("a", 8, false, 1), start);
    EXPECT_EQ(taken(fragments), "aaaaaaaaa+0");
}

// What does not come is missing, as behind a short capture length; nothing is made of fragments without their first.
TEST(IpFragments, GivesTheBeginningOfWhatStaysIncomplete) {
    IpFragments fragments;
    fragments.take(piece("aaaaaaaa", 0, true, 1), start);
    fragments.take(piece("cccc", 16, false, 1), start);
    fragments.take(piece("tail", 8, false, 2), start);
    fragments.finish();
    EXPECT_EQ(taken(fragments), "aaaaaaaa+12");
    EXPECT_EQ(taken(fragments), "none");
    EXPECT_EQ(fragments.lost(), 1u);
}

TEST(IpFragments, WaitsAMinute) {
    IpFragments fragments;
    fragments.take(piece("aaaaaaaa", 0, true, 1), start);
    fragments.take(piece("bbbbbbbb", 0, true, 2), start + std::chrono::seconds{60});
    EXPECT_EQ(taken(fragments), "none");
    fragments.take(piece("b", 8, false, 2), start + std::chrono::seconds{61});
    EXPECT_EQ(taken(fragments), "aaaaaaaa+0");
    EXPECT_EQ(taken(fragments), "bbbbbbbbb+0");
}

TEST(IpFragments, HoldsNoMoreThanItsLimits) {
    IpFragments fragments;
    for (std::uint32_t datagram = 0; datagram < 1000; ++datagram)
        fragments.take(piece("aaaaaaaa", 0, true, datagram), start);
    EXPECT_EQ(fragments.open(), max_open_datagrams);
    const std::string long_one(1024, 'x');
    fragments.take(piece(long_one, 0xFFF8, false), start);  // would end beyond 64 KiB
    EXPECT_EQ(fragments.lost(), 1u);
    for (std::uint32_t at = 0; at < 1000; ++at)
        fragments.take(piece("aaaaaaaa", at * 16, true, 5000), start);
    EXPECT_EQ(fragments.lost(), 1u + 1000 - max_fragment_ranges);
}

// Offsets count from what is behind the fragment header: RFC 8200 section 4.5, figure of the fragmentable part.
TEST(IpFragments, CountsExtensionHeadersOfTheFirstFragment) {
    IpFragments fragments;
    auto first = piece("aaaaaaaa", 0, true);
    first.payload_offset = 8;
    fragments.take(first, start);
    fragments.take(piece("bb", 16, false), start);
    EXPECT_EQ(taken(fragments), "aaaaaaaabb+0");
}

}  // namespace
}  // namespace hitme::sensor
