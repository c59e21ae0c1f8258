// SPDX-License-Identifier: Apache-2.0
// NetBIOS session service: the frames that carry SMB over TCP.
//
// What     RFC 1002 section 4.3 (port 139); [MS-SMB2] 2.1 and [MS-SMB] 2.1 (port 445: only type 0x00, length of 24 bits).
// Bytes    big-endian length that does not count the four bytes of the header.
// Split    take_frame() looks at the front of a buffer that may end anywhere.
// Limits   max_netbios_frame; a longer declared length is over_limit, and the stream cannot be followed further.
// Pure     `payload` points into the caller's bytes.
#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

/// Ours: what Windows takes for SMB1 is 0x1FFFF, for SMB2 8 MiB and more; no decoy needs longer messages than this.
constexpr std::size_t max_netbios_frame = 0x0011'FFFF;
constexpr std::size_t netbios_header_bytes = 4;

enum class NetbiosType : std::uint8_t {
    message = 0x00,
    request = 0x81,
    positive_response = 0x82,
    negative_response = 0x83,
    retarget_response = 0x84,
    keepalive = 0x85,
};

struct NetbiosFrame {
    NetbiosType type = NetbiosType::message;
    core::Bytes payload;
    std::size_t consumed = 0;  ///< header and payload
};

/// The frame in front of `bytes`.
/// Errors   need_more: the frame is not complete. bad_value: "TYPE" unknown. over_limit: "LENGTH".
core::Parsed<NetbiosFrame> take_frame(core::Bytes bytes);

/// The length that the header in front declares, for a frame that is not complete; need_more below four bytes.
core::Parsed<std::size_t> declared_length(core::Bytes bytes);

/// The called name of a session request (RFC 1002 section 4.3.2), decoded from its half-ASCII form.
struct NetbiosRequest {
    std::string called;
    std::string calling;
};
core::Parsed<NetbiosRequest> decode_netbios_request(core::Bytes payload);

/// Appends header and payload.
void encode_netbios_frame(core::ByteVector& out, NetbiosType type, core::Bytes payload);

}  // namespace hitme::wire
