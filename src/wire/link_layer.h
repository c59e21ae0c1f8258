// SPDX-License-Identifier: Apache-2.0
// Link layers: from a captured frame to the network packet inside.
//
// What     Ethernet II with 802.1Q and 802.1ad tags, Linux cooked v1 and v2, raw IP, BSD null and OpenBSD loop
//          (tcpdump.org/linktypes.html).
// Bytes    network order, but for the null header, which has the order of the machine that captured.
// Limits   max_vlan_tags = 4 (ours: two are in use, more is somebody's game).
// Pure     `payload` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

/// LINKTYPE_ numbers as capture files write them.
enum class LinkType : std::uint16_t {
    null = 0,
    ethernet = 1,
    raw_bsd = 12,  ///< DLT_RAW where an old libpcap wrote the number of its own system
    raw_openbsd = 14,
    raw = 101,
    loop = 108,
    linux_cooked = 113,
    ipv4 = 228,
    ipv6 = 229,
    linux_cooked_v2 = 276,
};

constexpr std::uint16_t ether_type_ipv4 = 0x0800;
constexpr std::uint16_t ether_type_ipv6 = 0x86DD;
constexpr int max_vlan_tags = 4;

struct Frame {
    std::uint16_t ether_type = 0;  ///< of the payload; 0 where the frame has none (802.3 length)
    std::uint16_t vlan = 0;        ///< identifier of the outermost tag; 0 without
    core::Bytes payload;
};

/// Decodes one frame.
/// Errors   truncated: shorter than its header. over_limit: too many tags. unsupported: another link type.
core::Parsed<Frame> decode_frame(LinkType link, core::Bytes bytes);

}  // namespace hitme::wire
