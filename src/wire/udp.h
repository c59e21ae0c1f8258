// SPDX-License-Identifier: Apache-2.0
// UDP header.
//
// What     RFC 768.
// Bytes    network order. A length of 0 stands for "to the end" (RFC 2675 section 4).
// Cut      what the length declares and the bytes do not hold is told in `missing`: captures and first fragments are
//          shorter than what was sent.
// Pure     `payload` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

struct UdpDatagram {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    core::Bytes payload;
    std::uint32_t missing = 0;
};

/// Errors   truncated: shorter than its header. bad_value: "Length" below 8.
core::Parsed<UdpDatagram> decode_udp(core::Bytes bytes);

}  // namespace hitme::wire
