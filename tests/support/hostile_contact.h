// SPDX-License-Identifier: Apache-2.0
// Contacts for tests of exports: a plain one, and one whose every text a stranger chose as badly as possible.
#pragma once

#include <string>

#include "event/kinds.h"

namespace hitme::tests {

inline event::Contact plain_contact(const char* source, const char* seen_at) {
    event::Contact c;
    c.sensor = "alpha";
    c.epoch = 1;
    c.sequence = 1;
    c.seen_at = *core::parse_time(seen_at);
    c.transport = event::Transport::tcp;
    c.source = *core::Address::parse(source);
    c.source_port = 50123;
    c.destination = *core::Address::parse("203.0.113.1");
    c.destination_port = 445;
    c.handshake = event::Handshake::sent_data;
    c.ending = event::Ending::peer_closed;
    c.protocol = "smb1";
    c.stage = event::Stage::probe;
    return c;
}

/// Quotes, line ends, tabs, NUL, an escape sequence, a formula, markup, a shell's words, and bytes that are no UTF-8.
inline std::string hostile_text() {
    return std::string(
        "=cmd|' /C calc'!A1\",\t<script>alert(1)</script>\r\n\x1b[2J$(reboot);`id`\\x\0\xff\xc3(",
        72);
}

inline event::Contact hostile_contact(const char* source, const char* seen_at) {
    event::Contact c = plain_contact(source, seen_at);
    const std::string hostile = hostile_text();
    c.sensor = hostile;
    c.protocol = hostile;
    c.limit = hostile;
    c.origin = hostile;
    c.first_bytes.assign(hostile.begin(), hostile.end());
    c.decoded = {{hostile, hostile}};
    c.labels = {{hostile, event::Grade::certain, hostile, {"T1210", hostile}, {{0, 4, hostile}}}};
    event::derive(c);
    return c;
}

}  // namespace hitme::tests
