// SPDX-License-Identifier: Apache-2.0
// What QUERY_INFO and QUERY_DIRECTORY answer about files that do not exist: the buffers of [MS-FSCC].
//
// What     2.4 (file information), 2.5 (volume information), 2.4.8 and its sisters (directory entries).
// Bytes    little-endian; entries begin at multiples of 8, NextEntryOffset of the last is 0.
// Pure     values only; the volume is the machine's, not of this computer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "dialogue/smb_machine.h"
#include "wire/smb2_create.h"

namespace hitme::dialogue::smb {

// A made-up volume of 120 GB with 4 KiB clusters, a third of it in use.
constexpr std::uint64_t clusters_in_all = 31'457'023;
constexpr std::uint64_t clusters_free = 20'712'381;
constexpr std::uint32_t sectors_per_cluster = 8;
constexpr std::uint32_t bytes_per_sector = 512;

/// One name with its facts, as a listing shows it.
struct Entry {
    std::string name;  ///< UTF-8
    wire::Smb2FileFacts facts;
    std::uint64_t id = 0;
};

enum class EntryKind : std::uint8_t { file, directory, pipe };

/// File information of that class; nothing for a class that is not known (STATUS_INVALID_INFO_CLASS).
std::optional<core::ByteVector> file_information(std::uint8_t information_class, const Entry& entry,
                                                 EntryKind kind);
/// Volume information of that class for the share's volume; nothing for an unknown class.
std::optional<core::ByteVector> volume_information(std::uint8_t information_class,
                                                   const Machine& machine);
/// Bytes in front of what may be cut off where a client has no room ([MS-SMB2] 3.3.5.20.1 and .2): all of a class without names.
std::size_t fixed_part(bool of_volume, std::uint8_t information_class);
/// A security descriptor of everyone, as far as `additional` asks for it ([MS-DTYP] 2.4.6).
core::ByteVector security_information(std::uint32_t additional);

/// True for a class that append_entry writes.
bool is_directory_class(std::uint8_t information_class);
/// Appends one entry and links the one before at `previous` (no value: none) to it. False, and nothing appended, when it
/// would pass `most` bytes.
bool append_entry(core::ByteVector& out, std::uint8_t information_class, const Entry& entry,
                  std::optional<std::size_t>& previous, std::size_t most);

/// Names with * and ?, and the <, > and " that Windows makes of them ([MS-FSCC] 2.1.4.4), without case for ASCII.
bool name_matches(std::string_view pattern, std::string_view name);

}  // namespace hitme::dialogue::smb
