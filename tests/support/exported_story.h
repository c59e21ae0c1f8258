// SPDX-License-Identifier: Apache-2.0
// The contacts that the golden files of exports hold: three sources, one of them IPv6, one whose every text is hostile, and
// one forged datagram that must make no indicator.
#pragma once

#include <vector>

#include "support/hostile_contact.h"

namespace hitme::tests {

inline std::vector<event::Contact> exported_story() {
    std::vector<event::Contact> all;
    auto first = plain_contact("61.218.147.66", "2026-03-01T10:00:00Z");
    first.labels = {{"ms08-067", event::Grade::certain, "rule/1", {"T1210"}, {}}};
    first.stage = event::Stage::exploit_attempt;
    first.first_bytes = {0x00, 0x00, 0x00, 0x2f, 0xff, 'S', 'M', 'B', 0x72};
    first.ended_at = *core::parse_time("2026-03-01T10:00:01.5Z");
    first.bytes_in = 9;
    event::derive(first);
    all.push_back(first);
    auto again = plain_contact("61.218.147.66", "2026-03-01T11:30:00.25Z");
    again.destination_port = 139;
    again.sensor = "beta";
    all.push_back(again);
    auto implant = plain_contact("2a00:1:2:3::9", "2026-03-01T11:00:00Z");
    implant.labels = {
        {"doublepulsar-ping", event::Grade::certain, "rule/1", {"T1210", "T1595.002"}, {}}};
    all.push_back(implant);
    all.push_back(hostile_contact("45.155.204.9", "2026-03-01T11:15:00Z"));
    auto forged = plain_contact("61.218.147.70", "2026-03-01T11:20:00Z");
    forged.transport = event::Transport::udp;
    forged.handshake = event::Handshake::datagram;
    forged.destination_port = 5060;
    all.push_back(forged);
    return all;
}

}  // namespace hitme::tests
