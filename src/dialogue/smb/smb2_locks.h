// SPDX-License-Identifier: Apache-2.0
// LOCK of the SMB2 decoy: ranges of bytes that a connection's opens lock against one another.
//
// What     [MS-SMB2] 2.2.26 (the request), 3.3.5.14 (what is refused), statuses as smbd 4.17.12 gives them.
// Bytes    little-endian, `message` from the first byte of the header.
// Bounds   max_locked_ranges of an open, max_lock_elements of a request.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "dialogue/smb/state.h"
#include "wire/smb2_header.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_lock_elements = 64;  // ours; clients send one

struct Smb2LockElement {
    LockedRange range;
    std::uint32_t flags = 0;
};

struct Smb2LockRequest {
    wire::Smb2FileId file;
    std::uint16_t count = 0;  ///< as sent
    std::vector<Smb2LockElement> elements;
};

/// Nothing where the body is too short, or not one of LOCK.
std::optional<Smb2LockRequest> decode_smb2_lock_request(core::Bytes message);

/// Locks or unlocks on the open `key`: a status, or STATUS_PENDING where a lock has to wait for another.
std::uint32_t lock_ranges(State& state, std::uint64_t key, const Smb2LockRequest& request);

}  // namespace hitme::dialogue::smb
