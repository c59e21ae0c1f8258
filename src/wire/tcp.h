// SPDX-License-Identifier: Apache-2.0
// TCP header.
//
// What     RFC 9293 section 3.1. Options are passed over.
// Bytes    network order.
// Pure     `payload` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

struct TcpSegment {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    bool fin = false;
    bool syn = false;
    bool rst = false;
    bool ack = false;
    std::uint16_t window = 0;
    core::Bytes payload;
};

/// Errors   truncated: shorter than its header. bad_value: "DataOffset" below 5.
core::Parsed<TcpSegment> decode_tcp(core::Bytes bytes);

}  // namespace hitme::wire
