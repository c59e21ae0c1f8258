// SPDX-License-Identifier: Apache-2.0
#include "console/judge/source_proof.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2026-03-01T00:00:00Z");

event::Contact datagram(core::Time at, std::uint32_t source) {
    event::Contact contact;
    contact.sensor = "a";
    contact.transport = event::Transport::udp;
    contact.destination_port = 1434;
    contact.handshake = event::Handshake::datagram;
    contact.seen_at = at;
    contact.source = core::Address::v4(source);
    return contact;
}

/// 240 hosts a day for ten days, of `network` and on.
void add_hosts(StreamBuilder& builder, std::uint32_t network) {
    for (std::uint32_t i = 0; i < 2400; ++i)
        builder.add(
            event::Event{datagram(start + minutes{6} * static_cast<int>(i), network + 251 * i)});
}

/// Drawn evenly from all of IPv4, within a minute.
void add_flood(StreamBuilder& builder, core::Time at, int count) {
    core::Random random{20081106};
    for (int i = 0; i < count; ++i)
        builder.add(event::Event{datagram(at + std::chrono::milliseconds{i % 60'000},
                                          static_cast<std::uint32_t>(random.next()))});
}

StreamBuilder slammer() {
    return StreamBuilder{event::Signal::parse("udp/1434"), 1};
}

TEST(SourceProof, HonestDatagramsAreLabelledAndJudged) {
    auto builder = slammer();
    add_hosts(builder, 0x3D000000);
    const Stream stream = builder.take("x", {});
    EXPECT_FALSE(is_withheld(stream, start, start + days{10}));
    EXPECT_EQ(labelled(stream, "It rose."), "Of unverified sources: It rose.");
    EXPECT_EQ(withheld_sentence(stream), "Of unverified sources: withheld: forged sources.");
}

TEST(SourceProof, AFloodIsWithheldWhereverTheWindowHoldsIt) {
    auto builder = slammer();
    add_hosts(builder, 0x3D000000);
    // 1 in 16 of the week's sources: its own day shows it, all days together do not.
    add_flood(builder, start + days{4} + hours{5}, 150);
    const Stream stream = builder.take("x", {});
    EXPECT_TRUE(is_withheld(stream, start, start + days{10}));
    EXPECT_TRUE(is_withheld(stream, start + days{4}, start + days{5}));
    EXPECT_FALSE(is_withheld(stream, start + days{5}, start + days{10}));
    EXPECT_FALSE(is_withheld(stream, start + days{5}, start));
}

// A decoy inside sees hosts of 10/8: honest, although nobody may route them on the Internet.
TEST(SourceProof, InsideNetworksAreNoFlood) {
    auto builder = slammer();
    add_hosts(builder, 0x0A000000);
    EXPECT_FALSE(is_withheld(builder.take("x", {}), start, start + days{10}));
}

TEST(SourceProof, ProvedSourcesAreNeitherLabelledNorWithheld) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1};
    core::Random random{20081106};
    for (int i = 0; i < 5000; ++i) {
        auto contact = datagram(start, static_cast<std::uint32_t>(random.next()));
        contact.transport = event::Transport::tcp;
        contact.destination_port = 445;
        contact.handshake = event::Handshake::completed;
        builder.add(event::Event{contact});
    }
    const Stream stream = builder.take("x", {});
    EXPECT_EQ(stream.sightings.size(), 5000u);
    EXPECT_FALSE(is_withheld(stream, start, start + hours{1}));
    EXPECT_EQ(labelled(stream, "It rose."), "It rose.");
}

}  // namespace
}  // namespace hitme::console
