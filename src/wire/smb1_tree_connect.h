// SPDX-License-Identifier: Apache-2.0
// SMB1 TREE_CONNECT_ANDX 0x75 and its obsolete form TREE_CONNECT 0x70.
//
// What     [MS-CIFS] 2.2.4.55 and 2.2.4.50; [MS-SMB] 2.2.4.7. The service is OEM text even in Unicode sessions.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/smb1_header.h"

namespace hitme::wire {

struct Smb1TreeConnectRequest {
    std::uint16_t flags = 0;
    core::Bytes password;
    std::string path;        ///< UTF-8: "\\\\HOST\\SHARE"
    core::Bytes path_bytes;  ///< as it lies on the wire
    std::string service;     ///< "?????", "IPC", "A:"
};

/// Errors   bad_value "WordCount", "BufferFormat" (0x70). truncated: "Password", "Path".
core::Parsed<Smb1TreeConnectRequest> decode_smb1_tree_connect(const Smb1Message& message,
                                                              const Smb1Block& block);

/// The parts of \\HOST\SHARE, views into `path`; the whole is the share where there is no host.
struct UncPath {
    std::string_view host;
    std::string_view share;
};
UncPath split_unc(std::string_view path);

struct Smb1TreeConnectReply {
    std::uint16_t optional_support = 0;
    std::uint32_t maximal_access = 0;  ///< the extended form of seven words
    std::string service;
    std::string native_file_system;
};
core::Parsed<Smb1TreeConnectReply> decode_smb1_tree_connect_reply(const Smb1Message& message,
                                                                  const Smb1Block& block);

}  // namespace hitme::wire
