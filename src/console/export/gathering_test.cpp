// SPDX-License-Identifier: Apache-2.0
#include "console/export/gathering.h"

#include <gtest/gtest.h>

#include "support/hostile_contact.h"

namespace hitme::console {
namespace {

TEST(Gathering, PutsContactsOfASourceTogether) {
    const PrefixSet own;
    Gathering gathering{own};
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
    PrefixSet own;
    own.add(*core::Prefix::parse("61.218.148.0/24"));
    Gathering gathering{own};
    gathering.add(tests::plain_contact("61.218.148.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("10.0.0.9", "2026-03-01T10:00:00Z"));
    gathering.add(tests::plain_contact("8.8.8.8", "2026-03-01T10:00:00Z"));
    auto forged = tests::plain_contact("61.218.147.66", "2026-03-01T10:00:00Z");
    forged.transport = event::Transport::udp;
    forged.handshake = event::Handshake::datagram;
    forged.count = 1000;
    gathering.add(forged);
    EXPECT_TRUE(gathering.by_address().empty());
    const std::map<std::string, std::uint64_t> expected = {
        {"own", 1}, {"reserved", 1}, {"resolver", 1}, {"unproven", 1000}};
    EXPECT_EQ(gathering.left_out(), expected);
}

}  // namespace
}  // namespace hitme::console
