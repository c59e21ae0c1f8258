// SPDX-License-Identifier: Apache-2.0
// SIP requests, one to a datagram.
//
// What     RFC 3261: Request-Line (7.1), header fields with their short names (7.3.3), folded lines (7.3.1), a body of
//          Content-Length bytes (7.4.2, 18.3).
// Limits   below.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_sip_fields = 64;  // ours

struct SipField {
    std::string_view name;   ///< as written; compare with SipRequest::field
    std::string_view value;  ///< without the spaces around it; folded lines stay as they are
    std::size_t value_offset = 0;
};

struct SipRequest {
    std::string_view method;
    std::string_view uri;
    std::vector<SipField> fields;
    std::string_view body;
    bool has_end = false;  ///< the empty line was there

    /// The first value of that field, by its long or short name, without case.
    std::string_view field(std::string_view name) const;
};

/// Errors   truncated: no line end. bad_value: "Method", "Request-URI", "SIP-Version" (a response is one too), "field-name".
///          over_limit: "header fields".
core::Parsed<SipRequest> decode_sip_request(core::Bytes datagram);

}  // namespace hitme::wire
