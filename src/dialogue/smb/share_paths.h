// SPDX-License-Identifier: Apache-2.0
// Names on a share, for both halves: what a path may not hold, which folders a Windows has, and how made files move.
//
// What     [MS-FSCC] 2.1.5 (what a name may not hold), statuses as smbd 4.17.12 gives them (tests/end_to_end/smb_against_samba.py).
// Paths    relative to the share, in either separator, with or without one in front.
#pragma once

#include <string>
#include <string_view>

#include "dialogue/smb/state.h"
#include "wire/nt_status.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_name_characters = 255;  // of NTFS and of Unix file systems

/// Success, STATUS_OBJECT_NAME_INVALID, or STATUS_OBJECT_PATH_SYNTAX_BAD for "..". `last_matches`: the last part may be a pattern.
wire::NtStatus judge_path(std::string_view path, bool last_matches = false);

/// Folders that every Windows has below its administrative shares; all of them look empty.
bool is_system_folder(const Share& share, std::string_view path);

/// The key of State::files: share and path in lower case, without separators at its ends; "share" alone for the root.
std::string file_key(const Share& share, std::string_view path);
/// Whether the path is the root, a system folder, or a folder that the client made.
bool is_folder(const State& state, const Share& share, std::string_view path);
/// Whether the folder that the path lies in is there.
bool has_parent(const State& state, const Share& share, std::string_view path);
bool has_children(const State& state, const Share& share, std::string_view path);

/// Moves what the client made, and what it made below that. Success, STATUS_OBJECT_NAME_NOT_FOUND, _COLLISION, or
/// STATUS_OBJECT_PATH_NOT_FOUND.
wire::NtStatus rename_made(State& state, const Share& share, std::string_view from,
                           std::string_view to);

/// The last part of a path as it was written.
std::string_view last_part(std::string_view path);

}  // namespace hitme::dialogue::smb
