// SPDX-License-Identifier: Apache-2.0
// Signatures of SMB1 messages, and the numbers that go into them.
//
// What     [MS-CIFS] 3.1.4.1 (the MAC: MD5 over key and message with the sequence number in the signature's place), 3.2.4.1.3 and
//          3.3.5.2 (numbers: 0 and 1 for the session setup that made the key, then two a request, one for those without an
//          answer of their own); the key is the session key alone with extended security ([MS-SMB] 3.1.5.1).
// When     as smbd does it: signing is not offered, and done where the client says that it wants it. Before there is a key the
//          place of the signature reads "BSRSPYL " (seen in a capture of smbd 4.17).
// Pure     values only.
#pragma once

#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "dialogue/smb/signing.h"

namespace hitme::dialogue::smb {

/// Writes the signature into a complete message of at least a header.
void sign_smb1(const SigningKey& key, std::uint32_t sequence, std::span<std::uint8_t> message);
/// Whether the signature is right; false for less than a header.
bool smb1_signature_holds(const SigningKey& key, std::uint32_t sequence, core::Bytes message);

/// The numbers of one connection.
class Smb1Signing {
 public:
    bool is_on() const { return is_on_; }
    /// The session setup at hand made the key: its answer is number 1.
    void begin(const SigningKey& key);
    /// A request came: false where its signature is wrong. `is_answered`: whether it has an answer of its own.
    bool take(std::uint8_t command, core::Bytes message);
    /// Signs an answer to the request taken last.
    void sign(std::span<std::uint8_t> message) const;

 private:
    bool is_on_ = false;
    SigningKey key_{};
    std::uint32_t next_ = 0;    ///< of the next request
    std::uint32_t answer_ = 0;  ///< of answers to the last one
};

}  // namespace hitme::dialogue::smb
