// SPDX-License-Identifier: Apache-2.0
// NTLMSSP messages: who a client says it is, and the challenge that it is given.
//
// What     [MS-NLMP] 2.2.1.1 (NEGOTIATE), 2.2.1.2 (CHALLENGE), 2.2.1.3 (AUTHENTICATE), 2.2.2.1 (AV_PAIR), 2.2.2.5 (flags),
//          2.2.2.10 (VERSION).
// Bytes    little-endian; names are UTF-16LE when flag_unicode is agreed, else OEM.
// Kept     a response is a view, for comparing with listed weak passwords; nobody writes it to an event.
// Limits   max_av_pairs.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_av_pairs = 32;  // ours; eleven kinds exist

namespace ntlm {
constexpr std::uint32_t flag_unicode = 0x0000'0001;
constexpr std::uint32_t flag_oem = 0x0000'0002;
constexpr std::uint32_t flag_request_target = 0x0000'0004;
constexpr std::uint32_t flag_sign = 0x0000'0010;
constexpr std::uint32_t flag_seal = 0x0000'0020;
constexpr std::uint32_t flag_lm_key = 0x0000'0080;
constexpr std::uint32_t flag_ntlm = 0x0000'0200;
constexpr std::uint32_t flag_anonymous = 0x0000'0800;
constexpr std::uint32_t flag_domain_supplied = 0x0000'1000;
constexpr std::uint32_t flag_workstation_supplied = 0x0000'2000;
constexpr std::uint32_t flag_always_sign = 0x0000'8000;
constexpr std::uint32_t flag_target_is_domain = 0x0001'0000;
constexpr std::uint32_t flag_target_is_server = 0x0002'0000;
constexpr std::uint32_t flag_extended_session_security = 0x0008'0000;
constexpr std::uint32_t flag_target_info = 0x0080'0000;
constexpr std::uint32_t flag_version = 0x0200'0000;
constexpr std::uint32_t flag_128 = 0x2000'0000;
constexpr std::uint32_t flag_key_exchange = 0x4000'0000;
constexpr std::uint32_t flag_56 = 0x8000'0000;
}  // namespace ntlm

struct NtlmVersion {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint16_t build = 0;
    std::uint8_t revision = 0;  ///< 15
    friend bool operator==(const NtlmVersion&, const NtlmVersion&) = default;
};

struct NtlmNegotiate {
    std::uint32_t flags = 0;
    core::Bytes domain;       ///< OEM
    core::Bytes workstation;  ///< OEM
    std::optional<NtlmVersion> version;
};

enum class AvId : std::uint16_t {
    end = 0,
    netbios_computer = 1,
    netbios_domain = 2,
    dns_computer = 3,
    dns_domain = 4,
    dns_tree = 5,
    flags = 6,  ///< 2: the AUTHENTICATE has a MIC
    timestamp = 7,
    single_host = 8,
    target_name = 9,
    channel_bindings = 10,
};

struct AvPair {
    AvId id = AvId::end;  ///< any number
    core::Bytes value;
};

struct NtlmChallenge {
    std::uint32_t flags = 0;
    std::array<std::uint8_t, 8> challenge{};
    core::Bytes target_name;  ///< UTF-16LE or OEM by flags
    core::Bytes target_info;  ///< AV_PAIRs with MsvAvEOL
    std::optional<NtlmVersion> version;
};

struct NtlmAuthenticate {
    std::uint32_t flags = 0;
    core::Bytes lm_response;
    core::Bytes nt_response;  ///< 24 bytes: NTLMv1; more: NTLMv2; none: anonymous
    core::Bytes domain;       ///< UTF-16LE when flags has flag_unicode, else OEM
    core::Bytes user;
    core::Bytes workstation;
    core::Bytes session_key;  ///< EncryptedRandomSessionKey
    std::optional<NtlmVersion> version;
    std::optional<std::size_t>
        mic_offset;  ///< where 16 bytes of MIC lie, when the payload leaves room for them

    bool is_unicode() const { return (flags & ntlm::flag_unicode) != 0; }
    /// No user and no NT response; an LM response of a zero byte is allowed ([MS-NLMP] 3.2.5.1.2).
    bool is_anonymous() const {
        return user.empty() && nt_response.empty() && lm_response.size() <= 1;
    }
};

/// 1, 2 or 3; nothing when the bytes do not begin with "NTLMSSP\0" and one of them.
std::optional<int> ntlm_message_type(core::Bytes bytes);

/// Errors   truncated: also for a buffer that lies past the end, named. bad_value: "Signature", "MessageType".
core::Parsed<NtlmNegotiate> decode_ntlm_negotiate(core::Bytes bytes);
core::Parsed<NtlmChallenge> decode_ntlm_challenge(core::Bytes bytes);
core::Parsed<NtlmAuthenticate> decode_ntlm_authenticate(core::Bytes bytes);

/// Up to MsvAvEOL, which is not given.
/// Errors   truncated; over_limit: "AvPairs".
core::Parsed<std::vector<AvPair>> decode_av_pairs(core::Bytes target_info);

/// Appends the pairs and MsvAvEOL.
void encode_av_pairs(core::ByteVector& out, const std::vector<AvPair>& pairs);
core::ByteVector encode_ntlm_negotiate(const NtlmNegotiate& message);
core::ByteVector encode_ntlm_challenge(const NtlmChallenge& message);
core::ByteVector encode_ntlm_authenticate(const NtlmAuthenticate& message);

}  // namespace hitme::wire
