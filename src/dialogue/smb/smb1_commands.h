// SPDX-License-Identifier: Apache-2.0
// The commands of SMB1 by number: what each needs before its words are read, and what a system says where that is missing.
//
// What     the fewest words of a request ([MS-CIFS] 2.2.4.x.1), and the table of smbd 4.17.12, whose order of checks was seen on
//          loopback (tests/end_to_end/smb_against_samba.py asks all 256 numbers of both): first whether it has the command,
//          then the tree, the user, the right to write, and what the share of pipes takes.
// Errors   as statuses of the protocol.
// Pure     nothing is kept.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/nt_status.h"

namespace hitme::dialogue::smb {

/// Words of the shortest request of that command; 0 where there are none or the number has no command.
std::uint8_t least_words(std::uint8_t command);

/// The word, from 0, in which a command of an open file that the decoy does not carry out names the file.
std::optional<std::uint8_t> fid_word(std::uint8_t command);

/// Who asks, and where.
struct Smb1Standing {
    bool has_tree = false;   ///< the header's TID is one of the connection's
    bool has_user = false;   ///< its UID too, with the logon behind it
    bool is_pipes = false;   ///< the share of the tree is IPC$
    bool may_write = false;  ///< the share can be written to
};

/// What smbd says before it reads the words of `command`; nothing where it goes on.
std::optional<wire::NtStatus> smbd_refusal(std::uint8_t command, const Smb1Standing& standing);

/// What smbd says of a command that this decoy does not carry out, asked with `words` words.
wire::NtStatus smbd_unanswered(std::uint8_t command, std::size_t words);

/// `status` as smbd says it to a client that has not said yet that it reads NT statuses: the DOS class, and the code 16 bits
/// above it ([MS-CIFS] 2.2.2.4). As it is where there is no such pair here.
wire::NtStatus dos_status(wire::NtStatus status);

}  // namespace hitme::dialogue::smb
