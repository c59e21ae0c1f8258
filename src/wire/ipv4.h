// SPDX-License-Identifier: Apache-2.0
// IPv4 header.
//
// What     RFC 791 section 3.1.
// Bytes    network order. Options are passed over.
// Cut      captures keep the start of a packet only: what the header declares and the bytes do not hold is told in
//          `missing`, not a fault. A total length of 0 is a segment that the network card cut later (offloading): the
//          rest of the frame is the payload.
// Pure     `payload` points into the caller's bytes. Padding of the frame is not part of it.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::uint8_t protocol_icmp = 1;  // IANA protocol numbers
constexpr std::uint8_t protocol_tcp = 6;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::uint8_t protocol_icmp_v6 = 58;

/// What IPv4 and IPv6 headers say alike.
struct IpPacket {
    core::Address source;
    core::Address destination;
    std::uint8_t protocol = 0;  ///< of the payload: for IPv6 the one after the extension headers
    std::uint8_t hop_limit = 0;
    std::uint16_t identification = 0;   ///< IPv4's; 0 for IPv6
    std::uint32_t fragment_of = 0;      ///< which datagram a fragment is a part of
    std::uint32_t fragment_offset = 0;  ///< bytes; above 0 the payload has no transport header
    bool more_fragments = false;
    std::uint32_t payload_offset =
        0;  ///< of a first fragment: extension headers of IPv6 stand before
    core::Bytes payload;
    std::uint32_t missing = 0;  ///< payload bytes that were sent and not captured
};

/// Errors   truncated: shorter than its header. bad_value: "Version", "IHL" or "TotalLength".
core::Parsed<IpPacket> decode_ipv4(core::Bytes bytes);

}  // namespace hitme::wire
