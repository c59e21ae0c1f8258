// SPDX-License-Identifier: Apache-2.0
// Session setups: who the client says it is, and what the server made of it (smb.md 1.5).
//
// Kept      user, domain, workstation, version, and a digest of the response; never the response.
// Failed    by the server's status (1.10); without the server's bytes nothing fails.
// Bounds    max_pending_logons wait for their answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "recognition/smb/notes.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_pending_logons = 8;  // ours; clients wait for each

enum class LogonKind : std::uint8_t {
    unclear,  ///< a first step, Kerberos, or bytes that cannot be read
    anonymous,
    guest,
    credential,
};

struct Logon {
    LogonKind kind = LogonKind::unclear;
    std::string user;
    std::string domain;
    std::string workstation;
    core::Bytes response;         ///< the longer of the two; a view
    bool windows_client = false;  ///< NTLMSSP names a build of Windows
    bool is_first_step = false;   ///< NTLMSSP NEGOTIATE
    bool kerberos = false;
};

/// Reads SPNEGO or bare NTLMSSP. Faults go to the notes, with `base` the blob's offset in the message.
Logon read_security_blob(core::Bytes blob, std::uint64_t base, Notes& notes);

class Logons {
 public:
    /// The client tries; `request` is what the answer names it by, `message` what carried it.
    void tried(std::uint64_t request, const Logon& logon, Notes& notes,
               std::string_view message = "SESSION_SETUP");
    /// The server's status for `request`.
    void answered(std::uint64_t request, std::uint32_t status, core::Time at, Notes& notes);
    std::size_t memory() const;

 private:
    struct Pending {
        std::uint64_t request = 0;
        LogonKind kind = LogonKind::unclear;
        bool is_first_step = false;
        bool windows_client = false;
        std::uint64_t account = 0;
        std::uint64_t credential = 0;
        std::uint64_t response = 0;
        std::size_t operation = no_operation;
        std::string who;  ///< as the sentence names him; empty where it does not
    };
    std::vector<Pending> pending_;
};

}  // namespace hitme::recognition::smb
