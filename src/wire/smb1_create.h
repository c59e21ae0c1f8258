// SPDX-License-Identifier: Apache-2.0
// SMB1 NT_CREATE_ANDX 0xA2 and OPEN_ANDX 0x2D: opening files and pipes; and what else opens files: OPEN 0x02, CREATE 0x03,
// CREATE_NEW 0x0F, TRANS2_OPEN2, NT_TRANSACT_CREATE.
//
// What     [MS-CIFS] 2.2.4.64, 2.2.4.41, 2.2.4.3, 2.2.4.4, 2.2.4.16, 2.2.6.1, 2.2.7.1; [MS-SMB] 2.2.4.9.
// Bytes    little-endian; the name is aligned to two bytes from the header when it is UTF-16.
#pragma once

#include <cstdint>
#include <string>

#include "wire/smb1_header.h"

namespace hitme::wire {

// CreateDisposition ([MS-CIFS] 2.2.4.64.1).
constexpr std::uint32_t disposition_supersede = 0;
constexpr std::uint32_t disposition_open = 1;
constexpr std::uint32_t disposition_create = 2;
constexpr std::uint32_t disposition_open_if = 3;
constexpr std::uint32_t disposition_overwrite = 4;
constexpr std::uint32_t disposition_overwrite_if = 5;
// CreateOptions.
constexpr std::uint32_t option_directory_file = 0x00000001;
constexpr std::uint32_t option_delete_on_close = 0x00001000;

/// All of them in the terms of NT_CREATE_ANDX.
struct Smb1CreateRequest {
    std::uint32_t flags = 0;
    std::uint32_t root_fid = 0;
    std::uint32_t desired_access = 0;
    std::uint64_t allocation_size = 0;
    std::uint32_t file_attributes = 0;
    std::uint32_t share_access = 0;
    std::uint32_t disposition = disposition_open;
    std::uint32_t options = 0;
    std::uint32_t impersonation_level = 0;
    std::string name;        ///< UTF-8, as sent: "\\BROWSER", "\\\\BROWSER", "browser"
    core::Bytes name_bytes;  ///< as it lies on the wire
};

/// Errors   bad_value "WordCount", "BufferFormat" (OPEN, CREATE, CREATE_NEW). truncated "FileName".
core::Parsed<Smb1CreateRequest> decode_smb1_create(const Smb1Message& message,
                                                   const Smb1Block& block);

/// TRANS2_OPEN2, which stands in a transaction's parameters.
/// Errors   truncated.
core::Parsed<Smb1CreateRequest> decode_smb1_open2(core::Bytes parameters, SmbText encoding);
/// FID of its answer. Errors: truncated.
core::Parsed<std::uint16_t> decode_smb1_open2_reply(core::Bytes parameters);

/// NT_TRANSACT_CREATE, which stands in a transaction's parameters, with a security descriptor in its data.
/// Errors   truncated.
core::Parsed<Smb1CreateRequest> decode_smb1_nt_transact_create(core::Bytes parameters,
                                                               SmbText encoding);
/// FID of its answer. Errors: truncated.
core::Parsed<std::uint16_t> decode_smb1_nt_transact_create_reply(core::Bytes parameters);

struct Smb1CreateReply {
    std::uint8_t oplock_level = 0;
    std::uint16_t fid = 0;
    std::uint32_t action = 1;      ///< 1 opened, 2 created, 3 overwritten
    std::uint64_t write_time = 0;  ///< FILETIME, for all four times
    std::uint32_t file_attributes = 0x80;
    std::uint64_t allocation_size = 0;
    std::uint64_t end_of_file = 0;
    std::uint16_t resource_type = 0;   ///< 0 disk, 2 pipe in message mode
    std::uint16_t nm_pipe_status = 0;  ///< 0x05FF for a pipe in message mode
    bool is_directory = false;
};
/// Reads replies of all commands; of OPEN, CREATE and CREATE_NEW the FID.
core::Parsed<Smb1CreateReply> decode_smb1_create_reply(const Smb1Message& message,
                                                       const Smb1Block& block);

}  // namespace hitme::wire
