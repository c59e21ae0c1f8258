// SPDX-License-Identifier: Apache-2.0
// Arguments of the Server service's calls.
//
// What     [MS-SRVS] 3.1.4, 4b324fc8-1670-01d3-1278-5a47bf6ee188 3.0: NetrSessionEnum 12, NetrShareEnum 15 (and
//          NetrShareEnumSticky 36), NetrShareGetInfo 16, NetrServerGetInfo 21, NetprPathCanonicalize 31, NetprPathCompare 32.
// Bytes    NDR stubs in either order (wire/ndr.h).
// Depth    as deep as a decoy's answer and a rule need: of the containers only level and what selects.
// Pure     texts point into the caller's bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/ndr.h"

namespace hitme::wire {

// Operation numbers ([MS-SRVS] 3.1.4).
constexpr std::uint16_t netr_connection_enum = 8;
constexpr std::uint16_t netr_file_enum = 9;
constexpr std::uint16_t netr_session_enum = 12;
constexpr std::uint16_t netr_share_enum = 15;
constexpr std::uint16_t netr_share_get_info = 16;
constexpr std::uint16_t netr_server_get_info = 21;
constexpr std::uint16_t netr_server_statistics_get = 24;
constexpr std::uint16_t netr_remote_tod = 28;
constexpr std::uint16_t netpr_path_canonicalize = 31;
constexpr std::uint16_t netpr_path_compare = 32;
constexpr std::uint16_t netr_share_enum_sticky = 36;

/// NetprPathCanonicalize (3.1.4.30) and NetprPathCompare (3.1.4.31).
struct PathCall {
    NdrText server;                 ///< ServerName; empty where NULL
    NdrText path;                   ///< PathName, PathName1
    std::optional<NdrText> second;  ///< PathName2 of NetprPathCompare
    std::optional<NdrText> prefix;  ///< Prefix of NetprPathCanonicalize
    std::uint32_t out_length = 0;   ///< OutbufLen
    std::uint32_t path_type = 0;
    std::uint32_t flags = 0;
    core::Bytes stub;  ///< all of it, for a raw search
};
/// Errors   truncated, bad_value, over_limit; bad_value "opnum" for another operation.
core::Parsed<PathCall> decode_path_call(std::uint16_t opnum, core::Bytes stub, ByteOrder order,
                                        NdrForm form = NdrForm::ndr);

/// NetrShareEnum (3.1.4.8): ServerName, InfoStruct{Level, ShareInfo}, PreferedMaximumLength, ResumeHandle.
struct ShareEnumCall {
    NdrText server;
    std::uint32_t level = 0;
    std::uint32_t preferred_maximum = 0;
    std::optional<std::uint32_t> resume;
};
core::Parsed<ShareEnumCall> decode_share_enum(core::Bytes stub, ByteOrder order,
                                              NdrForm form = NdrForm::ndr);

/// NetrShareGetInfo (3.1.4.10).
struct ShareInfoCall {
    NdrText server;
    NdrText share;
    std::uint32_t level = 0;
};
core::Parsed<ShareInfoCall> decode_share_get_info(core::Bytes stub, ByteOrder order,
                                                  NdrForm form = NdrForm::ndr);

/// NetrServerGetInfo (3.1.4.17); NetrWkstaGetInfo of [MS-WKST] 3.2.4.1 has the same shape.
struct ServerInfoCall {
    NdrText server;
    std::uint32_t level = 0;
};
core::Parsed<ServerInfoCall> decode_server_get_info(core::Bytes stub, ByteOrder order,
                                                    NdrForm form = NdrForm::ndr);

/// NetrSessionEnum (3.1.4.5).
struct SessionEnumCall {
    NdrText server;
    NdrText client;
    NdrText user;
    std::uint32_t level = 0;
    std::optional<std::uint32_t> resume;
};
core::Parsed<SessionEnumCall> decode_session_enum(core::Bytes stub, ByteOrder order,
                                                  NdrForm form = NdrForm::ndr);

}  // namespace hitme::wire
