// SPDX-License-Identifier: Apache-2.0
#include "console/judge/source_proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "analytics/attribution/spoofed.h"
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

/// The definition in its plainest form: the addresses of a day, and of all days, sorted and counted.
bool withheld_by_sorting(const Stream& stream, core::Time from, core::Time to) {
    std::map<core::Day, std::vector<std::uint32_t>> by_day;
    std::vector<std::uint32_t> all;
    for (const auto& sighting : stream.sightings) {
        const std::uint32_t address = stream.sources[sighting.source].v4_value();
        const std::uint32_t first = address >> 24;
        const bool inside =
            analytics::reserved_v4(address) && first != 0 && first != 127 && first < 224;
        if (sighting.at < from || sighting.at >= to || inside) continue;
        by_day[core::day_of(sighting.at)].push_back(address);
        all.push_back(address);
    }
    const auto forged = [](std::vector<std::uint32_t>& addresses) {
        std::ranges::sort(addresses);
        const auto counts = analytics::count_sources(addresses);
        return analytics::judge_spoofing(counts.input()).looks_forged();
    };
    for (auto& [day, addresses] : by_day)
        if (forged(addresses)) return true;
    return forged(all);
}

TEST(SourceProof, CountingBySourceSaysWhatSortingSays) {
    int withheld = 0;
    int judged = 0;
    for (int size = 10; size <= 400; size += 10) {
        auto builder = slammer();
        // Honest hosts come twice a day in each block; the flood's size decides.
        add_hosts(builder, 0x3D000000);
        add_hosts(builder, 0x3D000000);
        add_flood(builder, start + days{2} + hours{23} + minutes{59} + std::chrono::seconds{30},
                  size);
        const Stream stream = builder.take("x", {});
        for (const auto from : {start, start + days{2} + hours{7}, start + days{3}}) {
            const bool expected = withheld_by_sorting(stream, from, start + days{6});
            EXPECT_EQ(is_withheld(stream, from, start + days{6}), expected) << size;
            ++(expected ? withheld : judged);
        }
    }
    EXPECT_GT(withheld, 10);
    EXPECT_GT(judged, 10);
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
