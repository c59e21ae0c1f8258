// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/exchanges.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

Exchanges::Key key(std::uint16_t source_port) {
    return {core::Address::v4(0xC0000201), core::Address::v4(0x7F000001), source_port, 5060};
}

std::vector<event::Contact> drained(Exchanges& exchanges, core::Time now) {
    std::vector<event::Contact> out;
    exchanges.drain(now, [&](event::Contact& contact) { out.push_back(contact); });
    return out;
}

TEST(Exchanges, GatherTheDatagramsOfOneSourcePortUntilItIsSilent) {
    Limits limits;
    limits.first_bytes = 6;
    Exchanges exchanges{limits};
    exchanges.add(key(1), core::as_bytes("abcd"), noon);
    exchanges.add(key(2), core::as_bytes("x"), noon + 100ms);
    exchanges.add(key(1), core::as_bytes("efgh"), noon + 1s);
    EXPECT_TRUE(drained(exchanges, noon + 1900ms).empty());
    auto first = drained(exchanges, noon + 2200ms);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].source_port, 2);
    auto second = drained(exchanges, noon + 3s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].packets, 2u);
    EXPECT_EQ(second[0].bytes_in, 8u);
    EXPECT_EQ(core::as_text(second[0].first_bytes), "abcdef");
    EXPECT_EQ(second[0].seen_at, noon);
    EXPECT_EQ(second[0].ended_at, noon + 1s);
    EXPECT_EQ(second[0].handshake, event::Handshake::datagram);
}

TEST(Exchanges, EndWhenTheyLiveTooLongAlthoughNeverSilent) {
    Limits limits;
    limits.lifetime = 10s;
    Exchanges exchanges{limits};
    for (int i = 0; i < 15; ++i) exchanges.add(key(1), core::as_bytes("x"), noon + i * 1s);
    const auto first = drained(exchanges, noon + 14s);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].packets, 10u);
    EXPECT_EQ(first[0].ending, event::Ending::limit);
    const auto second = drained(exchanges, noon + 20s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].packets, 5u);
}

TEST(Exchanges, RefuseBeyondTheirTableAndKeepNoBytesBeyondTheirMemory) {
    Limits limits;
    limits.capture_memory_bytes = 3;
    Exchanges exchanges{limits};
    EXPECT_TRUE(exchanges.add(key(0), core::as_bytes("abcd"), noon));
    for (std::uint32_t i = 1; i < Exchanges::max_open; ++i)
        EXPECT_TRUE(exchanges.add(key(static_cast<std::uint16_t>(i)), {}, noon));
    EXPECT_FALSE(exchanges.add(key(65535), {}, noon));
    const auto all = drained(exchanges, core::Time::max());
    EXPECT_EQ(all.size(), Exchanges::max_open);
    EXPECT_EQ(all[0].bytes_in, 4u);
    EXPECT_TRUE(all[0].first_bytes.empty());
}

}  // namespace
}  // namespace hitme::sensor
