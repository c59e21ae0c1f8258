// SPDX-License-Identifier: Apache-2.0
// A server's side of network level authentication: the challenge that tells the machine's names, then a refusal.
//
// What     [MS-CSSP] 3.1.5: NTLMSSP NEGOTIATE answered by CHALLENGE, AUTHENTICATE by STATUS_LOGON_FAILURE. Bare NTLMSSP is
//          answered bare, SPNEGO in SPNEGO.
// Pure     the challenge comes from the given random number.
#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.h"
#include "core/time.h"
#include "wire/credssp.h"

namespace hitme::dialogue {

struct WindowsVersion {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint16_t build = 0;
};

struct CredsspServer {
    std::string computer;
    WindowsVersion windows;
    core::Time now;
    std::uint64_t challenge = 0;
};

struct CredsspAnswer {
    core::ByteVector bytes;
    bool is_logon = false;  ///< an AUTHENTICATE was refused
    bool is_last = false;   ///< the connection ends after it
};

CredsspAnswer answer_credssp(const wire::CredsspRequest& request, const CredsspServer& server);

}  // namespace hitme::dialogue
