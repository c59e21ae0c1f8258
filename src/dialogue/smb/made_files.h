// SPDX-License-Identifier: Apache-2.0
// What lies in the files that a client made: their sizes, and of small ones the bytes, so that they can be read back.
//
// Bounds   max_kept_contents of a connection. A file that would pass it is a size from then on, and is locked for reading, as a
//          file is while a virus scanner has it; what was kept of it is given up.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/smb/state.h"

namespace hitme::dialogue::smb {

// Ours: enough for what is written to see whether it can be; a session in progress may hold 8 KiB in all.
constexpr std::size_t max_kept_contents = 2 << 10;

/// Puts bytes into the file and counts them.
void write_made(State& state, CreatedFile& file, std::uint64_t offset, core::Bytes data,
                core::Time now);
/// Makes the file so long; what is new in it is zero.
void resize_made(State& state, CreatedFile& file, std::uint64_t size);
/// At most `most` bytes from `offset` on, none behind the end; nothing where the bytes are not kept.
std::optional<core::Bytes> read_made(const CreatedFile& file, std::uint64_t offset,
                                     std::size_t most);

}  // namespace hitme::dialogue::smb
