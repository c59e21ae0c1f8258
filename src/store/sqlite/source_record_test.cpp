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
