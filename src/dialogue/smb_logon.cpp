// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb_logon.h"

#include <algorithm>
#include <optional>

#include "core/random.h"
#include "core/writer.h"
#include "dialogue/ntlm_seal.h"
#include "dialogue/smb/filetime.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {

namespace {

constexpr std::uint32_t status_invalid_parameter = 0xC000000D;
constexpr std::size_t max_name_bytes = 256;  // ours; Windows takes 104 characters of a user name
constexpr std::size_t max_kept_mechanism_list = 256;  // ours; longer ones get no mechListMIC

core::ByteVector utf16(std::string_view text) {
    core::ByteVector out;
    wire::append_utf16(out, text);
    return out;
}

// What a client may have of what it asks for. OEM stands only where Unicode is not asked for ([MS-NLMP] 2.2.2.5).
std::uint32_t agreed_flags(std::uint32_t asked, std::uint32_t target) {
    namespace ntlm = wire::ntlm;
    constexpr std::uint32_t granted = ntlm::flag_sign | ntlm::flag_seal | ntlm::flag_always_sign |
                                      ntlm::flag_extended_session_security | ntlm::flag_128 |
                                      ntlm::flag_56 | ntlm::flag_key_exchange | ntlm::flag_version;
    std::uint32_t flags = (asked & granted) | ntlm::flag_ntlm | ntlm::flag_target_info;
    flags |= (asked & ntlm::flag_unicode) != 0 ? ntlm::flag_unicode : ntlm::flag_oem;
    if ((asked & ntlm::flag_request_target) != 0) flags |= ntlm::flag_request_target | target;
    return flags;
}

// A machine of a domain has a DNS name for it; one of a workgroup names itself as its domain.
bool joined(const Machine& machine) {
    return !machine.dns_domain.empty() && machine.dns_domain != machine.dns_computer;
}

wire::NtlmVersion version_of(const System& system) {
    constexpr std::uint8_t revision_w2k3 = 15;
    return {system.major, system.minor, system.build, revision_w2k3};
}

bool same_name(std::string_view a, std::string_view b) {
    return wire::lower_ascii(a) == wire::lower_ascii(b);
}

}  // namespace

Logon::Logon(const Machine& machine, const Policy& policy, std::uint64_t random_seed,
             std::uint32_t earlier_logons)
    : machine_(machine), policy_(policy), earlier_logons_(earlier_logons) {
    const std::uint64_t bits = core::Random{random_seed}.next();
    for (std::size_t i = 0; i < challenge_.size(); ++i)
        challenge_[i] = static_cast<std::uint8_t>(bits >> (8 * i));
}

LogonVerdict Logon::take(core::Bytes blob, core::Time now) {
    LogonVerdict verdict;
    if (wire::ntlm_message_type(blob)) return take_ntlm(blob, {}, now);
    const auto token = wire::decode_spnego(blob);
    if (!token) {
        verdict.status = status_invalid_parameter;
        return verdict;
    }
    spnego_ = true;
    if (!token->is_init) return take_ntlm(token->token, token->mechanism_list_mic, now);

    const auto& offered = token->mechanisms;
    const auto ntlm = std::find(offered.begin(), offered.end(), wire::SpnegoMechanism::ntlmssp);
    if (ntlm == offered.end()) {  // Kerberos alone, or nothing that we know
        verdict.token =
            wire::encode_spnego_response({wire::SpnegoState::reject, std::nullopt, {}, {}});
        return verdict;
    }
    if (token->mechanism_list.size() <= max_kept_mechanism_list)
        mechanism_list_.assign(token->mechanism_list.begin(), token->mechanism_list.end());
    if (ntlm == offered.begin() && !token->token.empty()) return take_ntlm(token->token, {}, now);
    // RFC 4178 section 4.2.2: another mechanism than the preferred one, so its token counts for nothing.
    verdict.status = status_more_processing;
    verdict.token = wire::encode_spnego_response(
        {wire::SpnegoState::request_mic, wire::SpnegoMechanism::ntlmssp, {}, {}});
    return verdict;
}

LogonVerdict Logon::take_ntlm(core::Bytes message, core::Bytes client_mic, core::Time now) {
    LogonVerdict verdict;
    verdict.status = status_invalid_parameter;
    const auto type = wire::ntlm_message_type(message);
    if (type == 1) {
        const auto asked = wire::decode_ntlm_negotiate(message);
        if (asked) return challenge(*asked, now);
        return verdict;
    }
    if (type != 3 || !challenged_) return verdict;
    const auto last = wire::decode_ntlm_authenticate(message);
    if (!last) return verdict;
    challenged_ = false;  // a challenge is good for one answer

    const std::uint32_t flags = last->flags != 0 ? last->flags : flags_;
    const auto text =
        (flags & wire::ntlm::flag_unicode) != 0 ? wire::SmbText::utf16 : wire::SmbText::oem;
    verdict.user = wire::smb_text(last->user, text, max_name_bytes);
    verdict.domain = wire::smb_text(last->domain, text, max_name_bytes);
    if (last->is_anonymous()) {
        verdict.status = 0;
        verdict.outcome = LogonOutcome::anonymous;
        verdict.token = wrap({}, wire::SpnegoState::accept_completed);
        return verdict;
    }
    const core::ByteVector user = utf16(verdict.user);
    const core::ByteVector domain = utf16(verdict.domain);
    NtlmProof proof;
    proof.server_challenge = challenge_;
    proof.lm_response = last->lm_response;
    proof.nt_response = last->nt_response;
    proof.user_utf16 = user;
    proof.domain_utf16 = domain;
    proof.extended_session_security = (flags & wire::ntlm::flag_extended_session_security) != 0;
    judge(verdict, proof);
    if (verdict.status != 0) return verdict;

    core::ByteVector mic;
    const std::uint32_t agreed = flags & flags_;
    verdict.ntlm_flags = agreed;
    if (verdict.has_session_key) {
        if ((flags & wire::ntlm::flag_key_exchange) != 0)
            verdict.session_key = exported_session_key(verdict.session_key, last->session_key);
        constexpr std::uint32_t signs_lists =
            wire::ntlm::flag_extended_session_security | wire::ntlm::flag_key_exchange;
        if (!client_mic.empty() && !mechanism_list_.empty() &&
            (agreed & signs_lists) == signs_lists) {
            const Key signature =
                NtlmSeal{verdict.session_key, agreed, NtlmDirection::server_to_client}.signature(
                    mechanism_list_);
            mic.assign(signature.begin(), signature.end());
            verdict.signed_lists = true;
        }
    }
    if (spnego_)
        verdict.token = wire::encode_spnego_response(
            {wire::SpnegoState::accept_completed, std::nullopt, {}, mic});
    return verdict;
}

LogonVerdict Logon::challenge(const wire::NtlmNegotiate& asked, core::Time now) {
    namespace ntlm = wire::ntlm;
    const bool in_domain = joined(machine_);
    const std::string& target = in_domain ? machine_.domain : machine_.computer;
    flags_ = agreed_flags(asked.flags,
                          in_domain ? ntlm::flag_target_is_domain : ntlm::flag_target_is_server);
    if (machine_.system->is_samba) flags_ |= ntlm::flag_version;  // asked for or not
    challenged_ = true;

    // The order of Windows and of Samba. The names of DNS are empty where the machine has none, as Samba's are.
    const core::ByteVector netbios_domain = utf16(target);
    const core::ByteVector netbios_computer = utf16(machine_.computer);
    const core::ByteVector dns_domain = utf16(machine_.dns_domain);
    const core::ByteVector dns_computer = utf16(machine_.dns_computer);
    core::ByteVector timestamp;
    core::Writer{timestamp}.u64le(filetime_of(now));
    std::vector<wire::AvPair> pairs = {{wire::AvId::netbios_domain, netbios_domain},
                                       {wire::AvId::netbios_computer, netbios_computer},
                                       {wire::AvId::dns_domain, dns_domain},
                                       {wire::AvId::dns_computer, dns_computer}};
    if (in_domain) pairs.push_back({wire::AvId::dns_tree, dns_domain});
    pairs.push_back({wire::AvId::timestamp, timestamp});
    core::ByteVector info;
    wire::encode_av_pairs(info, pairs);

    wire::NtlmChallenge said;
    said.flags = flags_;
    said.challenge = challenge_;
    said.target_info = info;
    if ((flags_ & ntlm::flag_version) != 0) said.version = version_of(*machine_.system);
    if ((flags_ & ntlm::flag_request_target) != 0)
        said.target_name = (flags_ & ntlm::flag_unicode) != 0 ? core::Bytes(netbios_domain)
                                                              : core::as_bytes(target);

    LogonVerdict verdict;
    verdict.status = status_more_processing;
    verdict.token = wrap(wire::encode_ntlm_challenge(said), wire::SpnegoState::accept_incomplete);
    return verdict;
}

core::ByteVector Logon::wrap(core::Bytes ntlm_message, wire::SpnegoState state) const {
    if (!spnego_) return {ntlm_message.begin(), ntlm_message.end()};
    wire::SpnegoResponse response;
    response.state = state;
    if (!ntlm_message.empty()) response.chosen = wire::SpnegoMechanism::ntlmssp;
    response.token = ntlm_message;
    return wire::encode_spnego_response(response);
}

void Logon::judge(LogonVerdict& verdict, const NtlmProof& proof) const {
    verdict.status = status_logon_failure;
    const bool listed =
        std::any_of(machine_.users.begin(), machine_.users.end(),
                    [&](const std::string& user) { return same_name(user, verdict.user); });
    if (listed) {
        for (const std::string& password : policy_.weak_passwords) {
            const auto key = verify_ntlm(proof, password);
            if (!key) continue;
            verdict.status = 0;
            verdict.outcome = LogonOutcome::user;
            verdict.has_session_key = true;
            verdict.session_key = *key;
            return;
        }
    }
    switch (policy_.logon) {
        case LogonPolicy::refuse:
            return;
        case LogonPolicy::
            guest:  // as "map to guest = Bad User" and as Windows with an enabled Guest
            if (listed && !same_name(verdict.user, "guest")) return;
            verdict.outcome = LogonOutcome::guest;
            break;
        case LogonPolicy::accept_after:
            // The rights of an account, and no key: SMB2 must call it a guest, who signs nothing.
            if (earlier_logons_ < policy_.accept_after) return;
            verdict.outcome = LogonOutcome::user;
            break;
    }
    verdict.status = 0;
}

LogonVerdict Logon::take_responses(std::string_view user, std::string_view domain,
                                   core::Bytes lm_response, core::Bytes nt_response,
                                   const std::array<std::uint8_t, 8>& challenge) {
    LogonVerdict verdict;
    verdict.user = user.substr(0, max_name_bytes);
    verdict.domain = domain.substr(0, max_name_bytes);
    // [MS-CIFS] 3.2.4.2.4: a null session has no name and a response of nothing or of one zero byte.
    if (user.empty() && lm_response.size() <= 1 && nt_response.size() <= 1) {
        verdict.status = 0;
        verdict.outcome = LogonOutcome::anonymous;
        return verdict;
    }
    const core::ByteVector user_utf16 = utf16(verdict.user);
    const core::ByteVector domain_utf16 = utf16(verdict.domain);
    NtlmProof proof;
    proof.server_challenge = challenge;
    proof.lm_response = lm_response;
    proof.nt_response = nt_response;
    proof.user_utf16 = user_utf16;
    proof.domain_utf16 = domain_utf16;
    judge(verdict, proof);
    return verdict;
}

core::ByteVector negotiate_token(const Machine& machine) {
    using enum wire::SpnegoMechanism;
    wire::SpnegoInit init;
    constexpr std::uint8_t vista = 6;
    if (machine.system->is_samba) {
        init.mechanisms = {ntlmssp};
        init.hint_name = core::as_bytes("not_defined_in_RFC4178@please_ignore");
    } else if (machine.system->major >= vista) {
        init.mechanisms = {negoex,
                           ntlmssp};  // in a workgroup; no token, as its first answer has none
    } else {
        init.mechanisms = {ntlmssp};
    }
    return wire::encode_spnego_init(init);
}

}  // namespace hitme::dialogue::smb
