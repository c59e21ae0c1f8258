// SPDX-License-Identifier: Apache-2.0
// RDP's connection sequence as far as it is in clear: TPKT, X.224 connection request and confirm, MCS connect initial
// with the client's data, and the plain MCS requests that follow.
//
// What     RFC 1006 section 6; [MS-RDPBCGR] 2.2.1.1 to 2.2.1.9; T.125 for MCS, T.124 for the conference request.
// Bytes    TPKT and MCS big-endian, RDP's own blocks little-endian.
// Limits   max_tpkt; max_rdp_channels (31, [MS-RDPBCGR] 2.2.1.3.4).
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_tpkt = 0xFFFF;
constexpr std::size_t max_rdp_channels = 31;

struct Tpkt {
    core::Bytes payload;
    std::size_t consumed = 0;
};

/// Errors   need_more; bad_value: "version" is not 3, or "length" below 7.
core::Parsed<Tpkt> take_tpkt(core::Bytes bytes);

/// X.224 TPDU codes (RFC 905 section 13).
constexpr std::uint8_t x224_connection_request = 0xE0;
constexpr std::uint8_t x224_connection_confirm = 0xD0;
constexpr std::uint8_t x224_data = 0xF0;

/// requestedProtocols and selectedProtocol ([MS-RDPBCGR] 2.2.1.1.1).
enum RdpProtocol : std::uint32_t {
    rdp_standard = 0,
    rdp_tls = 1,
    rdp_nla = 2,
    rdp_rdstls = 4,
    rdp_nla_extended = 8,
    rdp_aad = 16,
};
/// "standard", or "tls,nla" and so on.
std::string names_of_rdp_protocols(std::uint32_t protocols);

struct RdpConnectionRequest {
    std::string_view cookie;  ///< after "Cookie: mstshash=", without its end
    std::string_view token;   ///< another routing token or cookie, whole
    bool has_negotiation = false;
    std::uint8_t flags = 0;
    std::uint32_t protocols = rdp_standard;
};

/// `payload` of the first TPKT.
/// Errors   unsupported: another TPDU; bad_value; truncated.
core::Parsed<RdpConnectionRequest> decode_rdp_connection_request(core::Bytes payload);

/// What a client tells of itself in MCS Connect Initial (2.2.1.3).
struct RdpClientData {
    std::uint32_t version = 0;  ///< CS_CORE
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    std::uint32_t keyboard = 0;
    std::uint32_t build = 0;
    std::string client_name;
    std::optional<std::uint32_t> encryption_methods;  ///< CS_SECURITY
    std::vector<std::string> channels;                ///< CS_NET, names as sent
    std::vector<std::size_t> channel_offsets;         ///< of those names in the payload
};

/// `payload` of a TPKT that holds X.224 data and a Connect-Initial.
core::Parsed<RdpClientData> decode_rdp_connect_initial(core::Bytes payload);

/// The kind of a plain MCS domain request behind X.224 data (T.125 section 7, PER choice).
enum class McsRequest : std::uint8_t {
    erect_domain,
    attach_user,
    channel_join,
    send_data,
    disconnect,
    other
};
struct McsMessage {
    McsRequest kind = McsRequest::other;
    std::uint16_t initiator = 0;  ///< channel_join, send_data
    std::uint16_t channel = 0;
    core::Bytes data;  ///< send_data
};
core::Parsed<McsMessage> decode_mcs_request(core::Bytes payload);

/// The confirm with a selected protocol (2.2.1.2.1), with a failure (2.2.1.2.2), or bare for a client without request.
void encode_rdp_confirm(core::ByteVector& out, std::uint8_t flags, std::uint32_t selected);
void encode_rdp_refusal(core::ByteVector& out, std::uint32_t failure_code);
void encode_rdp_bare_confirm(core::ByteVector& out);

/// failureCode (2.2.1.2.2).
constexpr std::uint32_t rdp_tls_required = 1;
constexpr std::uint32_t rdp_tls_not_allowed = 2;
constexpr std::uint32_t rdp_inconsistent_flags = 4;
constexpr std::uint32_t rdp_nla_required = 5;

struct RdpServerData {
    std::uint32_t version = 0x00080004;
    std::uint32_t requested_protocols = 0;
    std::uint32_t encryption_method = 0;
    std::uint32_t encryption_level = 0;
    core::Bytes server_random;  ///< 32 bytes, or none
    core::Bytes certificate;
    std::uint16_t channels = 0;
};
/// MCS Connect Response (2.2.1.4) in its TPKT.
void encode_rdp_connect_response(core::ByteVector& out, const RdpServerData& data);
/// A proprietary certificate (2.2.1.4.3.1.1) around a public key of 64 bytes, little-endian.
core::ByteVector encode_rdp_certificate(core::Bytes modulus, core::Bytes signature);
void encode_mcs_attach_user_confirm(core::ByteVector& out, std::uint16_t user);
void encode_mcs_channel_join_confirm(core::ByteVector& out, std::uint16_t user,
                                     std::uint16_t channel);

}  // namespace hitme::wire
