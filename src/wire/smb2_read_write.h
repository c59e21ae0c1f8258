// SPDX-License-Identifier: Apache-2.0
// SMB2 READ and WRITE.
//
// What     [MS-SMB2] 2.2.19 to 2.2.22.
// Bytes    little-endian, offsets from the header.
// Pure     `data` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

struct Smb2ReadRequest {
    std::uint32_t length = 0;
    std::uint64_t offset = 0;
    Smb2FileId file;
    std::uint32_t minimum_count = 0;
};

struct Smb2ReadResponse {
    core::Bytes data;
    std::uint32_t remaining = 0;
};

struct Smb2WriteRequest {
    std::uint64_t offset = 0;
    Smb2FileId file;
    std::uint32_t flags = 0;
    std::uint32_t declared = 0;  ///< Length; data may be shorter only when the message is cut
    core::Bytes data;
};

struct Smb2WriteResponse {
    std::uint32_t count = 0;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (49 for requests, 17 for responses).
core::Parsed<Smb2ReadRequest> decode_smb2_read_request(core::Bytes message);
core::Parsed<Smb2ReadResponse> decode_smb2_read_response(core::Bytes message);
core::Parsed<Smb2WriteRequest> decode_smb2_write_request(core::Bytes message);
core::Parsed<Smb2WriteResponse> decode_smb2_write_response(core::Bytes message);

/// Append the body that follows a 64-byte header.
void encode_smb2_read_request(core::ByteVector& out, const Smb2ReadRequest& request);
void encode_smb2_read_response(core::ByteVector& out, const Smb2ReadResponse& response);
void encode_smb2_write_request(core::ByteVector& out, const Smb2WriteRequest& request);
void encode_smb2_write_response(core::ByteVector& out, const Smb2WriteResponse& response);

}  // namespace hitme::wire
