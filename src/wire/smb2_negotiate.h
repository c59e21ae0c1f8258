// SPDX-License-Identifier: Apache-2.0
// SMB2 NEGOTIATE.
//
// What     [MS-SMB2] 2.2.3 (request), 2.2.3.1 (contexts), 2.2.4 (response), 2.2.4.1.
// Bytes    little-endian, offsets from the header; contexts begin at multiples of 8.
// Limits   max_smb2_dialects, max_smb2_contexts, max_smb2_context_values.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_smb2_dialects = 64;        // ours; five exist, clients send ten at most
constexpr std::size_t max_smb2_contexts = 16;        // ours; seven kinds exist
constexpr std::size_t max_smb2_context_values = 32;  // ours: algorithms in one context

constexpr std::uint16_t smb2_dialect_wildcard = 0x02FF;  ///< answers "SMB 2.???"

/// "3.1.1", as people write it ([MS-SMB2] 1.7); of a number that is no dialect "0x0222".
std::string smb2_dialect_name(std::uint16_t dialect);

enum class Smb2ContextType : std::uint16_t {
    preauth_integrity = 1,
    encryption = 2,
    compression = 3,
    netname = 5,
    transport = 6,
    rdma_transform = 7,
    signing = 8,
};

struct Smb2NegotiateContext {
    Smb2ContextType type = Smb2ContextType::preauth_integrity;  ///< any number
    core::Bytes data;
    /// Of preauth (hashes), encryption (ciphers), compression and signing (algorithms).
    std::vector<std::uint16_t> values;
    core::Bytes salt;                     ///< of preauth
    core::Bytes netname;                  ///< of netname: UTF-16LE
    std::uint32_t compression_flags = 0;  ///< of compression: 1 chained
    bool well_formed = true;              ///< its data holds what its kind declares
};

constexpr std::uint16_t smb2_preauth_sha512 = 1;

struct Smb2NegotiateRequest {
    std::uint16_t security_mode = 0;  ///< 1 signing enabled, 2 required
    std::uint32_t capabilities = 0;
    std::array<std::uint8_t, 16> client_guid{};
    std::vector<std::uint16_t> dialects;
    std::vector<Smb2NegotiateContext> contexts;  ///< with 0x0311 among the dialects
    std::uint64_t client_start_time = 0;         ///< without 0x0311; always 0 in real clients
};

/// `message` from the first byte of the header.
/// Errors   truncated; bad_value: "StructureSize" (not 36), "NegotiateContextOffset"; over_limit: "DialectCount",
///          "NegotiateContextCount".
core::Parsed<Smb2NegotiateRequest> decode_smb2_negotiate_request(core::Bytes message);

struct Smb2NegotiateResponse {
    std::uint16_t security_mode = 0;
    std::uint16_t dialect = 0;
    std::array<std::uint8_t, 16> server_guid{};
    std::uint32_t capabilities = 0;
    std::uint32_t max_transact = 0;
    std::uint32_t max_read = 0;
    std::uint32_t max_write = 0;
    std::uint64_t system_time = 0;  ///< FILETIME
    std::uint64_t start_time = 0;   ///< FILETIME; 0 in later systems
    core::Bytes security_blob;
    std::vector<Smb2NegotiateContext> contexts;  ///< of 0x0311
};

/// Errors   truncated; bad_value: "StructureSize" (not 65); over_limit: "NegotiateContextCount".
core::Parsed<Smb2NegotiateResponse> decode_smb2_negotiate_response(core::Bytes message);

/// Appends the body that follows a 64-byte header. Of contexts `type` and `data` are written.
void encode_smb2_negotiate_response(core::ByteVector& out, const Smb2NegotiateResponse& response);
void encode_smb2_negotiate_request(core::ByteVector& out, const Smb2NegotiateRequest& request);

/// The data of a preauthentication context with SHA-512 and this salt.
core::ByteVector smb2_preauth_context_data(core::Bytes salt);
/// The data of an encryption context with this cipher alone, as a server answers.
core::ByteVector smb2_encryption_context_data(std::uint16_t cipher);

}  // namespace hitme::wire
