// SPDX-License-Identifier: Apache-2.0
// Signed and sealed calls of a pipe behind a logon whose password the operator listed, so that its session key is known.
//
// What     [MS-RPCE] 2.2.2.11 to 2.2.2.13 with NTLMSSP ([MS-NLMP] 3.4): from level call on each PDU of a call ends in a signature
//          over all that stands before it, header included; at level privacy its stub and padding are sealed. Faults are
//          plain, as those of smbd 4.17.
// Once     PDUs are opened and closed in the order of the stream, each once: the ciphers and the numbers go on.
// Pure     values only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "dialogue/ntlm_seal.h"
#include "dialogue/smb_logon.h"
#include "wire/dcerpc.h"

namespace hitme::dialogue::rpc {

class CallSeal {
 public:
    /// `verdict` of the logon, `bound` the security trailer of its last PDU; nothing where the key is not known, or the level
    /// below call, or extended session security was not agreed.
    static std::optional<CallSeal> of(const smb::LogonVerdict& verdict, const wire::RpcAuth& bound);

    bool seals() const { return trailer_.level == wire::rpc_auth_level_privacy; }
    /// A whole request PDU, opened in place. False: its trailer is missing or another's, or its signature does not hold.
    bool open(std::span<std::uint8_t> pdu);
    /// What encode_rpc_response() puts behind each fragment; close() then writes the signature over its value.
    wire::RpcAuth trailer() const;
    /// A whole response PDU that ends in trailer(), signed and sealed in place.
    void close(std::span<std::uint8_t> pdu);

 private:
    CallSeal(const smb::LogonVerdict& verdict, const wire::RpcAuth& bound);

    wire::RpcAuth trailer_;
    smb::NtlmSeal client_;
    smb::NtlmSeal server_;
};

}  // namespace hitme::dialogue::rpc
