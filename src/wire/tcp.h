// SPDX-License-Identifier: Apache-2.0
// TCP header.
//
// What     RFC 9293 section 3.1. Options are passed over by decode_tcp and read by decode_tcp_options.
// Bytes    network order.
// Limits   max_tcp_options kinds are kept in order; a header has room for 40 bytes of them.
// Pure     `payload` and `options` point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

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
    core::Bytes options;
    core::Bytes payload;
};

constexpr std::size_t max_tcp_options = 40;  // as many as one-byte options fit

/// What a SYN offers. The order of the kinds tells stacks and scanners apart.
struct TcpOptions {
    std::optional<std::uint16_t> maximum_segment_size;  ///< kind 2, RFC 9293 section 3.2
    std::optional<std::uint8_t> window_scale;           ///< kind 3, RFC 7323 section 2.2
    bool selective_acknowledgement = false;             ///< kind 4, RFC 2018 section 2
    std::optional<std::uint32_t> timestamp;             ///< kind 8, RFC 7323 section 3.2: TSval
    std::array<std::uint8_t, max_tcp_options> kinds{};
    std::uint8_t count = 0;
};

/// Errors   truncated: shorter than its header. bad_value: "DataOffset" below 5.
core::Parsed<TcpSegment> decode_tcp(core::Bytes bytes);

/// The options of a header. Errors   truncated: an option is longer than what is left. bad_value: "Length" below 2.
core::Parsed<TcpOptions> decode_tcp_options(core::Bytes options);

}  // namespace hitme::wire
