// SPDX-License-Identifier: Apache-2.0
#include "console/judge/stream.h"

#include <gtest/gtest.h>

#include "event/drill.h"

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const core::Time start = *core::parse_time("2009-01-24T00:00:00Z");

event::Contact contact(std::string sensor, const char* source, core::Time at,
                       std::uint16_t port = 445,
                       event::Handshake handshake = event::Handshake::completed) {
    event::Contact contact;
    contact.sensor = std::move(sensor);
    contact.source = *core::Address::parse(source);
    contact.seen_at = at;
    contact.transport = event::Transport::tcp;
    contact.destination_port = port;
    contact.handshake = handshake;
    return contact;
}

TEST(Stream, NumbersSourcesAndSensorsAsTheyCome) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1};
    builder.add(contact("a", "192.0.2.1", start));
    builder.add(contact("b", "192.0.2.2", start + hours{1}));
    builder.add(contact("b", "192.0.2.1", start + hours{2}));
    builder.add(contact("a", "192.0.2.1", start, 80));
    builder.add(contact("a", "192.0.2.9", start, 445, event::Handshake::syn_only));
    const Stream stream = builder.take("s", {});
    ASSERT_EQ(stream.sightings.size(), 3u);
    EXPECT_EQ(stream.sightings[1], (analytics::Sighting{start + hours{1}, 1, 1}));
    EXPECT_EQ(stream.sightings[2], (analytics::Sighting{start + hours{2}, 0, 1}));
    EXPECT_EQ(stream.sources.size(), 2u);
    EXPECT_EQ(stream.other_signals, 1u);
    EXPECT_EQ(stream.unverified, 1u);
    EXPECT_TRUE(stream.uptimes.empty());
    EXPECT_EQ(stream.first, start);
    EXPECT_EQ(stream.last, start + hours{2});
}

TEST(Stream, JudgesDatagramsOnlyWhereTheyAreAskedFor) {
    auto datagram = contact("a", "192.0.2.1", start, 5060, event::Handshake::datagram);
    datagram.transport = event::Transport::udp;
    StreamBuilder all{std::nullopt, 1};
    all.add(datagram);
    Stream stream = all.take("s", {});
    EXPECT_EQ(stream.unverified, 1u);
    EXPECT_TRUE(stream.sightings.empty());
    StreamBuilder asked{event::Signal::parse("udp/5060"), 1};
    asked.add(datagram);
    stream = asked.take("s", {});
    EXPECT_EQ(stream.sightings.size(), 1u);
    EXPECT_TRUE(stream.judges_unverified);
    StreamBuilder counted{std::nullopt, 1, Taken::all};
    counted.add(datagram);
    counted.add(contact("a", "192.0.2.9", start, 445, event::Handshake::syn_only));
    stream = counted.take("s", {});
    EXPECT_EQ(stream.sightings.size(), 2u);
    EXPECT_EQ(stream.unverified, 2u);
    EXPECT_EQ(stream.proved, (std::vector<bool>{false, false}));
}

TEST(Stream, ADatagramProvesNothingWhereItsRecordDoesNotSay) {
    auto datagram = contact("a", "192.0.2.1", start, 1434, event::Handshake::unknown);
    datagram.transport = event::Transport::udp;
    StreamBuilder all{std::nullopt, 1};
    all.add(datagram);
    EXPECT_EQ(all.take("s", {}).unverified, 1u);
    StreamBuilder asked{event::Signal::parse("udp/1434"), 1};
    asked.add(datagram);
    const Stream stream = asked.take("s", {});
    EXPECT_EQ(stream.unverified, 1u);
    EXPECT_EQ(stream.sightings.size(), 1u);
    EXPECT_TRUE(stream.judges_unverified);
}

TEST(Stream, RowsOfADatagramSignalProveNothing) {
    StreamBuilder builder{event::Signal::parse("udp/1434"), 1};
    builder.add({start, "a", core::Address::parse("192.0.2.1"), {}, ""});
    const Stream stream = builder.take("s", {});
    EXPECT_EQ(stream.unverified, 1u);
    EXPECT_TRUE(stream.judges_unverified);
}

TEST(Stream, KnowsWhichSourcesProvedTheirAddressWhereAllAreTaken) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1, Taken::all};
    builder.add(contact("a", "192.0.2.1", start, 445, event::Handshake::syn_only));
    builder.add(contact("a", "192.0.2.2", start + hours{1}));
    builder.add(contact("a", "192.0.2.3", start + hours{2}, 445, event::Handshake::syn_only));
    builder.add(contact("a", "192.0.2.3", start + hours{3}));
    const auto later = builder.snapshot("s", start + hours{1}, start + hours{9});
    EXPECT_EQ(later.proved, (std::vector<bool>{true, true}));
    builder.add(contact("a", "192.0.2.4", start + hours{4}, 445, event::Handshake::syn_only));
    builder.forget_before(start + hours{2});
    const Stream stream = builder.take("s", {});
    EXPECT_EQ(stream.proved, (std::vector<bool>{true, false}));
    EXPECT_FALSE(stream.judges_unverified);
}

TEST(Stream, TakesAnIpv6SourceByItsPrefix) {
    StreamBuilder builder{std::nullopt, 1};
    builder.add(contact("a", "2001:db8::1", start));
    builder.add(contact("a", "2001:db8::2", start));
    builder.add(contact("a", "2001:db8:0:1::2", start));
    EXPECT_EQ(builder.take("s", {}).sources.size(), 2u);
}

TEST(Stream, TakesUptimeFromHeartbeatsAlone) {
    StreamBuilder builder{std::nullopt, 1};
    event::Heartbeat heartbeat;
    heartbeat.sensor = "a";
    heartbeat.covers_seconds = 60;
    for (const int minute : {2, 1, 5}) {
        heartbeat.seen_at = start + seconds{60 * minute};
        builder.add(heartbeat);
    }
    builder.add(contact("b", "192.0.2.1", start));
    const Stream stream = builder.take("s", {});
    ASSERT_EQ(stream.uptimes.size(), 2u);
    EXPECT_EQ(stream.uptimes[0],
              (std::vector<analytics::Span>{{start, start + seconds{120}},
                                            {start + seconds{240}, start + seconds{300}}}));
    EXPECT_TRUE(stream.uptimes[1].empty());
}

TEST(Stream, LeavesContactsOfADrillOut) {
    auto drill = contact("a", "192.0.2.1", start);
    event::mark_as_drill(drill);
    StreamBuilder builder{std::nullopt, 1, Taken::all};
    builder.add(drill);
    EXPECT_TRUE(builder.take("s", {}).sightings.empty());
}

TEST(Stream, PutsSensorsBeyondTheLimitTogether) {
    StreamBuilder builder{std::nullopt, 1};
    for (int i = 0; i < 70; ++i)
        builder.add(contact("sensor " + std::to_string(i), "192.0.2.1", start));
    const Stream stream = builder.take("s", {});
    EXPECT_EQ(stream.sensors.size(), 64u);
    EXPECT_EQ(stream.sensors_put_together, 6u);
    EXPECT_EQ(stream.sightings.back().sensor, 63);
}

TEST(Stream, FindsNewcomersByThe24HourRule) {
    StreamBuilder builder{std::nullopt, 1};
    // Out of order; exactly 24 h is seen, a second more is new.
    builder.add(contact("a", "192.0.2.1", start + hours{24}));
    builder.add(contact("a", "192.0.2.1", start));
    builder.add(contact("a", "192.0.2.1", start + hours{48} + seconds{1}));
    builder.add(contact("a", "192.0.2.2", start + hours{3}));
    const auto fresh = builder.take("s", {}).newcomers;
    ASSERT_EQ(fresh.size(), 3u);
    EXPECT_EQ(fresh[0].at, start);
    EXPECT_EQ(fresh[1].at, start + hours{3});
    EXPECT_EQ(fresh[2].at, start + hours{48} + seconds{1});
}

TEST(Stream, KeepsZoneAndClassOfASource) {
    StreamBuilder builder{std::nullopt, 1};
    const auto address = *core::Address::parse("192.0.2.1");
    builder.add({start, "", address, hours{9}, "broadband, Asia"});
    builder.add({start, "", core::Address::parse("192.0.2.2"), {}, {}});
    builder.add({start, "", std::nullopt, {}, {}});
    const Stream stream = builder.take("s", {});
    ASSERT_EQ(stream.zones.size(), 2u);
    EXPECT_EQ(stream.zones[0], core::Duration{hours{9}});
    EXPECT_EQ(stream.zones[1], std::nullopt);
    EXPECT_EQ(stream.classes, std::vector<std::string>{"broadband, Asia"});
    EXPECT_EQ(stream.source_class, (std::vector<std::uint32_t>{0, no_class}));
    EXPECT_EQ(stream.without_source.size(), 1u);
}

TEST(StreamBuilder, ASnapshotShowsNothingOfWhatCameLater) {
    StreamBuilder live{std::nullopt, 1};
    StreamBuilder replay{std::nullopt, 2};
    const auto rows = [&](StreamBuilder& builder, int from, int to) {
        for (int i = from; i < to; ++i)
            builder.add(
                {start + hours{i},
                 i < 10 ? "b" : "a",
                 core::Address::v4(static_cast<std::uint32_t>((i < 10 ? 100 : 200) + i % 7)),
                 {},
                 i < 10 ? "isp" : "broadband"});
    };
    rows(replay, 0, 30);
    replay.uptime("a", {{start, start + hours{40}}});
    rows(live, 0, 10);
    live.uptime("a", {{start, start + hours{10}}});
    const auto now = live.snapshot("x", start, start + hours{10});
    const auto then = replay.snapshot("x", start, start + hours{10});
    EXPECT_EQ(now.sightings, then.sightings);
    EXPECT_EQ(now.sources, then.sources);
    EXPECT_EQ(now.sensors, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(then.sensors, now.sensors);
    EXPECT_EQ(then.classes, std::vector<std::string>{"isp"});
    EXPECT_EQ(now.uptimes, then.uptimes);
    EXPECT_EQ(now.last, then.last);
}

TEST(StreamBuilder, ForgetsWhatIsOldAndKnowsTheRest) {
    StreamBuilder builder{std::nullopt, 1};
    for (std::uint32_t i = 0; i < 10; ++i)
        builder.add(
            {start + hours{i}, "a", core::Address::v4(100 + i), {}, i % 2 == 0 ? "even" : ""});
    builder.forget_before(start + hours{5});
    EXPECT_EQ(builder.size(), 5u);
    EXPECT_EQ(builder.earliest(), start + hours{5});
    EXPECT_EQ(builder.times().size(), 5u);
    // A source that was forgotten is a new one; one that was not keeps its place.
    builder.add({start + hours{11}, "a", core::Address::v4(100), {}, ""});
    builder.add({start + hours{12}, "a", core::Address::v4(109), {}, ""});
    const auto stream = builder.take("x", {});
    EXPECT_EQ(stream.sources.size(), 6u);
    EXPECT_EQ(stream.sightings.back().source, stream.sightings[4].source);
    EXPECT_EQ(stream.sources[stream.sightings[0].source], core::Address::v4(105));
    EXPECT_EQ(stream.source_class[stream.sightings[1].source], 0u);  // "even"
}

TEST(MergeSpans, JoinsWhatOverlapsOrTouches) {
    EXPECT_EQ(merge_spans({{start + hours{2}, start + hours{3}},
                           {start, start + hours{1}},
                           {start + hours{1} + std::chrono::milliseconds{999}, start + hours{2}},
                           {start + hours{9}, start + hours{9}}}),
              (std::vector<analytics::Span>{{start, start + hours{3}}}));
}

TEST(Stream, ANetworkIsASixteenthOfTheAddressAndNeverZero) {
    EXPECT_EQ(network_of(core::Address::v4(0)), 1u);
    EXPECT_EQ(network_of(core::Address::v4(0xC6120001)), network_of(core::Address::v4(0xC612FFFF)));
    EXPECT_NE(network_of(core::Address::v4(0xC6120001)), network_of(core::Address::v4(0xC6130001)));
    EXPECT_NE(network_of(*core::Address::parse("2001:db8::1")), 0u);
}

TEST(Stream, PayloadsAreReadOnlyWhereTheyAreAskedForAndAsOfTheirTime) {
    auto early = contact("a", "192.0.2.1", start);
    early.destination = *core::Address::parse("198.51.100.7");
    early.first_bytes = {1, 2, 3, 4};
    auto late = contact("a", "192.0.2.2", start + hours{2});
    late.destination = *core::Address::parse("127.0.0.1");
    late.first_bytes = {1, 2, 3, 4};
    auto other = contact("a", "192.0.2.3", start + hours{2});
    other.first_bytes = {'G', 'E', 'T'};
    late.stage = event::Stage::exploit_attempt;
    late.labels = {{"Conficker", event::Grade::likely, "smb.conficker.code@1", {}, {}}};
    StreamBuilder passing{event::Signal::parse("tcp/445"), 1};
    passing.add(late);
    Stream stream = passing.take("s", {});
    EXPECT_FALSE(stream.reads_payloads);
    EXPECT_FALSE(stream.sightings[0].payload.was_sent());
    EXPECT_TRUE(stream.targets.empty());

    StreamBuilder reading{event::Signal::parse("tcp/445"), 1, Taken::proved, Payloads::in_families};
    reading.add(early);
    reading.add(other);
    reading.add(late);
    // An hour after the first the name was not known yet.
    stream = reading.snapshot("s", start, start + hours{1});
    ASSERT_EQ(stream.sightings.size(), 1u);
    EXPECT_EQ(stream.sightings[0].payload.family(), 0u);
    EXPECT_FALSE(stream.sightings[0].payload.is_exploit());
    EXPECT_EQ(stream.signatures, (std::vector<std::string>{"", ""}));
    EXPECT_EQ(stream.targets, std::vector{early.destination});
    stream = reading.snapshot("s", start, start + hours{3});
    EXPECT_EQ(stream.sightings[1].payload.family(), 1u);
    EXPECT_TRUE(stream.sightings[2].payload.is_exploit());
    EXPECT_EQ(stream.signatures, (std::vector<std::string>{"Conficker", ""}));
    EXPECT_EQ(stream.targets.size(), 1u);  // the loopback is nobody's address
}

TEST(Stream, AContactThatIsStillOpenGetsItsPayloadWhenItEnds) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1, Taken::proved, Payloads::in_families};
    auto made = contact("a", "192.0.2.1", start);
    builder.add(made);
    builder.add(contact("a", "192.0.2.1", start + seconds{1}));
    made.first_bytes = {1, 2, 3, 4};
    made.stage = event::Stage::exploit_attempt;
    builder.complete(made);
    auto stranger = made;
    stranger.source = *core::Address::parse("192.0.2.9");
    builder.complete(stranger);  // nobody's end
    const Stream stream = builder.take("s", {});
    ASSERT_EQ(stream.sightings.size(), 2u);
    EXPECT_TRUE(stream.sightings[0].payload.is_exploit());
    EXPECT_EQ(stream.sightings[0].payload.family(), 0u);
    EXPECT_FALSE(stream.sightings[1].payload.was_sent());
}

}  // namespace
}  // namespace hitme::console
