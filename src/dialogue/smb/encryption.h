// SPDX-License-Identifier: Apache-2.0
// Encrypted frames of one SMB3 session, on the server's side: opened and closed, with the keys behind them.
//
// What     [MS-SMB2] 2.2.41 (the header), 3.1.4.2 (keys), 3.1.4.3 (closing), 3.3.5.2.1.1 (opening). AES-CCM with a nonce of
//          11 bytes and AES-GCM with 12, tags of 16; Nonce to SessionId are authenticated (RFC 5084).
// Dialects 3.0, 3.0.2: AES-128-CCM. 3.1.1: the cipher that was agreed on.
// Never    a cipher of our own: all by OpenSSL. A nonce is used once.
// Pure     values only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "dialogue/smb/signing.h"

namespace hitme::dialogue::smb {

/// [MS-SMB2] 2.2.3.1.2.
enum class Smb3Cipher : std::uint16_t {
    none = 0,
    aes_128_ccm = 1,
    aes_128_gcm = 2,
    aes_256_ccm = 3,
    aes_256_gcm = 4,
};

/// Of both directions; ciphers of 128 bits use the first 16 bytes.
struct EncryptionKeys {
    std::array<std::uint8_t, 32> from_client{};
    std::array<std::uint8_t, 32> from_server{};
};

/// The keys of a session; `hash` counts in 3.1.1 alone. NTLM gives a session key of 16 bytes, which is the full one that
/// ciphers of 256 bits ask for, too.
EncryptionKeys encryption_keys(std::uint16_t dialect, Smb3Cipher cipher,
                               const SigningKey& session_key, const PreauthHash& hash);

/// Where a session's nonces begin: eight bytes that count, little-endian, and what stands behind them.
struct NonceStart {
    std::uint64_t counter = 0;
    std::uint64_t behind = 0;  ///< its first three or four bytes are part of the nonce
};

/// The server's side; with both keys changed for each other, the client's.
class Smb3Encryption {
 public:
    Smb3Encryption(Smb3Cipher cipher, const EncryptionKeys& keys, std::uint64_t session_id,
                   NonceStart start);

    /// The message in a frame that begins with FD 'SMB'; nothing where Flags is not 1, the session another one, the length
    /// another one than declared, or the tag wrong.
    std::optional<core::ByteVector> open(core::Bytes frame) const;
    /// Appends a frame with `message` inside.
    void close(core::Bytes message, core::ByteVector& out);

    std::uint64_t session_id() const { return session_id_; }

 private:
    Smb3Cipher cipher_;
    EncryptionKeys keys_;
    std::uint64_t session_id_;
    NonceStart next_;
};

}  // namespace hitme::dialogue::smb
