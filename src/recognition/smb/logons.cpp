// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/logons.h"

#include <algorithm>

#include "core/text.h"
#include "recognition/smb/client_shape.h"
#include "recognition/smb/pending.h"
#include "wire/nt_status.h"
#include "wire/ntlmssp.h"
#include "wire/smb_text.h"
#include "wire/spnego.h"

namespace hitme::recognition::smb {
namespace {

// A DOS error (class ERRSRV, code ERRbadpw; [MS-CIFS] 2.2.2.4) from servers that do not speak NT status.
constexpr std::uint32_t dos_bad_password = 0x0002'0002;
// Windows 2000 is the first whose NTLMSSP names its build; Samba writes 0, tools leave the version out.
constexpr std::uint16_t first_windows_build = 2195;

// What the sentence says until the answer is seen.
constexpr std::string_view tried_to = "tried to log on ";

std::string version_words(const wire::NtlmVersion& version) {
    return std::to_string(version.major) + "." + std::to_string(version.minor) + " build " +
           std::to_string(version.build);
}

std::string name_text(core::Bytes bytes, bool unicode) {
    return wire::smb_text(bytes, unicode ? wire::SmbText::utf16 : wire::SmbText::oem, 256);
}

// "DOMAIN\\user". Tools send an empty name with "." for a domain, which is none.
std::string name_of(const Logon& logon) {
    const bool has_domain = !logon.domain.empty() && (logon.domain != "." || !logon.user.empty());
    if (logon.user.empty())
        return "an empty name" + (has_domain ? " of " + logon.domain : std::string{});
    return (has_domain ? logon.domain + "\\" : "") + logon.user;
}

Logon read_authenticate(core::Bytes token, std::uint64_t base, Notes& notes) {
    Logon logon;
    const auto message = wire::decode_ntlm_authenticate(token);
    if (!message) {
        core::ParseError error = message.error();
        error.offset += static_cast<std::size_t>(base);
        notes.malformed(error);
        return logon;
    }
    logon.user = name_text(message->user, message->is_unicode());
    logon.domain = name_text(message->domain, message->is_unicode());
    logon.workstation = name_text(message->workstation, message->is_unicode());
    logon.response = message->nt_response.empty() ? message->lm_response : message->nt_response;
    if (message->is_anonymous())
        logon.kind = LogonKind::anonymous;
    else
        logon.kind =
            wire::lower_ascii(logon.user) == "guest" ? LogonKind::guest : LogonKind::credential;
    if (message->version && message->version->build >= first_windows_build)
        logon.windows_client = true;
    if (message->version && (message->flags & wire::ntlm::flag_version) != 0)
        notes.story().fact("ntlm.client_version", version_words(*message->version));
    // A name without any response, as smbclient -N sends it, has no form.
    if (logon.kind == LogonKind::credential && !logon.response.empty())
        notes.story().fact("ntlm.response_form", message->nt_response.size() > 24
                                                     ? std::string_view("NTLMv2")
                                                     : std::string_view("NTLMv1"));
    const ClientVerdict client = recognise_workstation(logon.workstation);
    if (client.rule != nullptr)
        notes.found(*client.rule, client.grade,
                    {{base, token.size(), "workstation " + logon.workstation}});
    if (const Rule* family = family_of_workstation(logon.workstation))
        notes.family_sign(*family, "workstation", SignWorth::own,
                          {base, token.size(), "workstation " + logon.workstation});
    return logon;
}

}  // namespace

Logon read_security_blob(core::Bytes blob, std::uint64_t base, Notes& notes) {
    Logon logon;
    core::Bytes token = blob;
    if (!wire::ntlm_message_type(blob)) {
        if (blob.empty()) return logon;
        const auto spnego = wire::decode_spnego(blob);
        if (!spnego) {
            core::ParseError error = spnego.error();
            error.offset += static_cast<std::size_t>(base);
            notes.malformed(error);
            return logon;
        }
        token = spnego->token;
        if (!token.empty() && token.data() >= blob.data())
            base += static_cast<std::uint64_t>(token.data() - blob.data());
        if (!wire::ntlm_message_type(token)) {
            for (const auto mechanism : spnego->mechanisms)
                if (mechanism == wire::SpnegoMechanism::kerberos ||
                    mechanism == wire::SpnegoMechanism::ms_kerberos)
                    logon.kerberos = true;
            if (logon.kerberos)
                notes.story().fact("smb.logon_mechanism", std::string_view("Kerberos"));
            return logon;
        }
    }
    switch (wire::ntlm_message_type(token).value_or(0)) {
        case 1: {
            logon.is_first_step = true;
            if (const auto message = wire::decode_ntlm_negotiate(token);
                message && message->version && (message->flags & wire::ntlm::flag_version) != 0)
                notes.story().fact("ntlm.client_version", version_words(*message->version));
            return logon;
        }
        case 3:
            return read_authenticate(token, base, notes);
        default:
            return logon;
    }
}

void Logons::tried(std::uint64_t request, const Logon& logon, Notes& notes,
                   std::string_view message) {
    Pending pending;
    pending.request = request;
    pending.kind = logon.kind;
    pending.is_first_step = logon.is_first_step;
    pending.windows_client = logon.windows_client;
    if (logon.is_first_step) {
        notes.reach(event::Stage::probe, "first step of NTLMSSP");
    } else {
        std::string who;
        switch (logon.kind) {
            case LogonKind::anonymous:
                who = "anonymous";
                break;
            case LogonKind::unclear:
                who = logon.kerberos ? "Kerberos ticket" : "no name";
                break;
            case LogonKind::guest:
            case LogonKind::credential:
                who = name_of(logon);
                break;
        }
        notes.reach(event::Stage::probe, "logon as " + who);
        if (notes.keeps_operations())
            pending.operation = notes.operation(
                notes.so_far().protocol, message,
                who + (logon.workstation.empty() ? "" : " from " + logon.workstation));
        if (logon.kind != LogonKind::unclear) {
            notes.story().fact("smb.user", logon.kind == LogonKind::anonymous
                                               ? std::string_view("(anonymous)")
                                               : std::string_view(logon.user));
            notes.story().fact("smb.domain", logon.domain);
            notes.story().fact("smb.workstation", logon.workstation);
            pending.who = logon.kind == LogonKind::anonymous ? "anonymously"
                          : logon.user.empty()               ? "with " + who
                                                             : "as " + who;
            notes.phrase(Weight::logon, std::string(tried_to) + pending.who);
        }
        if (logon.kind == LogonKind::credential || logon.kind == LogonKind::guest) {
            const std::string account =
                wire::lower_ascii(logon.user) + "\n" + wire::lower_ascii(logon.domain);
            pending.account = short_digest(account);
            pending.credential =
                short_digest(account + "\n" + std::string(core::as_text(logon.response)));
            pending.response =
                logon.response.empty() ? 0 : short_digest(core::as_text(logon.response));
            if (!logon.response.empty())
                notes.story().fact("smb.response_sha256", secret_digest(logon.response));
        }
    }
    if (pending_.size() >= max_pending_logons) pending_.erase(pending_.begin());
    pending_.push_back(std::move(pending));
}

void Logons::answered(std::uint64_t request, std::uint32_t status, core::Time at, Notes& notes) {
    const auto found = std::find_if(pending_.begin(), pending_.end(),
                                    [&](const Pending& one) { return one.request == request; });
    if (found == pending_.end()) return;
    const Pending pending = std::move(*found);
    pending_.erase(found);
    give_room_back(pending_);
    notes.story().outcome(pending.operation, wire::nt_status_name(status));
    if (!pending.who.empty() && status != wire::value_of(wire::NtStatus::more_processing_required))
        notes.rephrase(std::string(tried_to) + pending.who,
                       (status == 0 ? "logged on " : "failed to log on ") + pending.who);
    if (status == wire::value_of(wire::NtStatus::logon_failure))
        notes.count(Counted::logon_failure);
    const bool refused = wire::is_logon_failure(status) || status == dos_bad_password;
    if (!refused || pending.is_first_step || pending.account == 0) return;
    notes.story().logon_failed(
        {at, pending.account, pending.credential,
         pending.windows_client ? Persistence::repeats_by_itself : Persistence::tries_once,
         pending.response});
}

std::size_t Logons::memory() const {
    std::size_t bytes = pending_.capacity() * sizeof(Pending);
    for (const Pending& one : pending_) bytes += one.who.capacity();
    return bytes;
}

}  // namespace hitme::recognition::smb
