// SPDX-License-Identifier: Apache-2.0
// ICMP messages of both versions.
//
// What     ICMPv4 (RFC 792) and ICMPv6 (RFC 4443). An error quotes the packet that caused it; where nothing of ours
//          caused it, it is backscatter of a forged address.
// Bytes    network order.
// Pure     `body` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

enum class IcmpVersion : std::uint8_t { v4, v6 };
enum class IcmpMeaning : std::uint8_t {
    other,
    echo_request,
    echo_reply,
    error,  ///< `body` is the start of the packet that caused it
};

struct IcmpMessage {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    IcmpMeaning meaning = IcmpMeaning::other;
    std::uint16_t identifier = 0;  ///< of an echo
    core::Bytes body;              ///< after the 8 bytes of the header
};

/// Errors   truncated: shorter than 8 bytes.
core::Parsed<IcmpMessage> decode_icmp(IcmpVersion version, core::Bytes bytes);

}  // namespace hitme::wire
