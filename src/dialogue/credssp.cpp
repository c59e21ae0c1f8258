// SPDX-License-Identifier: Apache-2.0
#include "dialogue/credssp.h"

#include <algorithm>

#include "core/writer.h"
#include "wire/ntlmssp.h"
#include "wire/spnego.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;

constexpr std::uint32_t status_logon_failure = 0xC000'006D;
constexpr std::uint32_t highest_version = 6;  // [MS-CSSP] 2.2.1, since March 2018

core::ByteVector utf16(std::string_view text) {
    core::ByteVector bytes;
    core::Writer{bytes}.utf16le(text);
    return bytes;
}

core::ByteVector challenge(const wire::NtlmNegotiate& asked, const CredsspServer& server) {
    using namespace wire::ntlm;
    const core::ByteVector name = utf16(server.computer);
    core::ByteVector ticks;
    constexpr std::int64_t unix_epoch =
        116'444'736'000'000'000;  // 1970-01-01 as FILETIME, [MS-DTYP] 2.3.3
    core::Writer{ticks}.u64le(
        static_cast<std::uint64_t>(core::nanoseconds_of(server.now) / 100 + unix_epoch));
    core::ByteVector info;
    // A machine of no domain: its own name for both ([MS-NLMP] 2.2.2.1).
    wire::encode_av_pairs(info, {{wire::AvId::netbios_domain, name},
                                 {wire::AvId::netbios_computer, name},
                                 {wire::AvId::dns_domain, name},
                                 {wire::AvId::dns_computer, name},
                                 {wire::AvId::timestamp, ticks}});
    wire::NtlmChallenge message;
    constexpr std::uint32_t echoed = flag_unicode | flag_sign | flag_seal | flag_always_sign |
                                     flag_extended_session_security | flag_128 | flag_key_exchange |
                                     flag_56;
    message.flags = (asked.flags & echoed) | flag_unicode | flag_request_target | flag_ntlm |
                    flag_target_is_server | flag_target_info | flag_version;
    for (std::size_t i = 0; i < message.challenge.size(); ++i)
        message.challenge[i] = static_cast<std::uint8_t>(server.challenge >> (8 * i));
    message.target_name = name;
    message.target_info = info;
    message.version =
        wire::NtlmVersion{server.windows.major, server.windows.minor, server.windows.build, 15};
    return wire::encode_ntlm_challenge(message);
}

}  // namespace

CredsspAnswer answer_credssp(const wire::CredsspRequest& request, const CredsspServer& server) {
    CredsspAnswer answer;
    const std::uint32_t version = std::min(request.version, highest_version);
    Bytes token = request.token;
    bool in_spnego = false;
    if (!wire::ntlm_message_type(token)) {
        const auto spnego = wire::decode_spnego(token);
        if (!spnego) {
            answer.is_last = true;  // the server ends upon a token that it cannot read
            return answer;
        }
        token = spnego->token;
        in_spnego = true;
    }
    const auto type = wire::ntlm_message_type(token);
    if (type == 1) {
        const auto negotiate = wire::decode_ntlm_negotiate(token);
        if (negotiate) {
            core::ByteVector said = challenge(*negotiate, server);
            if (in_spnego) {
                wire::SpnegoResponse response;
                response.state = wire::SpnegoState::accept_incomplete;
                response.chosen = wire::SpnegoMechanism::ntlmssp;
                response.token = said;
                said = wire::encode_spnego_response(response);
            }
            answer.bytes = wire::encode_credssp(version, said, std::nullopt);
            return answer;
        }
    }
    answer.is_last = true;
    if (type != 3) return answer;
    answer.is_logon = true;
    // errorCode is told to clients of version 3 and up; before it the connection just ends.
    if (version >= 3) answer.bytes = wire::encode_credssp(version, {}, status_logon_failure);
    return answer;
}

}  // namespace hitme::dialogue
