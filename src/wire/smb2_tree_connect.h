// SPDX-License-Identifier: Apache-2.0
// SMB2 TREE_CONNECT.
//
// What     [MS-SMB2] 2.2.9 (request; with the extension of 3.1.1 its path is found too), 2.2.10 (response).
// Bytes    little-endian, offsets from the header; the path is UTF-16LE, \\HOST\SHARE.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

struct Smb2TreeConnectRequest {
    std::uint16_t flags = 0;  ///< 4: an extension stands before the path (3.1.1)
    core::Bytes path;         ///< UTF-16LE
};

enum class Smb2ShareType : std::uint8_t { disk = 1, pipe = 2, print = 3 };

struct Smb2TreeConnectResponse {
    Smb2ShareType share_type = Smb2ShareType::disk;  ///< any number
    std::uint32_t share_flags = 0;
    std::uint32_t capabilities = 0;
    std::uint32_t maximal_access = 0;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 9, or 16 in the response).
core::Parsed<Smb2TreeConnectRequest> decode_smb2_tree_connect_request(core::Bytes message);
core::Parsed<Smb2TreeConnectResponse> decode_smb2_tree_connect_response(core::Bytes message);

/// Append the body that follows a 64-byte header.
void encode_smb2_tree_connect_request(core::ByteVector& out, const Smb2TreeConnectRequest& request);
void encode_smb2_tree_connect_response(core::ByteVector& out,
                                       const Smb2TreeConnectResponse& response);

}  // namespace hitme::wire
