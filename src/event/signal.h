// SPDX-License-Identifier: Apache-2.0
// A signal: the key under which contacts are counted and judged, written "tcp/445".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "event/kinds.h"

namespace hitme::event {

/// In place of a Signal's key: all signals together, where a source counts once whatever its port.
constexpr std::uint32_t any_signal = 0xFFFFFFFF;

struct Signal {
    Transport transport = Transport::other;
    std::uint16_t port = 0;

    static Signal of(const Contact& contact) {
        return {contact.transport, contact.destination_port};
    }
    /// One number for tables: transport in bits 16 and up, port below.
    std::uint32_t key() const { return (static_cast<std::uint32_t>(transport) << 16) | port; }
    static Signal from_key(std::uint32_t key) {
        return {static_cast<Transport>((key >> 16) & 3), static_cast<std::uint16_t>(key)};
    }
    std::string to_string() const;
    /// "tcp/445"; nothing for another form.
    static std::optional<Signal> parse(std::string_view text);

    friend auto operator<=>(const Signal&, const Signal&) = default;
};

}  // namespace hitme::event
