// SPDX-License-Identifier: Apache-2.0
// Pipes and files of an SMB1 decoy: opening, reading, writing, deleting. A file is a name, a count of bytes, and a few of them
// (made_files.h), until the connection ends.
//
// Deleting  a name that this connection has not made succeeds on a share that the client may write to: clients write in one
//           connection and delete in the next, and nothing else is there.
#pragma once

#include <string>
#include <string_view>

#include "dialogue/smb/share_paths.h"
#include "dialogue/smb/smb1_request.h"

namespace hitme::dialogue::smb {

constexpr std::size_t max_smb1_path_bytes = 512;           // ours
constexpr std::size_t max_pipe_answer = 0xFFFF;            // what a READ_ANDX reply can say
constexpr std::uint64_t allocation_unit = 4096;            // of NTFS
constexpr std::uint64_t max_file_size = 0x0FFF'FFFF'FFFF;  // NTFS with clusters of 4 KiB (16 TiB)

/// Whether whoever is logged on as `user` may connect to a share, and write to it.
bool may_connect(const State& state, const User& user, const Share& share);
bool may_write(const State& state, const User& user, const Share& share);

NtStatus answer_create(Smb1Request& request);
NtStatus answer_read(Smb1Request& request);
NtStatus answer_write(Smb1Request& request);
NtStatus answer_close(Smb1Request& request);
NtStatus answer_flush(Smb1Request& request);
NtStatus answer_delete(Smb1Request& request);
NtStatus answer_rename(Smb1Request& request);
/// CREATE_DIRECTORY, DELETE_DIRECTORY, CHECK_DIRECTORY.
NtStatus answer_directory(Smb1Request& request);
/// QUERY_INFORMATION 0x08 and QUERY_INFORMATION_DISK 0x80.
NtStatus answer_query_information(Smb1Request& request);
NtStatus answer_query_disk(Smb1Request& request);

/// What waits in the pipe of `open`, up to `most`, and whether a PDU was cut by that.
struct PipeAnswer {
    core::ByteVector bytes;
    NtStatus status = NtStatus::success;  ///< success, buffer_overflow, or pipe_empty
};
PipeAnswer take_answer(Open& open, std::size_t most);

}  // namespace hitme::dialogue::smb
