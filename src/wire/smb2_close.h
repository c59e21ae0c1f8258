// SPDX-License-Identifier: Apache-2.0
// SMB2 CLOSE and FLUSH, which both name one open file.
//
// What     [MS-SMB2] 2.2.15 and 2.2.16 (CLOSE), 2.2.17 (FLUSH request; its response is encode_smb2_empty).
// Bytes    little-endian.
// Pure     values only.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_create.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

constexpr std::uint16_t smb2_close_wants_attributes = 1;

struct Smb2CloseRequest {
    std::uint16_t flags = 0;
    Smb2FileId file;
};

struct Smb2CloseResponse {
    std::uint16_t flags = 0;  ///< 1: facts are given; else they are zero
    Smb2FileFacts facts;
};

struct Smb2FlushRequest {
    Smb2FileId file;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 24, or 60 in the response).
core::Parsed<Smb2CloseRequest> decode_smb2_close_request(core::Bytes message);
core::Parsed<Smb2CloseResponse> decode_smb2_close_response(core::Bytes message);
core::Parsed<Smb2FlushRequest> decode_smb2_flush_request(core::Bytes message);

/// Append the body that follows a 64-byte header.
void encode_smb2_close_request(core::ByteVector& out, const Smb2CloseRequest& request);
void encode_smb2_close_response(core::ByteVector& out, const Smb2CloseResponse& response);

}  // namespace hitme::wire
