// SPDX-License-Identifier: Apache-2.0
// SMB2 CREATE: opens of files, directories and pipes.
//
// What     [MS-SMB2] 2.2.13 (request), 2.2.13.2 (contexts), 2.2.14 (response).
// Bytes    little-endian, offsets from the header; the name is UTF-16LE without a leading backslash.
// Limits   max_smb2_create_contexts.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

constexpr std::size_t max_smb2_create_contexts = 16;  // ours; about a dozen kinds exist

/// The contexts of [MS-SMB2] 2.2.13.2 that are known by name.
enum class Smb2CreateContextKind : std::uint8_t {
    other,
    extended_attributes,  ///< "ExtA"
    security_descriptor,  ///< "SecD"
    durable_request,      ///< "DHnQ"
    durable_reconnect,    ///< "DHnC"
    allocation_size,      ///< "AlSi"
    maximal_access,       ///< "MxAc"
    timewarp,             ///< "TWrp"
    disk_id,              ///< "QFid"
    lease,                ///< "RqLs", versions 1 and 2
    durable_request_2,    ///< "DH2Q"
    durable_reconnect_2,  ///< "DH2C"
    app_instance,         ///< 45BCA66A-EFA7-F749-9008-FA462E144D74
    posix,                ///< 93AD2550-9CB4-11E7-8B42-... of Unix extensions
};

struct Smb2CreateContext {
    Smb2CreateContextKind kind = Smb2CreateContextKind::other;
    core::Bytes name;
    core::Bytes data;
};

struct Smb2CreateRequest {
    std::uint8_t requested_oplock = 0;
    std::uint32_t impersonation = 0;
    std::uint32_t desired_access = 0;
    std::uint32_t attributes = 0;
    std::uint32_t share_access = 0;
    std::uint32_t disposition =
        0;  ///< 0 supersede, 1 open, 2 create, 3 open if, 4 overwrite, 5 overwrite if
    std::uint32_t options = 0;  ///< 1 directory, 0x40 not a directory, 0x1000 delete on close
    core::Bytes name;           ///< UTF-16LE
    std::vector<Smb2CreateContext> contexts;
};

// CreateOptions and dispositions that servers look at.
constexpr std::uint32_t smb2_option_directory = 0x0000'0001;
constexpr std::uint32_t smb2_option_not_directory = 0x0000'0040;
constexpr std::uint32_t smb2_option_delete_on_close = 0x0000'1000;
constexpr std::uint32_t smb2_disposition_supersede = 0;
constexpr std::uint32_t smb2_disposition_open = 1;
constexpr std::uint32_t smb2_disposition_create = 2;
constexpr std::uint32_t smb2_disposition_open_if = 3;
constexpr std::uint32_t smb2_disposition_overwrite = 4;
constexpr std::uint32_t smb2_disposition_overwrite_if = 5;

/// Four times, sizes and attributes: the same in CREATE and CLOSE responses. Times are FILETIME.
struct Smb2FileFacts {
    std::uint64_t created = 0;
    std::uint64_t accessed = 0;
    std::uint64_t written = 0;
    std::uint64_t changed = 0;
    std::uint64_t allocation_size = 0;
    std::uint64_t end_of_file = 0;
    std::uint32_t attributes = 0;  ///< 0x10 directory, 0x20 archive, 0x80 normal
};

struct Smb2CreateResponse {
    std::uint8_t oplock = 0;
    std::uint8_t flags = 0;
    std::uint32_t action = 0;  ///< 0 superseded, 1 opened, 2 created, 3 overwritten
    Smb2FileFacts facts;
    Smb2FileId file;
    std::vector<Smb2CreateContext> contexts;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 57, or 89 in the response), "CreateContextNext" (does not
///          advance); over_limit: "CreateContexts".
core::Parsed<Smb2CreateRequest> decode_smb2_create_request(core::Bytes message);
core::Parsed<Smb2CreateResponse> decode_smb2_create_response(core::Bytes message);

/// Append the body that follows a 64-byte header. Of contexts `name` and `data` are written.
void encode_smb2_create_request(core::ByteVector& out, const Smb2CreateRequest& request);
void encode_smb2_create_response(core::ByteVector& out, const Smb2CreateResponse& response);

}  // namespace hitme::wire
