// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/aggregates.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");
const event::Signal smb{event::Transport::tcp, 445};

std::vector<event::Contact> drained(Aggregates& aggregates, core::Time now) {
    std::vector<event::Contact> out;
    aggregates.drain(now, [&](event::Contact& contact) {
        out.push_back(contact);
        return true;
    });
    return out;
}

TEST(Aggregates, GiveFirstLastAndCountPerSourceAndMinute) {
    Aggregates aggregates{100};
    const auto source = core::Address::v4(0xC0000201);
    for (int i = 0; i < 50; ++i)
        aggregates.add(source, smb, event::Handshake::completed, Refusal::connections_per_source,
                       noon + i * 1s);
    aggregates.add(source, smb, event::Handshake::completed, Refusal::connections_per_source,
                   noon + 70s);
    EXPECT_TRUE(drained(aggregates, noon + 59s).empty());
    const auto first = drained(aggregates, noon + 60s);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].count, 50u);
    EXPECT_EQ(first[0].seen_at, noon);
    EXPECT_EQ(first[0].ended_at, noon + 49s);
    EXPECT_EQ(first[0].limit, "connections_per_source");
    EXPECT_EQ(drained(aggregates, core::Time::max()).size(), 1u);
    EXPECT_EQ(aggregates.waiting(), 0u);
}

TEST(Aggregates, LoseNoCountWhenTheirTableIsFull) {
    Aggregates aggregates{10};
    for (std::uint32_t i = 0; i < 1000; ++i)
        aggregates.add(core::Address::v4(i + 1), smb, event::Handshake::completed,
                       Refusal::connections_total, noon);
    std::uint64_t total = 0;
    std::uint32_t without_source = 0;
    for (const auto& contact : drained(aggregates, core::Time::max())) {
        total += contact.count;
        if (contact.source.is_unspecified()) without_source += contact.count;
    }
    EXPECT_EQ(total, 1000u);
    EXPECT_EQ(without_source, 990u);
}

TEST(Aggregates, KeepARecordThatNobodyTook) {
    Aggregates aggregates{10};
    aggregates.add(core::Address::v4(1), smb, event::Handshake::completed, Refusal::queue, noon);
    aggregates.drain(core::Time::max(), [](event::Contact&) { return false; });
    EXPECT_EQ(drained(aggregates, core::Time::max()).size(), 1u);
}

}  // namespace
}  // namespace hitme::sensor
