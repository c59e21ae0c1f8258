// SPDX-License-Identifier: Apache-2.0
// NTP packets: the header of modes 1 to 5, and what control (6) and private (7) packets ask for.
//
// What     RFC 5905 section 7.3 (header), RFC 9327 section 2 (mode 6); mode 7 as ntpd's ntp_request.h lays it out.
// Bytes    network order; timestamps are 32 bits of seconds since 1900 and 32 bits of fraction (section 6).
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::wire {

constexpr std::size_t ntp_header_bytes = 48;

struct NtpPacket {
    std::uint8_t leap = 0;
    std::uint8_t version = 0;
    std::uint8_t mode = 0;
    // Modes 1 to 5.
    std::uint8_t stratum = 0;
    std::int8_t poll = 0;       ///< log2 seconds
    std::int8_t precision = 0;  ///< log2 seconds
    std::uint32_t root_delay = 0;
    std::uint32_t root_dispersion = 0;
    std::uint32_t reference_id = 0;
    std::uint64_t reference_time = 0;
    std::uint64_t origin_time = 0;
    std::uint64_t receive_time = 0;
    std::uint64_t transmit_time = 0;
    std::size_t extension_bytes = 0;  ///< behind the header: extensions and authentication
    // Mode 6: operation code (RFC 9327 section 2). Mode 7: request code.
    std::uint8_t request = 0;
    std::uint8_t implementation = 0;  ///< mode 7 only
    bool is_response = false;         ///< modes 6 and 7
};

/// Errors   truncated: an incomplete header of its mode. bad_value: "mode" 0 or "version" 0.
core::Parsed<NtpPacket> decode_ntp(core::Bytes bytes);

/// The 48 bytes of the header of modes 1 to 5.
void append_ntp(core::ByteVector& out, const NtpPacket& packet);

/// Seconds since 1900 and their fraction, in the era that holds `at` (RFC 5905 section 6).
std::uint64_t ntp_timestamp(core::Time at);

/// "MON_GETLIST_1" (42, the request that made monlist floods), "REQ_PEER_LIST" ...; empty for one without a name here.
std::string_view ntp_private_request_name(std::uint8_t code);
/// "READSTAT", "READVAR" ... (RFC 9327 section 2).
std::string_view ntp_control_operation_name(std::uint8_t code);

}  // namespace hitme::wire
