// SPDX-License-Identifier: Apache-2.0
// What SET_INFO and TRANS2_SET_FILE_INFORMATION carry when a file is renamed or is to go at its close.
//
// What     [MS-FSCC] 2.4.42.1 (FileRenameInformation of SMB), 2.4.42.2 (of SMB2), 2.4.11 (FileDispositionInformation); their
//          later forms, 65 and 64, whose flags stand where the first bytes are.
// Bytes    little-endian, UTF-16LE.
// Pure     the name points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

// Information classes ([MS-FSCC] 2.4).
constexpr std::uint8_t file_rename_class = 10;
constexpr std::uint8_t file_disposition_class = 13;
constexpr std::uint8_t file_disposition_ex_class = 64;
constexpr std::uint8_t file_rename_ex_class = 65;

enum class FileRenameForm : std::uint8_t { smb1, smb2 };

struct FileRename {
    core::Bytes name;  ///< the new one, UTF-16LE, as sent: with or without a backslash in front
};

struct FileDisposition {
    bool deletes = false;  ///< the file goes when its last open is closed
};

/// Errors   truncated "ReplaceIfExists", "FileNameLength", "FileName".
core::Parsed<FileRename> decode_file_rename(core::Bytes buffer, FileRenameForm form);
/// Errors   truncated "DeletePending".
core::Parsed<FileDisposition> decode_file_disposition(core::Bytes buffer);

}  // namespace hitme::wire
