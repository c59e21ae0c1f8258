// SPDX-License-Identifier: Apache-2.0
// Logons of an SMB session: SPNEGO and NTLMSSP in, a challenge or a verdict out. The same for SMB1 and SMB2.
//
// What     [MS-NLMP] NTLMv1, NTLM2 session response and NTLMv2; raw NTLMSSP or in SPNEGO (RFC 4178; [MS-SPNG]). Kerberos
//          alone is refused with a request to fall back to NTLM.
// Policy   dialogue/smb_machine.h Policy: anonymous always; guest and unknown names by policy; a password is "right" only
//          where it is one of the weak ones that the operator listed, because only then can answers be signed.
// Never    keeps a response: the outcome names who tried, and the session key where we know the password.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/ntlm_crypto.h"
#include "dialogue/smb_machine.h"
#include "wire/ntlmssp.h"
#include "wire/spnego.h"

namespace hitme::dialogue::smb {

enum class LogonOutcome : std::uint8_t { refused, anonymous, guest, user };

/// Statuses that a logon answers with ([MS-ERREF] 2.3.1).
constexpr std::uint32_t status_more_processing = 0xC0000016;
constexpr std::uint32_t status_logon_failure = 0xC000006D;

struct LogonVerdict {
    std::uint32_t status = status_logon_failure;  ///< 0, status_more_processing or a failure
    LogonOutcome outcome = LogonOutcome::refused;
    core::ByteVector token;  ///< the security blob of the answer
    std::string user;        ///< UTF-8
    std::string domain;
    bool has_session_key = false;  ///< answers must be signed with session_key
    std::array<std::uint8_t, 16> session_key{};
    std::uint32_t ntlm_flags = 0;  ///< as both sides have them: how messages are signed and sealed
    bool signed_lists = false;     ///< mechListMICs were exchanged: each side's first signature
};

/// One logon in progress: the server's half of an NTLMSSP exchange.
class Logon {
 public:
    Logon(const Machine& machine, const Policy& policy, std::uint64_t random_seed,
          std::uint32_t earlier_logons);
    /// One security blob of the client: NEGOTIATE gives status_more_processing and a challenge, AUTHENTICATE a verdict.
    LogonVerdict take(core::Bytes blob, core::Time now);
    /// SMB1 without extended security ([MS-CIFS] 2.2.4.53): LM and NT responses to `challenge`.
    LogonVerdict take_responses(std::string_view user, std::string_view domain,
                                core::Bytes lm_response, core::Bytes nt_response,
                                const std::array<std::uint8_t, 8>& challenge);

 private:
    LogonVerdict take_ntlm(core::Bytes message, core::Bytes client_mic, core::Time now);
    LogonVerdict challenge(const wire::NtlmNegotiate& asked, core::Time now);
    /// The policy's answer to who claims to be somebody; `user` and `domain` are set already.
    void judge(LogonVerdict& verdict, const NtlmProof& proof) const;
    core::ByteVector wrap(core::Bytes ntlm_message, wire::SpnegoState state) const;

    const Machine& machine_;
    const Policy& policy_;
    std::uint32_t earlier_logons_;
    Challenge challenge_{};
    std::uint32_t flags_ = 0;  ///< of the CHALLENGE
    bool spnego_ = false;
    bool challenged_ = false;
    core::ByteVector mechanism_list_;  ///< what mechListMIC signs; bounded
};

/// The security blob of a negotiate answer: SPNEGO NegTokenInit2 that offers NTLMSSP.
core::ByteVector negotiate_token(const Machine& machine);

}  // namespace hitme::dialogue::smb
