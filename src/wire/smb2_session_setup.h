// SPDX-License-Identifier: Apache-2.0
// SMB2 SESSION_SETUP.
//
// What     [MS-SMB2] 2.2.5 (request), 2.2.6 (response).
// Bytes    little-endian, offsets from the header. The blob is SPNEGO (spnego.h) or bare NTLMSSP (ntlmssp.h).
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

struct Smb2SessionSetupRequest {
    std::uint8_t flags = 0;  ///< 1: binding of a further channel
    std::uint8_t security_mode = 0;
    std::uint32_t capabilities = 0;
    std::uint64_t previous_session_id = 0;
    core::Bytes security_blob;
};

constexpr std::uint16_t smb2_session_is_guest = 1;
constexpr std::uint16_t smb2_session_is_null = 2;
constexpr std::uint16_t smb2_session_encrypts = 4;

struct Smb2SessionSetupResponse {
    std::uint16_t session_flags = 0;
    core::Bytes security_blob;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 25, or 9 in the response).
core::Parsed<Smb2SessionSetupRequest> decode_smb2_session_setup_request(core::Bytes message);
core::Parsed<Smb2SessionSetupResponse> decode_smb2_session_setup_response(core::Bytes message);

/// Append the body that follows a 64-byte header.
void encode_smb2_session_setup_request(core::ByteVector& out,
                                       const Smb2SessionSetupRequest& request);
void encode_smb2_session_setup_response(core::ByteVector& out,
                                        const Smb2SessionSetupResponse& response);

}  // namespace hitme::wire
