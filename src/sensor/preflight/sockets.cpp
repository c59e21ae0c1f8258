// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/sockets.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"

namespace hitme::sensor::preflight {
namespace {

std::string_view next_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

/// Each group of eight digits is one 32-bit word, printed from the machine's order.
std::optional<core::Address> address_of(std::string_view digits) {
    const auto bytes = core::from_hex(digits);
    if (!bytes || (bytes->size() != 4 && bytes->size() != 16)) return std::nullopt;
    core::ByteVector network = *bytes;
    for (std::size_t word = 0; word < network.size(); word += 4)
        std::reverse(network.begin() + static_cast<std::ptrdiff_t>(word),
                     network.begin() + static_cast<std::ptrdiff_t>(word + 4));
    return core::Address::from_bytes(network);
}

std::optional<HeldSocket> socket_of(std::string_view line, event::Transport transport) {
    next_word(line);  // sl
    const std::string_view local = next_word(line);
    next_word(line);  // rem_address
    const std::string_view state = next_word(line);
    constexpr std::string_view listening = "0A";  // TCP_LISTEN, include/net/tcp_states.h
    if (transport == event::Transport::tcp && state != listening) return std::nullopt;
    for (int skipped = 0; skipped < 5; ++skipped) next_word(line);  // queues ... timeout
    const auto inode = core::parse_unsigned(next_word(line), ~std::uint64_t{0});
    const std::size_t colon = local.find(':');
    if (colon == std::string_view::npos || !inode) return std::nullopt;
    const auto address = address_of(local.substr(0, colon));
    const auto port = core::from_hex(local.substr(colon + 1));
    if (!address || !port || port->size() != 2) return std::nullopt;
    HeldSocket held;
    held.transport = transport;
    held.address = *address;
    held.port = static_cast<std::uint16_t>((*port)[0] << 8 | (*port)[1]);
    held.inode = *inode;
    return held;
}

}  // namespace

std::vector<HeldSocket> parse_socket_table(std::string_view text, Table table) {
    const bool is_tcp = table == Table::tcp || table == Table::tcp6;
    const bool is_v6 = table == Table::tcp6 || table == Table::udp6;
    const auto transport = is_tcp ? event::Transport::tcp : event::Transport::udp;
    std::vector<HeldSocket> sockets;
    text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
    while (!text.empty() && sockets.size() < max_sockets) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (auto held = socket_of(text.substr(0, end), transport); held && held->port != 0) {
            if (is_v6 && held->address.is_unspecified()) held->covers_ipv4 = Answer::unknown;
            sockets.push_back(*held);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return sockets;
}

}  // namespace hitme::sensor::preflight
