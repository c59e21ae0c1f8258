// SPDX-License-Identifier: Apache-2.0
// One direction of an NTLMSSP session: the signatures of its messages, and the cipher that seals them.
//
// What     [MS-NLMP] 3.4.4.2, 3.4.5.2 and 3.4.5.3: extended session security with keys of 128, 56 or 40 bits; checksums are
//          enciphered where a key was exchanged. The older form (CRC32, one cipher for both directions) is not here.
// Order    of a sealed message first the bytes go through apply(), then its plain text through signature(): one cipher serves
//          both, message after message (3.4.3).
// Pure     values only.
#pragma once

#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "dialogue/ntlm_crypto.h"

namespace hitme::dialogue::smb {

enum class NtlmDirection : std::uint8_t { client_to_server, server_to_client };

class NtlmSeal {
 public:
    /// `flags` as agreed (wire/ntlmssp.h); `sequence` is the number of the first message.
    NtlmSeal(const Key& session_key, std::uint32_t flags, NtlmDirection direction,
             std::uint32_t sequence = 0);
    /// Whether these flags agree on what this class does.
    static bool serves(std::uint32_t flags);

    /// The next bytes of the stream, sealed or opened in place.
    void apply(std::span<std::uint8_t> bytes) { cipher_.apply(bytes); }
    /// The next message's signature: version 1, checksum, sequence number.
    Key signature(core::Bytes message);

 private:
    Key signing_;
    Rc4 cipher_;
    bool enciphers_;
    std::uint32_t sequence_;
};

}  // namespace hitme::dialogue::smb
