// SPDX-License-Identifier: Apache-2.0
// Sockets that hold a port, read from the text of /proc/net/{tcp,tcp6,udp,udp6} (proc(5)).
//
// Bytes    a heading, then one line a socket: "sl local:port remote:port state queues timers retrnsmt uid timeout
//          inode ..."; addresses are hexadecimal words in the machine's byte order (little-endian here).
// Limits   max_sockets lines; the rest is left unread.
// Pure     text in, values out.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "event/kinds.h"

namespace hitme::sensor::preflight {

constexpr std::size_t max_sockets = 200'000;  // ours: three times all ports

enum class Answer : std::uint8_t { no, yes, unknown };

struct HeldSocket {
    event::Transport transport = event::Transport::tcp;
    core::Address address;
    std::uint16_t port = 0;
    std::uint64_t inode = 0;  ///< 0 when the kernel itself holds it
    /// For :: alone: whether it takes IPv4 too (IPV6_V6ONLY is off). The table does not say.
    Answer covers_ipv4 = Answer::no;
};

enum class Table : std::uint8_t { tcp, tcp6, udp, udp6 };

/// TCP sockets that listen, and every UDP socket that has a port. A line that cannot be read is passed over.
std::vector<HeldSocket> parse_socket_table(std::string_view text, Table table);

}  // namespace hitme::sensor::preflight
