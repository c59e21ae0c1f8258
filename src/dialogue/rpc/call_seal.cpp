// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/call_seal.h"

#include <algorithm>

#include "core/check.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::size_t signature_bytes = 16;
constexpr std::size_t call_header_bytes = 24;  // C706 12.6.4.9 and 12.6.4.10, without an object
constexpr std::size_t object_bytes = 16;
constexpr smb::Key no_signature{};

/// The stub with its padding: what is sealed. Nothing for a PDU too short to hold one.
std::optional<std::span<std::uint8_t>> sealed_part(std::span<std::uint8_t> pdu, bool has_object) {
    const std::size_t begin = call_header_bytes + (has_object ? object_bytes : 0);
    const std::size_t trailer = wire::rpc_auth_trailer_bytes + signature_bytes;
    if (pdu.size() < begin + trailer) return std::nullopt;
    return pdu.subspan(begin, pdu.size() - begin - trailer);
}

}  // namespace

std::optional<CallSeal> CallSeal::of(const smb::LogonVerdict& verdict, const wire::RpcAuth& bound) {
    if (!verdict.has_session_key || bound.level < wire::rpc_auth_level_call ||
        bound.level > wire::rpc_auth_level_privacy || !smb::NtlmSeal::serves(verdict.ntlm_flags))
        return std::nullopt;
    return CallSeal{verdict, bound};
}

// Behind mechListMICs each side has signed once already; the ciphers begin anew, the numbers do not.
CallSeal::CallSeal(const smb::LogonVerdict& verdict, const wire::RpcAuth& bound)
    : trailer_{bound.type, bound.level, bound.context, {}},
      client_(verdict.session_key, verdict.ntlm_flags, smb::NtlmDirection::client_to_server,
              verdict.signed_lists ? 1 : 0),
      server_(verdict.session_key, verdict.ntlm_flags, smb::NtlmDirection::server_to_client,
              verdict.signed_lists ? 1 : 0) {}

bool CallSeal::open(std::span<std::uint8_t> pdu) {
    const auto read = wire::decode_rpc_pdu(pdu);
    if (!read || !read->auth || read->auth->type != trailer_.type ||
        read->auth->level != trailer_.level || read->auth->context != trailer_.context ||
        read->auth->value.size() != signature_bytes)
        return false;
    const auto part = sealed_part(pdu, (read->header.flags & wire::rpc_object_uuid) != 0);
    if (!part) return false;
    if (seals()) client_.apply(*part);
    const auto signature = client_.signature(pdu.first(pdu.size() - signature_bytes));
    return std::equal(signature.begin(), signature.end(), pdu.end() - signature_bytes);
}

wire::RpcAuth CallSeal::trailer() const {
    wire::RpcAuth trailer = trailer_;
    trailer.value = no_signature;
    return trailer;
}

void CallSeal::close(std::span<std::uint8_t> pdu) {
    const auto part = sealed_part(pdu, false);
    core::check(part.has_value(), "a response that is closed ends in trailer()");
    const core::ByteVector plain(pdu.begin(), pdu.end() - signature_bytes);
    if (seals()) server_.apply(*part);
    const auto signature = server_.signature(plain);
    std::copy(signature.begin(), signature.end(), pdu.end() - signature_bytes);
}

}  // namespace hitme::dialogue::rpc
