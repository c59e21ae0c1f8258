// SPDX-License-Identifier: Apache-2.0
// A small SQLite store whose numbers can be counted by hand, for tests of what reads it.
//
// Sensor alpha listened from 11:00 to 12:00 on 2026-03-01 (60 heartbeats of a minute). It saw
//   11:50:00  192.0.2.77    tcp/445   9 bytes   (sample_events.h; looks like SMB)
//   11:57:00  198.51.100.9  tcp/445   0 bytes
//   11:58:00  192.0.2.77    udp/53    5 bytes
//   11:59:00  2001:db8:1::5 tcp/22    0 bytes
// so: 4 events, 3 sources, 3 new hosts (any port), in the bins of 11:50 (1) and 11:55 (3).
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "sample_events.h"
#include "store/event_store.h"
#include "store/sqlite/store.h"

namespace hitme::tests {

inline core::Time noon() {
    return *core::parse_time("2026-03-01T12:00:00Z");
}

class FilledStore {
 public:
    FilledStore()
        : folder_(std::filesystem::path(testing::TempDir()) /
                  ("filled-store-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        settings_.folder = folder_;
        settings_.keep_days = 0;
        fill();
    }
    ~FilledStore() { std::filesystem::remove_all(folder_); }
    FilledStore(const FilledStore&) = delete;
    FilledStore& operator=(const FilledStore&) = delete;

    std::string folder() const { return folder_; }
    std::unique_ptr<store::EventStore> reader() const {
        auto opened = store::open_sqlite_store(settings_, store::Access::read);
        EXPECT_TRUE(opened.has_value()) << opened.error().context;
        return std::move(*opened);
    }

 private:
    static event::Contact contact(const char* source, const char* seen_at,
                                  event::Transport transport, std::uint16_t port,
                                  std::uint64_t sequence) {
        event::Contact c;
        c.sensor = "alpha";
        c.epoch = 1;
        c.sequence = sequence;
        c.seen_at = *core::parse_time(seen_at);
        c.transport = transport;
        c.source = *core::Address::parse(source);
        c.destination = *core::Address::parse("203.0.113.1");
        c.destination_port = port;
        c.handshake = transport == event::Transport::tcp ? event::Handshake::completed
                                                         : event::Handshake::datagram;
        c.ending = event::Ending::peer_closed;
        return c;
    }

    void fill() {
        auto opened = store::open_sqlite_store(settings_, store::Access::write);
        ASSERT_TRUE(opened.has_value()) << opened.error().context;
        auto& store = **opened;

        event::Batch batch;
        batch.sensor = "alpha";
        batch.epoch = 1;
        batch.first_delivery = 1;
        event::SensorChange joined = full_sensor_change();
        joined.epoch = 1;
        joined.simulated = false;
        batch.events.emplace_back(joined);
        for (int minute = 1; minute <= 60; ++minute) {
            event::Heartbeat beat = full_heartbeat();
            beat.epoch = 1;
            beat.simulated = false;
            beat.sequence = static_cast<std::uint64_t>(100 + minute);
            beat.seen_at = *core::parse_time("2026-03-01T11:00:00Z") + std::chrono::minutes{minute};
            batch.events.emplace_back(beat);
        }
        using event::Transport;
        event::Contact first =
            contact("192.0.2.77", "2026-03-01T11:50:00Z", Transport::tcp, 445, 1);
        first.first_bytes = {0x00, 0x00, 0x00, 0x2f, 0xff, 'S', 'M', 'B', 0x72};
        first.bytes_in = 9;
        first.handshake = event::Handshake::sent_data;
        event::derive(first);
        event::Contact third = contact("192.0.2.77", "2026-03-01T11:58:00Z", Transport::udp, 53, 3);
        third.bytes_in = 5;
        batch.events.emplace_back(first);
        batch.events.emplace_back(
            contact("198.51.100.9", "2026-03-01T11:57:00Z", Transport::tcp, 445, 2));
        batch.events.emplace_back(third);
        batch.events.emplace_back(
            contact("2001:db8:1::5", "2026-03-01T11:59:00Z", Transport::tcp, 22, 4));
        const auto appended = store.append(batch);
        ASSERT_TRUE(appended.has_value()) << appended.error().context;

        const auto applied = store.apply(roll_up(store));
        ASSERT_TRUE(applied.has_value()) << applied.error().context;
    }

    static store::RollUp roll_up(store::EventStore& store) {
        const core::Time early = *core::parse_time("2026-03-01T11:50:00Z");
        const core::Time late = *core::parse_time("2026-03-01T11:55:00Z");
        const std::uint32_t smb = event::Signal{event::Transport::tcp, 445}.key();
        const std::uint32_t dns = event::Signal{event::Transport::udp, 53}.key();
        const std::uint32_t ssh = event::Signal{event::Transport::tcp, 22}.key();
        const auto at = [](const char* text) { return *core::parse_time(text); };
        store::RollUp sums;
        sums.series = {
            {store::any_signal, early, 1, 9, 1, 1},
            {store::any_signal, late, 3, 5, 3, 2},
            {smb, early, 1, 9, 1, 1},
            {smb, late, 1, 0, 1, 1},
            {dns, late, 1, 5, 1, 1},
            {ssh, late, 1, 0, 1, 1},
        };
        store::SourceDelta returning;
        returning.source = *core::Address::parse("192.0.2.77");
        returning.first_seen = at("2026-03-01T11:50:00Z");
        returning.last_seen = at("2026-03-01T11:58:00Z");
        returning.events = 2;
        returning.bytes_in = 14;
        returning.verified = true;
        returning.sensors = {"alpha"};
        returning.signals = {{smb, 1, at("2026-03-01T11:50:00Z")},
                             {dns, 1, at("2026-03-01T11:58:00Z")}};
        store::SourceDelta once;
        once.source = *core::Address::parse("198.51.100.9");
        once.first_seen = once.last_seen = at("2026-03-01T11:57:00Z");
        once.events = 1;
        once.verified = true;
        once.sensors = {"alpha"};
        once.signals = {{smb, 1, once.last_seen}};
        store::SourceDelta sixth = once;
        sixth.source = core::Address::parse("2001:db8:1::5")->source_key();
        sixth.first_seen = sixth.last_seen = at("2026-03-01T11:59:00Z");
        sixth.signals = {{ssh, 1, sixth.last_seen}};
        sums.sources = {returning, once, sixth};
        if (const auto arrivals = store.arrivals(); arrivals.has_value()) sums.marks = *arrivals;
        return sums;
    }

    std::filesystem::path folder_;
    store::StoreSettings settings_;
};

}  // namespace hitme::tests
