// SPDX-License-Identifier: Apache-2.0
// DCE/RPC connection-oriented PDUs, as named pipes carry them.
//
// What     C706 chapter 12 and [MS-RPCE] 2.2.2: header, bind and alter_context with their contexts, bind_ack, bind_nak,
//          request with or without an object UUID, response, fault, auth3, and the security trailer of each.
// Bytes    a client's data representation says the byte order (C706 section 14.1); encoders write little-endian.
// Split    a view holds one PDU whole; FragLength ends it. wire/dcerpc_calls.h puts PDUs and fragments together.
// Limits   max_rpc_contexts and max_rpc_transfers; what a bind says beyond them is over_limit.
// Pure     `stub` and `value` point into the caller's bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/byte_order.h"

namespace hitme::wire {

/// Ours: Metasploit binds with up to 15 contexts; the count in the PDU is one byte.
constexpr std::size_t max_rpc_contexts = 64;
constexpr std::size_t max_rpc_transfers = 8;  ///< ours; Windows offers two or three
constexpr std::size_t rpc_header_bytes = 16;

/// A UUID by the fields of its text form (C706 appendix A), so that the byte order of the wire is gone.
struct Uuid {
    std::uint32_t time_low = 0;
    std::uint16_t time_mid = 0;
    std::uint16_t time_high = 0;
    std::array<std::uint8_t, 8> node{};  ///< clock_seq and node, in the order of the text
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// "4b324fc8-1670-01d3-1278-5a47bf6ee188".
std::string to_text(const Uuid& uuid);
/// The reverse, for tables; nothing for another shape.
std::optional<Uuid> uuid_of(std::string_view text);

struct SyntaxId {
    Uuid uuid;
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    friend auto operator<=>(const SyntaxId&, const SyntaxId&) = default;
};

/// 8a885d04-1ceb-11c9-9fe8-08002b104860 2.0 (C706 appendix I).
SyntaxId ndr_syntax();
/// 71710533-beba-4937-8319-b5dbef9ccc36 1.0 ([MS-RPCE] 2.2.5).
SyntaxId ndr64_syntax();

/// How a stub is written: what the context of its call agreed on.
enum class NdrForm : std::uint8_t { ndr, ndr64 };

enum class RpcType : std::uint8_t {
    request = 0,
    response = 2,
    fault = 3,
    bind = 11,
    bind_ack = 12,
    bind_nak = 13,
    alter_context = 14,
    alter_context_response = 15,
    auth3 = 16,
    shutdown = 17,
    co_cancel = 18,
    orphaned = 19,
};

/// "bind", "request" ...; "other" for a type that is none of these.
std::string_view name_of(RpcType type);

constexpr std::uint8_t rpc_first_fragment = 0x01;
constexpr std::uint8_t rpc_last_fragment = 0x02;
/// Of a bind and its answer: headers are signed, too ([MS-RPCE] 2.2.2.3).
constexpr std::uint8_t rpc_header_signing = 0x04;
constexpr std::uint8_t rpc_object_uuid = 0x80;

struct RpcHeader {
    std::uint8_t minor = 0;
    RpcType type = RpcType::request;
    std::uint8_t flags = 0;
    ByteOrder order = ByteOrder::little;
    std::uint16_t fragment_length = 0;  ///< the whole PDU, header and trailer included
    std::uint16_t auth_length = 0;
    std::uint32_t call_id = 0;
};

/// One presentation context that a client proposes.
struct RpcContext {
    std::uint16_t id = 0;
    SyntaxId interface;
    std::vector<SyntaxId> transfers;
};

/// bind and alter_context.
struct RpcBind {
    std::uint16_t max_transmit = 0;
    std::uint16_t max_receive = 0;
    std::uint32_t association_group = 0;
    std::vector<RpcContext> contexts;
};

// Results and reasons of a context (C706 section 12.6.3.1).
constexpr std::uint16_t rpc_accepted = 0;
constexpr std::uint16_t rpc_provider_rejection = 2;
constexpr std::uint16_t rpc_abstract_syntax_not_supported = 1;
constexpr std::uint16_t rpc_transfer_syntaxes_not_supported = 2;
/// Bind time feature negotiation ([MS-RPCE] 2.2.2.14): the reason holds the feature bits.
constexpr std::uint16_t rpc_negotiate_ack = 3;

struct RpcContextResult {
    std::uint16_t result = 0;
    std::uint16_t reason = 0;
    SyntaxId transfer;
};

/// bind_ack and alter_context_response.
struct RpcBindAck {
    std::uint16_t max_transmit = 0;
    std::uint16_t max_receive = 0;
    std::uint32_t association_group = 0;
    std::string secondary_address;  ///< without its terminator
    std::vector<RpcContextResult> results;
    bool header_signing = false;
};

struct RpcBindNak {
    std::uint16_t reason = 0;
};

struct RpcRequest {
    std::uint32_t alloc_hint = 0;
    std::uint16_t context = 0;
    std::uint16_t opnum = 0;
    std::optional<Uuid> object;
    core::Bytes stub;
};

struct RpcResponse {
    std::uint32_t alloc_hint = 0;
    std::uint16_t context = 0;
    core::Bytes stub;
};

// Statuses of a fault ([MS-RPCE] 3.3.2.1.1, C706 appendix E).
constexpr std::uint32_t rpc_fault_operation_range = 0x1C010002;  ///< nca_s_op_rng_error
constexpr std::uint32_t rpc_fault_bad_stub = 0x000006F7;         ///< RPC_X_BAD_STUB_DATA
constexpr std::uint32_t rpc_fault_access_denied = 0x00000005;
constexpr std::uint32_t rpc_fault_unknown_interface = 0x1C010003;  ///< nca_s_unk_if
constexpr std::uint32_t rpc_fault_protocol = 0x1C01000B;           ///< nca_s_proto_error
constexpr std::uint32_t rpc_fault_context_mismatch = 0x1C00001A;   ///< nca_s_fault_context_mismatch

struct RpcFault {
    std::uint16_t context = 0;
    std::uint32_t status = 0;
};

// Values of the security trailer ([MS-RPCE] 2.2.1.1.7 and 2.2.1.1.8).
constexpr std::uint8_t rpc_auth_spnego = 9;
constexpr std::uint8_t rpc_auth_ntlm = 10;
constexpr std::uint8_t rpc_auth_level_connect = 2;
constexpr std::uint8_t rpc_auth_level_call = 3;
constexpr std::uint8_t rpc_auth_level_integrity = 5;
constexpr std::uint8_t rpc_auth_level_privacy = 6;
constexpr std::size_t rpc_auth_trailer_bytes = 8;  ///< without its value

/// The security trailer ([MS-RPCE] 2.2.2.11).
struct RpcAuth {
    std::uint8_t type = 0;   ///< 9 SPNEGO, 10 NTLMSSP, 16 Kerberos, 68 Netlogon
    std::uint8_t level = 0;  ///< 2 connect ... 6 privacy: from 5 on signed, at 6 the stub is sealed
    std::uint32_t context = 0;
    core::Bytes value;
};

struct RpcPdu {
    RpcHeader header;
    /// monostate for types whose body we do not read (auth3, shutdown, co_cancel, orphaned, others).
    std::variant<std::monostate, RpcBind, RpcBindAck, RpcBindNak, RpcRequest, RpcResponse, RpcFault>
        body;
    std::optional<RpcAuth> auth;
};

/// The header in front of `bytes`.
/// Errors   need_more: below sixteen bytes. bad_value: "rpc_vers" is not 5, "frag_length" below sixteen.
core::Parsed<RpcHeader> decode_rpc_header(core::Bytes bytes);

/// One whole PDU; bytes behind its FragLength are not looked at.
/// Errors   truncated, bad_value, over_limit, with C706's field names.
core::Parsed<RpcPdu> decode_rpc_pdu(core::Bytes bytes);

// Encoders append one PDU each. Answers (bind_ack, response, fault) are what a decoy says; bind and request are for tests
// and for the clients of tests. `auth`, where there is one, becomes the security trailer.
void encode_rpc_bind(core::ByteVector& out, std::uint32_t call_id, const RpcBind& bind,
                     RpcType type = RpcType::bind, const RpcAuth* auth = nullptr);
void encode_rpc_bind_ack(core::ByteVector& out, std::uint32_t call_id, const RpcBindAck& ack,
                         RpcType type = RpcType::bind_ack, const RpcAuth* auth = nullptr);
/// The third message of a logon, which nobody answers.
void encode_rpc_auth3(core::ByteVector& out, std::uint32_t call_id, const RpcAuth& auth);
void encode_rpc_bind_nak(core::ByteVector& out, std::uint32_t call_id, std::uint16_t reason);
void encode_rpc_fault(core::ByteVector& out, std::uint32_t call_id, const RpcFault& fault);
/// `stub` in as many fragments as `max_fragment` (header included) asks for; at least 64 is used, 128 with `auth`. `auth`, where there is one,
/// stands behind each fragment, padded to sixteen bytes; its value is what who signs puts his signature over.
void encode_rpc_response(core::ByteVector& out, std::uint32_t call_id, std::uint16_t context,
                         core::Bytes stub, std::size_t max_fragment, const RpcAuth* auth = nullptr);
void encode_rpc_request(core::ByteVector& out, std::uint32_t call_id, std::uint16_t context,
                        std::uint16_t opnum, core::Bytes stub, std::size_t max_fragment = 4280,
                        const RpcAuth* auth = nullptr);

}  // namespace hitme::wire
