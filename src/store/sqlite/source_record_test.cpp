// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/source_record.h"

#include <gtest/gtest.h>

namespace hitme::store::sqlite {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

SourceDelta delta_of(const char* first, const char* last, std::uint32_t signal) {
    SourceDelta delta;
    delta.first_seen = at(first);
    delta.last_seen = at(last);
    delta.events = 2;
    delta.bytes_in = 100;
    delta.signals = {{signal, 2, at(last)}};
    return delta;
}

SourceRecord through(const SourceRecord& record) {
    std::string body;
    append_source_record(body, record);
    SourceRecord read;
    EXPECT_TRUE(decode_source_record(core::as_bytes(body), read));
    return read;
}

TEST(SourceRecord, DifferencesAddUpAndComeBack) {
    SourceRecord record;
    record.merge(delta_of("2026-03-01T12:00:00.5Z", "2026-03-01T12:10:00.25Z", 0x101BD), {1, 2});
    record = through(record);
    // An earlier sighting moves first_seen back; times of signals stay where they were.
    auto second = delta_of("2026-03-01T11:00:00Z", "2026-03-01T11:30:00Z", 0x10016);
    second.bytes_in = -40;
    second.verified = true;
    record.merge(second, {2, 3});
    const auto row = through(record).row(*core::Address::parse("192.0.2.1"));
    EXPECT_EQ(row.first_seen, at("2026-03-01T11:00:00Z"));
    EXPECT_EQ(row.last_seen, at("2026-03-01T12:10:00.25Z"));
    EXPECT_EQ(row.events, 4u);
    EXPECT_EQ(row.bytes_in, 60u);
    EXPECT_EQ(row.sensors, 3u);
    EXPECT_TRUE(row.verified);
    ASSERT_EQ(row.signals.size(), 2u);
    EXPECT_EQ(row.signals[0].signal.to_string(), "tcp/22");
    EXPECT_EQ(row.signals[0].last_seen, at("2026-03-01T11:30:00Z"));
    EXPECT_EQ(row.signals[1].last_seen, at("2026-03-01T12:10:00Z"));
}

TEST(SourceRecord, SignalsBeyondTheLimitAreCountedNotListed) {
    SourceRecord record;
    for (std::uint32_t port = 1; port <= 70; ++port)
        record.merge(delta_of("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z", 0x10000 | port), {1});
    const auto row = through(record).row({});
    EXPECT_EQ(row.signals.size(), 64u);
    EXPECT_EQ(row.signals_not_listed, 6u);
    EXPECT_EQ(row.events, 140u);
}

TEST(SourceRecord, EachSignalHasItsFirstTimeItsFurthestStageAndItsDays) {
    SourceRecord record;
    auto delta = delta_of("2026-03-01T12:00:00Z", "2026-03-01T12:10:00Z", 0x101BD);
    delta.signals[0].first_seen = at("2026-03-01T12:00:30Z");
    delta.signals[0].stage = event::Stage::exploit_attempt;
    record.merge(delta, {1});
    auto later = delta_of("2026-03-04T08:00:00Z", "2026-03-05T09:00:00Z", 0x101BD);
    later.signals[0].first_seen = at("2026-03-04T08:00:00Z");
    later.signals[0].stage = event::Stage::probe;
    later.signals[0].days = SeenDays::on(core::day_of(at("2026-03-04")));
    later.signals.push_back({0x10016, 1, at("2026-03-04T08:00:01Z")});
    record = through(record);
    record.merge(later, {1});
    // The last word on a contact that was counted before: how far it got, and no more of it.
    later.events = 0;
    later.signals = {{0x10016, 0, at("2026-03-04T08:00:01Z"), {}, event::Stage::brute_force},
                     {0x10050, 0, at("2026-03-04T08:00:01Z"), {}, event::Stage::probe}};
    record.merge(later, {1});
    record = through(record);
    const auto row = record.row({});
    ASSERT_EQ(row.signals.size(), 2u);
    EXPECT_EQ(row.signals_not_listed, 0u);
    EXPECT_EQ(row.signals[0].first_seen, at("2026-03-01T12:00:30Z"));
    EXPECT_EQ(row.signals[0].stage, event::Stage::exploit_attempt);
    EXPECT_EQ(row.signals[0].days.days(), (std::vector<core::Day>{core::day_of(at("2026-03-01")),
                                                                  core::day_of(at("2026-03-04")),
                                                                  core::day_of(at("2026-03-05"))}));
    EXPECT_EQ(row.signals[1].first_seen, at("2026-03-04T08:00:01Z"));
    EXPECT_EQ(row.signals[1].stage, event::Stage::brute_force);
    EXPECT_EQ(row.signals[1].events, 1u);
    EXPECT_TRUE(record.knocked(0x101BD, event::Stage::brute_force));
    EXPECT_FALSE(record.knocked(0x10016, event::Stage::exploit_attempt));
    EXPECT_TRUE(record.knocked(std::nullopt, event::Stage::exploit_attempt));
    EXPECT_FALSE(record.knocked(0x10050, std::nullopt));
}

TEST(SourceRecord, OfAnEarlierVersionSaysThatItsStageIsNotKnown) {
    // Written out by hand, as version 2 had it: first seen 2026-03-01T12:00:00Z in ns, 600 s later in ns, 2 contacts, 100 bytes,
    // verified, sensor 1, one signal tcp/445 (445 << 2 | 1) with 2 contacts 600 s later, none not listed.
    const core::ByteVector body{0x00, 0x80, 0xD6, 0xB3, 0xD9, 0xB5, 0x98, 0x18,        // first_seen
                                0x80, 0xE0, 0xA5, 0x96, 0xBB, 0x11,                    // 600e9
                                0x02, 0x64, 0x01, 0x01, 0x01, 0x01, 0xF5, 0x0D, 0x02,  // to events
                                0xD8, 0x04, 0x00};
    SourceRecord record;
    ASSERT_TRUE(decode_source_record(body, record));
    const auto row = record.row({});
    ASSERT_EQ(row.signals.size(), 1u);
    EXPECT_EQ(row.first_seen, at("2026-03-01T12:00:00Z"));
    EXPECT_EQ(row.last_seen, at("2026-03-01T12:10:00Z"));
    EXPECT_EQ(row.signals[0].signal.to_string(), "tcp/445");
    EXPECT_EQ(row.signals[0].first_seen, row.first_seen);
    EXPECT_EQ(row.signals[0].last_seen, row.last_seen);
    EXPECT_FALSE(row.signals[0].stage);
    EXPECT_EQ(row.signals[0].days.days().size(), 1u);
}

TEST(SourceRecord, EveryCutIsAFault) {
    SourceRecord record;
    record.merge(delta_of("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z", 0x101BD), {1});
    std::string body;
    append_source_record(body, record);
    for (std::size_t length = 0; length < body.size(); ++length) {
        SourceRecord read;
        EXPECT_FALSE(decode_source_record(core::as_bytes(body).first(length), read));
    }
}

}  // namespace
}  // namespace hitme::store::sqlite
