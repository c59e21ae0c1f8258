// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/exchanges.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
const Ticks start{1000s};

Instant at(core::Duration after) {
    return {noon + after, start + after};
}

Exchanges::Key key(std::uint16_t source_port) {
    return {core::Address::v4(0xC0000201), core::Address::v4(0x7F000001), source_port, 5060};
}

std::vector<event::Contact> drained(Exchanges& exchanges, Ticks now) {
    std::vector<event::Contact> out;
    exchanges.drain(now, [&](event::Contact& contact) { out.push_back(contact); });
    return out;
}

TEST(Exchanges, GatherTheDatagramsOfOneSourcePortUntilItIsSilent) {
    Limits limits;
    limits.first_bytes = 6;
    Exchanges exchanges{limits, 1};
    exchanges.add(key(1), core::as_bytes("abcd"), at(0s));
    exchanges.add(key(2), core::as_bytes("x"), at(100ms));
    exchanges.add(key(1), core::as_bytes("efgh"), at(1s));
    EXPECT_TRUE(drained(exchanges, start + 1900ms).empty());
    auto first = drained(exchanges, start + 2200ms);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].source_port, 2);
    auto second = drained(exchanges, start + 3s);
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
    Exchanges exchanges{limits, 1};
    for (int i = 0; i < 15; ++i) exchanges.add(key(1), core::as_bytes("x"), at(i * 1s));
    const auto first = drained(exchanges, start + 14s);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].packets, 10u);
    EXPECT_EQ(first[0].ending, event::Ending::limit);
    const auto second = drained(exchanges, start + 20s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].packets, 5u);
}

TEST(Exchanges, RefuseBeyondTheirTableAndKeepNoBytesBeyondTheirMemory) {
    Limits limits;
    limits.capture_memory_bytes = 3;
    Exchanges exchanges{limits, 1};
    EXPECT_TRUE(exchanges.add(key(0), core::as_bytes("abcd"), at(0s)));
    for (std::uint32_t i = 1; i < Exchanges::max_open; ++i)
        EXPECT_TRUE(exchanges.add(key(static_cast<std::uint16_t>(i)), {}, at(0s)));
    EXPECT_FALSE(exchanges.add(key(65535), {}, at(0s)));
    const auto all = drained(exchanges, Ticks::max());
    EXPECT_EQ(all.size(), Exchanges::max_open);
    EXPECT_EQ(all[0].bytes_in, 4u);
    EXPECT_TRUE(all[0].first_bytes.empty());
}

TEST(Exchanges, AreReportedEarlyOnceAndKeepTheirSequence) {
    Exchanges exchanges{Limits{}, 1};
    std::vector<std::size_t> bytes_seen;
    const auto report = [&](event::Contact& contact) {
        bytes_seen.push_back(contact.first_bytes.size());
        return std::uint64_t{7};
    };
    exchanges.add(key(1), core::as_bytes("ab"), at(0s));
    exchanges.report_early(start + 400ms, 500ms, report);
    EXPECT_TRUE(bytes_seen.empty());
    exchanges.report_early(start + 500ms, 500ms, report);
    exchanges.add(key(1), core::as_bytes("cd"), at(600ms));
    exchanges.report_early(start + 700ms, 500ms, report);
    EXPECT_EQ(bytes_seen, std::vector<std::size_t>{2});
    const auto over = drained(exchanges, start + 2600ms);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].sequence, 7u);
    EXPECT_EQ(over[0].bytes_in, 4u);
}

TEST(Exchanges, EndNoEarlierThanTheyBeganWhenTheWallClockIsSetBack) {
    Exchanges exchanges{Limits{}, 1};
    exchanges.add(key(1), core::as_bytes("x"), at(0s));
    exchanges.add(key(1), core::as_bytes("x"), {noon - 3600s, start + 1s});
    const auto over = drained(exchanges, start + 3s);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].ended_at, noon + 1s);
}

}  // namespace
}  // namespace hitme::sensor
