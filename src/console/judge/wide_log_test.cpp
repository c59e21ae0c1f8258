// SPDX-License-Identifier: Apache-2.0
#include "console/judge/wide_log.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

event::Contact contact(std::uint32_t host, std::uint16_t port, core::Time at) {
    event::Contact made;
    made.sensor = "a";
    made.seen_at = at;
    made.transport = event::Transport::tcp;
    made.source = core::Address::v4(0xC6120000 + host);
    made.destination = core::Address::v4(0xC0000201);
    made.destination_port = port;
    made.handshake = event::Handshake::sent_data;
    return made;
}

TEST(WideLog, GathersWhatTheWiderJudgementsAsk) {
    WideBuilder builder{event::Signal::parse("tcp/445"), 1};
    for (std::uint32_t i = 0; i < 3; ++i) {
        auto made = contact(i, 445, start + minutes{i});
        made.first_bytes = {1, 2, 3, 4};
        made.stage = event::Stage::exploit_attempt;
        made.labels = {{"ms08-067", event::Grade::certain, "r", {}, {}}};
        builder.add(event::Event{made});
        builder.add(event::Event{made});
    }
    builder.add(event::Event{contact(1, 22, start + minutes{9})});
    auto forged = contact(9, 445, start + minutes{10});
    forged.handshake = event::Handshake::syn_only;
    builder.add(event::Event{forged});
    event::SensorChange change;
    change.sensor = "a";
    change.network_class = "consumer";
    builder.add(event::Event{change});

    const WideLog log = builder.take("x");
    EXPECT_EQ(log.events, 7u);
    EXPECT_EQ(log.contacts.size(), 7u);  // six on 445 and one on 22; the bare SYN proves nothing
    EXPECT_EQ(log.signals.size(), 2u);
    EXPECT_EQ(log.sensor_class.at("a"), "consumer");
    EXPECT_EQ(log.destinations.size(), 1u);
    EXPECT_EQ(log.hits.size(), 3u);  // each pair of address and source once
    EXPECT_TRUE(log.stream.sightings[0].payload.was_sent());
    EXPECT_TRUE(log.stream.sightings[0].payload.is_exploit());
    EXPECT_EQ(log.stream.sightings[5].payload.family(), 0u);
    ASSERT_EQ(log.families.families().size(), 1u);
    EXPECT_EQ(log.families.families()[0].label, "ms08-067");
    EXPECT_EQ(log.unverified, std::vector<std::uint32_t>{0xC6120009});
    EXPECT_EQ(log.stream.sightings.size(), 6u);
}

}  // namespace
}  // namespace hitme::console
