// SPDX-License-Identifier: Apache-2.0
// SMB2 LOCK: ranges of an open file's bytes to be locked or unlocked.
//
// What     [MS-SMB2] 2.2.26 (request); its response is encode_smb2_empty.
// Bytes    little-endian.
// Limits   max_smb2_lock_elements.
// Pure     values only.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

constexpr std::size_t max_smb2_lock_elements = 64;  // ours; clients send one

// Flags of an element ([MS-SMB2] 2.2.26.1).
constexpr std::uint32_t smb2_lock_shared = 0x01;
constexpr std::uint32_t smb2_lock_exclusive = 0x02;
constexpr std::uint32_t smb2_lock_unlock = 0x04;
constexpr std::uint32_t smb2_lock_fail_immediately = 0x10;

struct Smb2LockElement {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint32_t flags = 0;
};

struct Smb2LockRequest {
    std::uint16_t count = 0;  ///< as sent; of more than max_smb2_lock_elements the first are read
    Smb2FileId file;
    std::vector<Smb2LockElement> elements;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 48).
core::Parsed<Smb2LockRequest> decode_smb2_lock_request(core::Bytes message);

/// Appends the body that follows a 64-byte header; LockCount is that of the elements.
void encode_smb2_lock_request(core::ByteVector& out, const Smb2LockRequest& request);

}  // namespace hitme::wire
