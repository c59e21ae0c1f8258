// SPDX-License-Identifier: Apache-2.0
// SMB2 QUERY_DIRECTORY, QUERY_INFO and SET_INFO.
//
// What     [MS-SMB2] 2.2.33, 2.2.34, 2.2.37 to 2.2.40; classes by [MS-FSCC] 2.4 (files) and 2.5 (volumes).
// Bytes    little-endian, offsets from the header; the pattern is UTF-16LE.
// Pure     views point into the caller's bytes. What the buffers hold is made by who answers.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

constexpr std::uint8_t smb2_restart_scans = 0x01;
constexpr std::uint8_t smb2_return_single_entry = 0x02;
constexpr std::uint8_t smb2_reopen = 0x10;

struct Smb2QueryDirectoryRequest {
    std::uint8_t information_class = 0;  ///< 1, 2, 3, 12, 37, 38
    std::uint8_t flags = 0;
    std::uint32_t file_index = 0;
    Smb2FileId file;
    core::Bytes pattern;  ///< UTF-16LE
    std::uint32_t output_length = 0;
};

enum class Smb2InfoType : std::uint8_t { file = 1, filesystem = 2, security = 3, quota = 4 };

struct Smb2QueryInfoRequest {
    Smb2InfoType type = Smb2InfoType::file;  ///< any number
    std::uint8_t information_class = 0;
    std::uint32_t output_length = 0;
    core::Bytes input;
    std::uint32_t additional = 0;
    std::uint32_t flags = 0;
    Smb2FileId file;
};

struct Smb2SetInfoRequest {
    Smb2InfoType type = Smb2InfoType::file;  ///< any number
    std::uint8_t information_class = 0;
    core::Bytes buffer;
    std::uint32_t additional = 0;
    Smb2FileId file;
};

/// QUERY_DIRECTORY and QUERY_INFO answer alike.
struct Smb2QueryResponse {
    core::Bytes buffer;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (33, 41, 33; 9 in responses).
core::Parsed<Smb2QueryDirectoryRequest> decode_smb2_query_directory_request(core::Bytes message);
core::Parsed<Smb2QueryInfoRequest> decode_smb2_query_info_request(core::Bytes message);
core::Parsed<Smb2SetInfoRequest> decode_smb2_set_info_request(core::Bytes message);
core::Parsed<Smb2QueryResponse> decode_smb2_query_response(core::Bytes message);

/// Append the body that follows a 64-byte header.
void encode_smb2_query_directory_request(core::ByteVector& out,
                                         const Smb2QueryDirectoryRequest& request);
void encode_smb2_query_info_request(core::ByteVector& out, const Smb2QueryInfoRequest& request);
void encode_smb2_set_info_request(core::ByteVector& out, const Smb2SetInfoRequest& request);
void encode_smb2_query_response(core::ByteVector& out, const Smb2QueryResponse& response);
/// StructureSize 2 and nothing else ([MS-SMB2] 2.2.40).
void encode_smb2_set_info_response(core::ByteVector& out);

}  // namespace hitme::wire
