// SPDX-License-Identifier: Apache-2.0
// LOCK of the SMB2 decoy: ranges of bytes that a connection's opens lock against one another.
//
// What     [MS-SMB2] 3.3.5.14 (what is refused), statuses as smbd 4.17.12 gives them.
// Bounds   max_locked_ranges of an open, wire::max_smb2_lock_elements of a request.
#pragma once

#include <cstdint>

#include "dialogue/smb/state.h"
#include "wire/smb2_lock.h"

namespace hitme::dialogue::smb {

/// What an element names, as it is kept.
LockedRange range_of(const wire::Smb2LockElement& element);

/// Locks or unlocks on the open `key`: a status, or STATUS_PENDING where a lock has to wait for another.
std::uint32_t lock_ranges(State& state, std::uint64_t key, const wire::Smb2LockRequest& request);

}  // namespace hitme::dialogue::smb
