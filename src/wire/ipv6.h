// SPDX-License-Identifier: Apache-2.0
// IPv6 header and its extension headers.
//
// What     RFC 8200: header (section 3), hop-by-hop, routing, fragment and destination options (section 4);
//          authentication header (RFC 4302), mobility (RFC 6275), HIP (RFC 7401) and Shim6 (RFC 5533) are passed over.
// Bytes    network order. A payload length of 0 is a jumbogram (RFC 2675) or offloading: the rest is the payload.
// Limits   max_extension_headers = 8 (ours: RFC 8200 section 4.1 lists seven places).
// Pure     `payload` points into the caller's bytes.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "wire/ipv4.h"

namespace hitme::wire {

constexpr int max_extension_headers = 8;

/// Errors   truncated: shorter than its headers. bad_value: "Version". over_limit: too many extension headers.
core::Parsed<IpPacket> decode_ipv6(core::Bytes bytes);

}  // namespace hitme::wire
