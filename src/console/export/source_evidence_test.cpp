// SPDX-License-Identifier: Apache-2.0
#include "console/export/source_evidence.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

event::Contact contact(const char* source, const char* at, const char* sensor = "alpha") {
    event::Contact c;
    c.sensor = sensor;
    c.seen_at = *core::parse_time(at);
    c.transport = event::Transport::tcp;
    c.source = *core::Address::parse(source);
    c.destination = *core::Address::parse("203.0.113.1");
    c.destination_port = 445;
    c.handshake = event::Handshake::completed;
    c.stage = event::Stage::scan;
    return c;
}
std::vector<SourceEvidence::Sum> sums(const SourceEvidence& evidence, const char* since) {
    std::vector<SourceEvidence::Sum> all;
    evidence.visit(*core::parse_day(since), [&](const auto& sum) { all.push_back(sum); });
    return all;
}

TEST(SourceEvidence, SumsTheDaysThatAreAskedFor) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    evidence.add(contact("61.218.147.66", "2026-03-01T23:59:59Z"));
    auto second = contact("61.218.147.66", "2026-03-02T10:00:00Z", "beta");
    second.stage = event::Stage::exploit_attempt;
    second.count = 40;
    evidence.add(second);
    const auto both = sums(evidence, "2026-03-01");
    ASSERT_EQ(both.size(), 1u);
    EXPECT_EQ(both[0].contacts, 41u);
    EXPECT_EQ(both[0].sensors, 2u);
    EXPECT_EQ(both[0].stage, event::Stage::exploit_attempt);
    EXPECT_EQ(core::format_rfc3339(both[0].last), "2026-03-02T10:00:00Z");
    const auto later = sums(evidence, "2026-03-02");
    EXPECT_EQ(later[0].contacts, 40u);
    EXPECT_EQ(later[0].sensors, 1u);
    evidence.forget_before(*core::parse_day("2026-03-03"));
    EXPECT_EQ(evidence.known(), 0u);
}

// peers M4: UDP never feeds block lists; a spoofed flood produces nothing.
TEST(SourceEvidence, UnprovenAddressesAddNothing) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    auto datagram = contact("61.218.147.66", "2026-03-01T00:00:00Z");
    datagram.transport = event::Transport::udp;
    datagram.handshake = event::Handshake::datagram;
    evidence.add(datagram);
    datagram.handshake = event::Handshake::sent_data;  // whatever a log claims of UDP
    evidence.add(datagram);
    auto bare = contact("61.218.147.66", "2026-03-01T00:00:00Z");
    bare.handshake = event::Handshake::syn_only;
    evidence.add(bare);
    bare.handshake = event::Handshake::unknown;
    evidence.add(bare);
    EXPECT_EQ(evidence.known(), 0u);
    EXPECT_TRUE(evidence.decoys().contains(*core::Address::parse("203.0.113.1")));
}

TEST(SourceEvidence, DrillsAddNothingButInADemonstration) {
    auto made = contact("61.218.147.66", "2026-03-01T00:00:00Z");
    made.simulated = true;
    SourceEvidence seen{SourceEvidence::Takes::seen};
    seen.add(made);
    EXPECT_EQ(seen.known(), 0u);
    SourceEvidence demonstration{SourceEvidence::Takes::simulated};
    demonstration.add(made);
    EXPECT_EQ(demonstration.known(), 1u);
}

TEST(SourceEvidence, Ipv6IsCountedByItsNetwork) {
    SourceEvidence evidence{SourceEvidence::Takes::seen};
    evidence.add(contact("2a00:1:2:3::1", "2026-03-01T00:00:00Z"));
    evidence.add(contact("2a00:1:2:3:ffff::1", "2026-03-01T00:00:00Z"));
    const auto all = sums(evidence, "2026-03-01");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].source.to_string(), "2a00:1:2:3::");
    EXPECT_EQ(all[0].contacts, 2u);
}

}  // namespace
}  // namespace hitme::console
