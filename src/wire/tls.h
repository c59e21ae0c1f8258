// SPDX-License-Identifier: Apache-2.0
// TLS as far as it is in clear: records, the ClientHello, and the fingerprints JA3 and JA4 of the client that sent it.
//
// What     RFC 8446: 5.1 records, 4.1.2 ClientHello, 4.2 extensions; RFC 6066 section 3 server_name; RFC 7301 ALPN;
//          RFC 5246 appendix E.2, the ClientHello in the form of SSL 2.0. JA3 and JA4 as their authors describe them,
//          values of GREASE (RFC 8701) left out.
// Split    take_tls_record() and take_client_hello() look at the front of a buffer that may end anywhere; a hello may lie
//          in several records.
// Limits   max_tls_record, max_client_hello, max_tls_items.
// Pure     numbers are copied; a ClientHello holds no view.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_tls_record = (1 << 14) + 2048;  // RFC 5246 section 6.2.3, with expansion
constexpr std::size_t max_client_hello =
    1 << 15;  // ours: the longest in use, with keys after quantum computers, has 2 KiB
constexpr std::size_t max_tls_items = 512;  // ours: ciphers, extensions, groups of one hello

enum class TlsContent : std::uint8_t {
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
    heartbeat = 24,  ///< RFC 6520
};

struct TlsRecord {
    TlsContent type = TlsContent::handshake;
    std::uint16_t version = 0;
    core::Bytes fragment;
    std::size_t consumed = 0;
};

/// Errors   need_more; bad_value: "ContentType" or "ProtocolVersion"; over_limit: "length".
core::Parsed<TlsRecord> take_tls_record(core::Bytes bytes);

struct ClientHello {
    bool ssl2_form = false;
    std::uint16_t record_version = 0;
    std::uint16_t version = 0;  ///< legacy_version
    std::vector<std::uint16_t> ciphers;
    std::vector<std::uint16_t> extensions;  ///< types in the order sent
    std::vector<std::uint16_t> groups;      ///< supported_groups (10)
    std::vector<std::uint8_t> point_formats;
    std::vector<std::uint16_t> signature_algorithms;
    std::vector<std::uint16_t> versions;  ///< supported_versions (43)
    std::vector<std::string> alpn;        ///< application_layer_protocol_negotiation (16)
    std::string server_name;
    std::size_t session_id_bytes = 0;
    std::size_t consumed = 0;  ///< bytes of records that held it
};

/// The ClientHello in front of `bytes`, records included.
/// Errors   need_more; bad_value: "HandshakeType" and what lies; over_limit; truncated: a length inside lies.
core::Parsed<ClientHello> take_client_hello(core::Bytes bytes);

/// The version that a ServerHello chooses: supported_versions where it is there (RFC 8446 section 4.2.1), else
/// legacy_version. `handshake` begins with its HandshakeType.
/// Errors   bad_value "HandshakeType"; truncated: shorter than up to its version. A broken list of extensions says nothing.
core::Parsed<std::uint16_t> version_of_server_hello(core::Bytes handshake);

/// "769,47-53-5,0-10-11,23-24-25,0" and its MD5.
std::string ja3_text(const ClientHello& hello);
std::string ja3_of(const ClientHello& hello);
/// "t13d1516h2_8daaf6152771_e5627efa2ab1".
std::string ja4_of(const ClientHello& hello);

/// The highest version that the client offers, GREASE left out: "1.3", "1.2" ... "ssl3", "ssl2"; empty when unknown.
std::string_view name_of_tls_version(std::uint16_t version);
std::uint16_t highest_tls_version(const ClientHello& hello);
bool is_grease(std::uint16_t value);

}  // namespace hitme::wire
