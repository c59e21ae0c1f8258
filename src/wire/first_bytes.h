// SPDX-License-Identifier: Apache-2.0
// Guess of a protocol from the first bytes that a client sent, whatever the port.
//
// What     a table of marks, most telling first; each cites what it follows. Only bytes of a client count: a protocol
//          whose server speaks first is named only where the client's answer says so by itself.
// Unsure   is said as the empty name. A mark is a signature of four bytes or more, or a form whose own lengths agree
//          with the bytes.
// Limits   max_guess_bytes = 1024 are looked at.
// Pure     the name is a literal.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.h"

namespace hitme::wire {

constexpr std::size_t max_guess_bytes = 1024;

enum class Carrier : std::uint8_t { stream, datagram };

/// The protocol's name in lower case, such as "smb1" or "tls"; empty when unsure.
std::string_view guess_protocol(core::Bytes first_bytes, Carrier carrier);

}  // namespace hitme::wire
