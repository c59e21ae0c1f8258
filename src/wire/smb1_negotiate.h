// SPDX-License-Identifier: Apache-2.0
// SMB1 NEGOTIATE 0x72.
//
// What     [MS-CIFS] 2.2.4.52; with extended security [MS-SMB] 2.2.4.5.
// Bytes    request: WordCount 0, then strings of 0x02, OEM text, NUL. Reply: WordCount 17 (NT LM 0.12), 13 (LAN Manager) or 1.
// Limits   max_dialects (ours: the longest list seen has twelve); the rest is counted, not kept.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "wire/smb1_header.h"
#include "wire/smb1_writer.h"

namespace hitme::wire {

constexpr std::size_t max_dialects = 32;
constexpr std::uint16_t no_dialect = 0xFFFF;

struct Smb1NegotiateRequest {
    std::array<std::string_view, max_dialects> names{};  ///< raw bytes of the client, without NUL
    std::size_t count = 0;
    std::size_t not_kept = 0;

    std::span<const std::string_view> dialects() const { return {names.data(), count}; }
    /// Place of `name` in the list; no_dialect when it is not there.
    std::uint16_t index_of(std::string_view name) const;
};

/// Errors   truncated: the last string has no NUL ("DialectName"), or bytes are missing. bad_value "BufferFormat": not 0x02.
core::Parsed<Smb1NegotiateRequest> decode_smb1_negotiate(const Smb1Message& message,
                                                         const Smb1Block& block);

struct Smb1NegotiateReply {
    std::uint8_t word_count = 0;
    std::uint16_t dialect_index = no_dialect;
    std::uint8_t security_mode = 0;
    std::uint16_t max_mpx_count = 0;
    std::uint16_t max_number_vcs = 1;
    std::uint32_t max_buffer_size = 0;
    std::uint32_t max_raw_size = 0;
    std::uint32_t session_key = 0;
    std::uint32_t capabilities = 0;
    std::uint64_t system_time = 0;  ///< FILETIME: 100 ns since 1601-01-01 UTC
    std::int16_t server_time_zone = 0;
    core::Bytes challenge;  ///< without extended security, mostly eight bytes
    std::string domain;
    std::string server;
    std::array<std::uint8_t, 16> server_guid{};  ///< with extended security
    core::Bytes security_blob;                   ///< with extended security
};

constexpr std::uint32_t smb1_cap_extended_security = 0x8000'0000;

/// Only WordCount 17 and 1 are read; else bad_value "WordCount".
core::Parsed<Smb1NegotiateReply> decode_smb1_negotiate_reply(const Smb1Message& message,
                                                             const Smb1Block& block);

/// Requests and replies as one message each, header included.
core::ByteVector encode_smb1_negotiate(const Smb1Header& header,
                                       std::span<const std::string_view> dialects);
/// The reply alone, for whoever writes the message.
void write_smb1_negotiate_reply(Smb1Writer& writer, const Smb1Header& header,
                                const Smb1NegotiateReply& reply);
core::ByteVector encode_smb1_negotiate_reply(const Smb1Header& header,
                                             const Smb1NegotiateReply& reply);

}  // namespace hitme::wire
