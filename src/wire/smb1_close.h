// SPDX-License-Identifier: Apache-2.0
// Small SMB1 commands: CLOSE 0x04, FLUSH 0x05, ECHO 0x2B, and those on a path alone (DELETE 0x06, CREATE_DIRECTORY 0x00,
// DELETE_DIRECTORY 0x01, CHECK_DIRECTORY 0x10, QUERY_INFORMATION 0x08) or on two (RENAME 0x07, NT_RENAME 0xA5).
// TREE_DISCONNECT 0x71 and LOGOFF_ANDX 0x74 have no content beyond their header.
//
// What     [MS-CIFS] 2.2.4.5, 2.2.4.6, 2.2.4.39, 2.2.4.7, 2.2.4.1, 2.2.4.2, 2.2.4.17, 2.2.4.9, 2.2.4.8, 2.2.4.66.
#pragma once

#include <cstdint>
#include <string>

#include "wire/smb1_header.h"

namespace hitme::wire {

/// FID of a CLOSE or FLUSH, or of any command whose first word it is. Errors: bad_value "WordCount".
core::Parsed<std::uint16_t> decode_smb1_fid(const Smb1Message& message, const Smb1Block& block);

struct Smb1Echo {
    std::uint16_t echo_count = 0;
    core::Bytes data;
};
core::Parsed<Smb1Echo> decode_smb1_echo(const Smb1Message& message, const Smb1Block& block);

/// The path of a command that carries 0x04 and a path (UTF-8); two for RENAME and NT_RENAME.
struct Smb1Paths {
    std::string path;
    std::string new_path;
};
/// Errors   bad_value "BufferFormat".
core::Parsed<Smb1Paths> decode_smb1_paths(const Smb1Message& message, const Smb1Block& block);

}  // namespace hitme::wire
