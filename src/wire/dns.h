// SPDX-License-Identifier: Apache-2.0
// DNS messages, as far as a query needs: header, questions, and what an OPT record says.
//
// What     RFC 1035 sections 4.1.1 (header), 4.1.2 (question), 4.1.3 (records, walked over), 4.1.4 (pointers); RFC 6891
//          section 6.1 (OPT). Names as text: labels with dots, bytes that are no printable ASCII as \DDD (section 5.1).
// Limits   below. A pointer must point before the name that it ends, so that none can loop.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_dns_questions = 16;    // ours; servers take one
constexpr std::size_t max_dns_records = 64;      // ours
constexpr std::size_t max_dns_name_bytes = 255;  // RFC 1035 section 2.3.4

struct DnsQuestion {
    std::string name;  ///< without the last dot; "." for the root
    std::uint16_t type = 0;
    std::uint16_t qclass = 0;
    std::size_t end = 0;  ///< offset behind it, from the start of the message
};

struct DnsMessage {
    std::uint16_t id = 0;
    bool is_response = false;
    std::uint8_t opcode = 0;  ///< 0 query, 4 notify (RFC 1996), 5 update (RFC 2136)
    bool recursion_desired = false;
    bool checking_disabled = false;
    std::uint8_t response_code = 0;
    std::uint16_t question_count = 0;
    std::uint16_t answer_count = 0;
    std::uint16_t authority_count = 0;
    std::uint16_t additional_count = 0;
    std::vector<DnsQuestion> questions;
    bool has_opt = false;
    std::uint16_t udp_payload_bytes = 0;  ///< of the OPT record
    bool dnssec_ok = false;               ///< of the OPT record (RFC 3225)
    std::size_t trailing_bytes = 0;       ///< behind the last record
};

constexpr std::size_t dns_header_bytes = 12;

/// Errors   truncated; over_limit: "QDCOUNT", "ANCOUNT", "Name"; bad_value: "Label" (its two high bits are 01 or 10, RFC 1035
///          section 4.1.4), "Pointer".
core::Parsed<DnsMessage> decode_dns(core::Bytes bytes);

/// "A", "ANY", "TXT"; "TYPE65280" for one without a name here (RFC 3597 section 5).
std::string dns_type_name(std::uint16_t type);

}  // namespace hitme::wire
