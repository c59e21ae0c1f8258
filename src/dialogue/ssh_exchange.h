// SPDX-License-Identifier: Apache-2.0
// A server's side of an SSH key exchange: shared secret, exchange hash, and its signature by a made-up host key.
//
// What     RFC 8731 (curve25519-sha256), RFC 5656 (ECDH over nistp256), RFC 4253 section 8 and RFC 8268 (groups 14, 16), RFC 4253
//          section 7.2 for the keys. Host keys: ed25519 (RFC 8709), ECDSA nistp256, RSA with SHA-1 or SHA-2 (RFC 8332).
// Identity host keys come from the identity seed: the same sensor shows the same keys for ever. They protect nothing.
// Pure     the ephemeral key comes from the given random bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::dialogue {

/// Whether this side can do that exchange, or sign with that host key algorithm.
bool has_ssh_exchange(std::string_view name);
bool has_ssh_host_key(std::string_view algorithm);

/// What both sides said before, all of which is hashed.
struct SshExchangeInput {
    std::string_view exchange;
    std::string_view host_key_algorithm;
    std::string_view client_identification;  ///< without its line end
    std::string_view server_identification;
    core::Bytes client_kexinit;  ///< payload
    core::Bytes server_kexinit;
    core::Bytes client_init;  ///< payload of SSH_MSG_KEXDH_INIT or SSH_MSG_KEX_ECDH_INIT
    core::Bytes random;       ///< 64 bytes
    std::uint64_t identity_seed = 0;
};

class SshExchange {
 public:
    /// Nothing when the client's value is none that the exchange allows, or an algorithm is not there.
    static std::optional<SshExchange> make(const SshExchangeInput& input);

    /// Payload of the reply.
    const core::ByteVector& reply() const { return reply_; }
    const core::ByteVector& hash() const { return hash_; }
    /// RFC 4253 section 7.2: `length` bytes for a letter. The session identifier is this exchange's hash.
    core::ByteVector derive(char letter, std::size_t length) const;

 private:
    std::string digest_;
    core::ByteVector secret_;  ///< K as mpint
    core::ByteVector hash_;
    core::ByteVector reply_;
};

}  // namespace hitme::dialogue
