// SPDX-License-Identifier: Apache-2.0
// Events with every field set, for tests of the codecs and the store. Addresses are from RFC 5737 and RFC 3849.
#pragma once

#include "event/kinds.h"

namespace hitme::tests {

inline event::Contact full_contact() {
    event::Contact c;
    c.sensor = "alpha";
    c.epoch = 1'700'000'000'000'000;
    c.sequence = 7;
    c.seen_at = *core::parse_time("2026-03-01T12:00:00.123456789Z");
    c.ended_at = *core::parse_time("2026-03-01T12:00:01.5Z");
    c.transport = event::Transport::tcp;
    c.source = *core::Address::parse("192.0.2.77");
    c.source_port = 50123;
    c.destination = *core::Address::parse("2001:db8::5");
    c.destination_port = 445;
    c.handshake = event::Handshake::sent_data;
    c.ending = event::Ending::reset;
    c.bytes_in = 5000;
    c.bytes_out = 12;
    c.first_bytes = {0x00, 0x00, 0x00, 0x2f, 0xff, 'S', 'M', 'B', 0x72};
    c.protocol = "smb1";
    c.stage = event::Stage::probe;
    c.decoded = {{"smb.dialects", "NT LM 0.12"}};
    c.labels = {{"sample", event::Grade::likely, "rule/1", {"T1210"}, {{4, 4, "SMB"}}}};
    c.hornet = event::Hornet{"trial", "plain", "1", {42}, "closed"};
    c.packets = 9;
    c.count = 3;
    c.limit = "per_source";
    c.origin = "honeypoint";
    c.simulated = true;
    event::derive(c);
    return c;
}

inline event::Heartbeat full_heartbeat() {
    event::Heartbeat h;
    h.sensor = "alpha";
    h.epoch = 1'700'000'000'000'000;
    h.sequence = 8;
    h.seen_at = *core::parse_time("2026-03-01T12:01:00Z");
    h.covers_seconds = 60;
    h.version = "0.1.0";
    h.started_seconds_ago = 3600;
    h.listeners = 4;
    h.listeners_failed = 1;
    h.open_connections = 2;
    h.signals = {"tcp/445", "tcp/8000-8010"};
    h.counters = {{"accepted", 12}, {"reported", 10}};
    h.simulated = true;
    return h;
}

inline event::SensorChange full_sensor_change() {
    event::SensorChange s;
    s.sensor = "alpha";
    s.epoch = 1'700'000'000'000'000;
    s.sequence = 1;
    s.seen_at = *core::parse_time("2026-03-01T11:00:00Z");
    s.change = event::Change::joined;
    s.network_class = "consumer";
    s.provider = "Example";
    s.region = "lab";
    s.signals = {"tcp/445"};
    s.version = "0.1.0";
    s.reason = "started";
    s.simulated = true;
    return s;
}

}  // namespace hitme::tests
