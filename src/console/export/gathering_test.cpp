// SPDX-License-Identifier: Apache-2.0
#include "console/export/gathering.h"

#include <gtest/gtest.h>

#include "support/hostile_contact.h"

namespace hitme::console {
namespace {

TEST(Gathering, PutsContactsOfASourceTogether) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    auto contact = tests::plain_contact("61.218.147.66", "2026-03-01T10:00:00Z");
    contact.labels = {{"ms08-067", event::Grade::likely, "rule/1", {"T1210"}, {}}};
    gathering.add(contact);
    contact.seen_at += std::chrono::hours{1};
    contact.sensor = "beta";
    contact.destination_port = 139;
    contact.count = 9;
    contact.labels[0].grade = event::Grade::certain;
    contact.labels[0].attack_ids = {"T1210", "T1190"};
    gathering.add(contact);
    const auto all = gathering.by_address();
    ASSERT_EQ(all.size(), 1u);
    const auto& source = *all[0].second;
    EXPECT_EQ(source.contacts, 10u);
    EXPECT_EQ(source.sensors.size(), 2u);
    EXPECT_EQ(source.signals.size(), 2u);
    EXPECT_EQ(source.signals[1].second, 9u);
    ASSERT_EQ(gathering.labels().size(), 1u);
    EXPECT_EQ(gathering.labels()[0].grade, event::Grade::certain);
    EXPECT_EQ(gathering.labels()[0].attack_ids, (std::vector<std::string>{"T1210", "T1190"}));
}

TEST(Gathering, CountsWhatMakesNoIndicator) {
    Untouchable untouchable;
    untouchable.own.add(*core::Prefix::parse("61.218.148.0/24"));
    untouchable.allowed.add(*core::Prefix::parse("61.218.149.0/24"));
    untouchable.benign.add(*core::Prefix::parse("61.218.150.0/24"));
    Gathering gathering{untouchable};
    gathering.add(tests::plain_contact("61.218.148.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("61.218.149.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("61.218.150.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("61.218.150.9", "2026-03-01T10:05:00Z"));
    gathering.add(tests::plain_contact("10.0.0.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("8.8.8.8", "2026-03-01T10:00:00Z"));
    auto forged = tests::plain_contact("61.218.147.66", "2026-03-01T10:00:00Z");
    forged.transport = event::Transport::udp;
    forged.handshake = event::Handshake::datagram;
    forged.count = 1000;
    gathering.add(forged);
    EXPECT_TRUE(gathering.by_address().empty());
    const std::map<std::string, std::uint64_t> expected = {{"allowed", 1},  {"benign", 2},
                                                           {"own", 1},      {"reserved", 1},
                                                           {"resolver", 1}, {"unproven", 1000}};
    EXPECT_EQ(gathering.left_out(), expected);
    EXPECT_EQ(
        gathering.left_out_in_words(),
        "contacts left out: allowed 1, benign 2, own 1, reserved 1, resolver 1, unproven 1000");
}

// A decoy that was taken over knocks at its neighbour before it is knocked at itself.
TEST(Gathering, ADecoyIsNoIndicatorWhicheverWayItCame) {
    const Untouchable nobody;
    Gathering gathering{nobody};
    gathering.add(tests::plain_contact("61.218.147.66", "2026-03-01T10:00:00Z"));
    EXPECT_EQ(gathering.by_address().size(), 1u);
    EXPECT_EQ(gathering.left_out_in_words(), "");
    auto later = tests::plain_contact("61.218.147.67", "2026-03-01T11:00:00Z");
    later.destination = *core::Address::parse("61.218.147.66");
    gathering.add(later);
    const auto all = gathering.by_address();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].first.to_string(), "61.218.147.67");
    EXPECT_EQ(gathering.left_out().at("own"), 1u);
}

}  // namespace
}  // namespace hitme::console
