// SPDX-License-Identifier: Apache-2.0
// SMB2 IOCTL: pipe calls, DFS referrals, checks of the negotiation.
//
// What     [MS-SMB2] 2.2.31, 2.2.31.4 (VALIDATE_NEGOTIATE_INFO), 2.2.32, 2.2.32.6; [MS-FSCC] 2.3 for the code numbers.
// Bytes    little-endian, offsets from the header.
// Limits   max_smb2_dialects (smb2_negotiate.h) in VALIDATE_NEGOTIATE_INFO.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

constexpr std::uint32_t fsctl_dfs_get_referrals = 0x0006'0194;
constexpr std::uint32_t fsctl_dfs_get_referrals_ex = 0x0006'01B0;
constexpr std::uint32_t fsctl_pipe_peek = 0x0011'400C;
constexpr std::uint32_t fsctl_pipe_wait = 0x0011'0018;
constexpr std::uint32_t fsctl_pipe_transceive = 0x0011'C017;
constexpr std::uint32_t fsctl_query_network_interfaces = 0x0014'01FC;
constexpr std::uint32_t fsctl_validate_negotiate_info = 0x0014'0204;

/// "FSCTL_PIPE_TRANSCEIVE"; "UNKNOWN" for one beyond the table.
const char* name_of_fsctl(std::uint32_t code);

struct Smb2IoctlRequest {
    std::uint32_t code = 0;
    Smb2FileId file;
    core::Bytes input;
    std::uint32_t max_input_response = 0;
    std::uint32_t max_output_response = 0;
    std::uint32_t flags = 0;  ///< 1: FSCTL, 0: IOCTL
};

struct Smb2IoctlResponse {
    std::uint32_t code = 0;
    Smb2FileId file;
    core::Bytes input;
    core::Bytes output;
    std::uint32_t flags = 0;
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 57, or 49 in the response).
core::Parsed<Smb2IoctlRequest> decode_smb2_ioctl_request(core::Bytes message);
core::Parsed<Smb2IoctlResponse> decode_smb2_ioctl_response(core::Bytes message);

/// Append the body that follows a 64-byte header. A response is written with its output alone.
void encode_smb2_ioctl_request(core::ByteVector& out, const Smb2IoctlRequest& request);
void encode_smb2_ioctl_response(core::ByteVector& out, const Smb2IoctlResponse& response);

struct ValidateNegotiateInfo {
    std::uint32_t capabilities = 0;
    std::array<std::uint8_t, 16> guid{};
    std::uint16_t security_mode = 0;
    std::vector<std::uint16_t> dialects;  ///< of a request; one in a response
};
/// Errors   truncated; over_limit: "DialectCount".
core::Parsed<ValidateNegotiateInfo> decode_validate_negotiate_request(core::Bytes input);
/// Appends the 24 bytes of [MS-SMB2] 2.2.32.6; the first of `dialects` is the chosen one.
void encode_validate_negotiate_response(core::ByteVector& out, const ValidateNegotiateInfo& info);

}  // namespace hitme::wire
