// SPDX-License-Identifier: Apache-2.0
// TDS, the protocol of Microsoft SQL Server: packets, PRELOGIN, LOGIN7, SQL batches and the answer to a refused login.
//
// What     [MS-TDS] 2.2.3.1 packet header, 2.2.6.5 PRELOGIN, 2.2.6.4 LOGIN7, 2.2.6.7 SQLBatch, 2.2.7.10 ERROR, 2.2.7.6 DONE.
// Bytes    packet header and PRELOGIN options big-endian, the rest little-endian, text UTF-16.
// Limits   max_tds_packet (the length has 16 bits); a message of several packets is put together by the caller.
// Pure     views point into the caller's bytes; text is copied as UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

enum class TdsType : std::uint8_t {
    sql_batch = 1,
    old_login = 2,
    rpc = 3,
    result = 4,
    attention = 6,
    bulk_load = 7,
    login7 = 0x10,
    sspi = 0x11,
    prelogin = 0x12,
};

struct TdsPacket {
    TdsType type = TdsType::prelogin;
    bool last = false;  ///< end of message
    core::Bytes payload;
    std::size_t consumed = 0;
};
/// Errors   need_more; bad_value: "Type" or "Length" below 8.
core::Parsed<TdsPacket> take_tds_packet(core::Bytes bytes);
/// Appends one packet with end of message set.
void encode_tds_packet(core::ByteVector& out, TdsType type, core::Bytes payload);

/// ENCRYPTION ([MS-TDS] 2.2.6.5).
constexpr std::uint8_t tds_encrypt_off = 0;
constexpr std::uint8_t tds_encrypt_on = 1;
constexpr std::uint8_t tds_encrypt_not_supported = 2;
constexpr std::uint8_t tds_encrypt_required = 3;
/// Set beside one of them by a client that offers a certificate.
constexpr std::uint8_t tds_encrypt_client_certificate = 0x80;
/// "off", "on, with a certificate", "not supported", "required"; others as a number.
std::string name_of_tds_encryption(std::uint8_t value);

/// Whether a PRELOGIN message, or what follows the handshake, is TLS: it begins with a content type of TLS (RFC 5246 6.2.1), which
/// is neither an option's token nor a packet's type. False for no bytes.
bool is_tds_handshake(core::Bytes payload);

struct TdsPrelogin {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint16_t build = 0;
    std::uint16_t sub_build = 0;
    std::optional<std::uint8_t> encryption;
    std::string_view instance;
    bool has_threads = false;
    bool has_mars = false;
};
core::Parsed<TdsPrelogin> decode_tds_prelogin(core::Bytes payload);
/// VERSION, ENCRYPTION, INSTOPT, THREADID and, where `answer.has_mars`, MARS.
core::ByteVector encode_tds_prelogin(const TdsPrelogin& answer);

struct TdsLogin {
    std::uint32_t version = 0;  ///< 0x74000004 and others
    std::uint32_t packet_size = 0;
    std::uint32_t client_version = 0;
    std::uint32_t client_process = 0;
    bool integrated = false;  ///< fIntSecurity: SSPI in place of a password
    std::string host;
    std::string user;
    core::ByteVector password;  ///< as text of UTF-16, deobfuscated: for its hash alone
    std::string application;
    std::string server;
    std::string library;
    std::string language;
    std::string database;
    core::Bytes sspi;
};
core::Parsed<TdsLogin> decode_tds_login(core::Bytes payload);

/// The text of a SQL batch, its ALL_HEADERS left out where they are.
core::Parsed<std::string> decode_tds_batch(core::Bytes payload);

struct TdsError {
    std::uint32_t number = 0;
    std::uint8_t state = 1;
    std::uint8_t severity = 14;
    std::string_view message;
    std::string_view server;
    std::uint32_t line = 1;
};
/// ERROR and DONE, as the payload of a result.
core::ByteVector encode_tds_refusal(const TdsError& error, std::uint32_t tds_version);
/// The first ERROR token in front of a result: number.
core::Parsed<std::uint32_t> decode_tds_error_number(core::Bytes payload);

/// UTF-16 little-endian as UTF-8; a lone surrogate becomes U+FFFD, an odd byte is left out.
std::string utf8_of_utf16(core::Bytes bytes);

}  // namespace hitme::wire
