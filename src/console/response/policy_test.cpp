// SPDX-License-Identifier: Apache-2.0
#include "console/response/policy.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "event/drill.h"
#include "support/hostile_contact.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

ResponsePolicy policy() {
    ResponsePolicy policy;
    policy.internal.add(*core::Prefix::parse("10.0.0.0/8"));
    policy.internal.add(*core::Prefix::parse("61.218.0.0/16"));
    policy.never.add(*core::Prefix::parse("10.0.0.1"));
    policy.own.add(*core::Prefix::parse("61.218.147.0/24"));
    return policy;
}
event::Contact contact(const char* source) {
    return tests::plain_contact(source, "2026-03-01T10:00:00Z");
}

TEST(ResponsePolicy, OnlyInternalDecoyEvidenceCounts) {
    const auto p = policy();
    const auto internal = SeenBy::internal_sensor;
    EXPECT_EQ(reason_not_to_isolate(contact("10.1.2.3"), internal, p), "");
    EXPECT_EQ(reason_not_to_isolate(contact("10.1.2.3"), SeenBy::other_sensor, p),
              "sensor_not_internal");
    EXPECT_EQ(reason_not_to_isolate(contact("11.1.2.3"), internal, p), "not_internal");
    EXPECT_EQ(reason_not_to_isolate(contact("10.0.0.1"), internal, p), "never");
    // Public addresses must be registered as own besides.
    EXPECT_EQ(reason_not_to_isolate(contact("61.218.147.9"), internal, p), "");
    EXPECT_EQ(reason_not_to_isolate(contact("61.218.148.9"), internal, p), "not_own");
}

TEST(ResponsePolicy, WhatCanBeForgedIsolatesNobody) {
    for (const auto handshake :
         {event::Handshake::unknown, event::Handshake::syn_only, event::Handshake::datagram}) {
        auto c = contact("10.1.2.3");
        c.handshake = handshake;
        EXPECT_EQ(reason_not_to_isolate(c, SeenBy::internal_sensor, policy()), "unproven");
    }
    auto datagram = contact("10.1.2.3");
    datagram.transport = event::Transport::udp;
    EXPECT_EQ(reason_not_to_isolate(datagram, SeenBy::internal_sensor, policy()), "unproven");
}

TEST(ResponsePolicy, OfSimulatedContactsOnlyDrillsCount) {
    auto c = contact("10.1.2.3");
    c.simulated = true;
    EXPECT_EQ(reason_not_to_isolate(c, SeenBy::internal_sensor, policy()), "simulated");
    event::mark_as_drill(c);
    EXPECT_EQ(reason_not_to_isolate(c, SeenBy::internal_sensor, policy()), "");
}

TEST(ResponsePolicy, NothingIsInternalUnlessSaid) {
    EXPECT_EQ(reason_not_to_isolate(contact("10.1.2.3"), SeenBy::internal_sensor, {}),
              "not_internal");
}

TEST(ResponsePolicy, RandomSourcesOutsideAreNeverIsolated) {
    core::Random random{5};
    const auto p = policy();
    for (int trial = 0; trial < 10'000; ++trial) {
        auto c = contact("10.1.2.3");
        c.source = core::Address::v4(static_cast<std::uint32_t>(random.next()));
        const bool inside = (c.source.v4_value() >> 24) == 10 && c.source.v4_value() != 0x0a000001;
        const bool own = (c.source.v4_value() >> 8) == 0x3dda93;
        EXPECT_EQ(reason_not_to_isolate(c, SeenBy::internal_sensor, p).empty(), inside || own);
    }
}

TEST(StopRule, StopsWhenThereAreTooMany) {
    const core::Time start = *core::parse_time("2026-03-01T10:00:00Z");
    StopRule rule{2, 10min};
    EXPECT_TRUE(rule.take(start));
    EXPECT_TRUE(rule.take(start + 1min));
    EXPECT_FALSE(rule.take(start + 2min));
    EXPECT_EQ(rule.recent(start + 2min), 2u);
    // The first one has left the window exactly after ten minutes.
    EXPECT_TRUE(rule.take(start + 10min));
    EXPECT_FALSE(rule.take(start + 10min));
}

}  // namespace
}  // namespace hitme::console
