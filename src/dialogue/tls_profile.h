// SPDX-License-Identifier: Apache-2.0
// How the TLS of a persona's product shows itself: pure data, one row for each product and release that a decoy stands for.
//
// Use      dialogue/tls_server makes an OpenSSL context of it. Each row of a decoy's personas names one.
// Source   beside each row: a server of that kind that was run beside ours, or its vendor's documentation. What OpenSSL cannot do
//          as the product does, and what was never compared with a live one, is in docs/methods/tls.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dialogue/tls_certificate.h"

namespace hitme::dialogue {

enum class CipherOrder : std::uint8_t { of_client, of_server };
/// What becomes of a handshake whose ALPN has nothing that the server speaks (RFC 7301 section 3.2).
enum class UnknownAlpn : std::uint8_t { goes_on, ends, says_its_own };
/// What a client is told when a handshake fails: an alert, or nothing before the connection ends.
enum class Failure : std::uint8_t { alert, silence };
/// Session tickets of TLS 1.2 (RFC 5077); without them those of TLS 1.3 are numbers of sessions that are kept.
enum class Tickets : std::uint8_t { none, some };

struct TlsProfile {
    std::string_view name;
    std::uint16_t lowest = 0x0301;   ///< as on the wire: 0x0301 is TLS 1.0
    std::uint16_t highest = 0x0303;  ///< 0x0304 is TLS 1.3
    /// OpenSSL's, of openssl-ciphers(1): what it forbids of versions, keys and hashes.
    int security_level = 0;
    std::string_view ciphers = {};     ///< up to TLS 1.2, by OpenSSL's names
    std::string_view suites = {};      ///< of TLS 1.3; empty: OpenSSL's own
    std::string_view groups = {};      ///< empty: OpenSSL's own
    std::string_view signatures = {};  ///< likewise
    CipherOrder order = CipherOrder::of_server;
    std::string_view alpn = {};  ///< what it speaks, one a word; empty: it does not look at ALPN
    UnknownAlpn unknown_alpn = UnknownAlpn::goes_on;
    Failure failure = Failure::alert;
    Tickets tickets = Tickets::none;
    /// Sessions that it keeps for clients who come again; with 0 it tells numbers, and keeps none.
    std::uint32_t sessions = 0;
    std::uint32_t session_seconds = 300;     ///< how long they, and tickets, are good
    std::uint8_t tickets_at_once = 2;        ///< of TLS 1.3, behind each handshake
    bool has_dh = true;                      ///< finite fields, with a group as large as its key
    bool confirms_server_name = false;       ///< RFC 6066 section 3: an empty server_name
    bool has_extended_master_secret = true;  ///< RFC 7627
    bool has_encrypt_then_mac = true;        ///< RFC 7366
    CertificateShape certificate = {};
};

std::span<const TlsProfile> tls_profiles();
/// The one of that name, which must be one.
const TlsProfile& tls_profile(std::string_view name);

}  // namespace hitme::dialogue
