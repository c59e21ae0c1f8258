// SPDX-License-Identifier: Apache-2.0
// Signatures of SMB2 and SMB3 messages, and the keys and hashes behind them.
//
// What     [MS-SMB2] 3.1.4.1 (signing), 3.1.4.2 (keys: SP800-108 in counter mode with HMAC-SHA256), 3.3.5.4 and 3.3.5.5
//          (pre-authentication integrity, SHA-512).
// Dialects 2.0.2, 2.1: HMAC-SHA256. 3.0, 3.0.2, 3.1.1: AES-128-CMAC (RFC 4493); GMAC is not offered.
// Pure     values only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/bytes.h"

namespace hitme::dialogue::smb {

// Dialect revisions ([MS-SMB2] 2.2.4) from which on keys are derived.
constexpr std::uint16_t dialect_3_0 = 0x0300;
constexpr std::uint16_t dialect_3_1_1 = 0x0311;

using SigningKey = std::array<std::uint8_t, 16>;

/// PreauthIntegrityHashValue: SHA-512 over itself and each message in turn; begins with zeros.
struct PreauthHash {
    std::array<std::uint8_t, 64> value{};
    void extend(core::Bytes message);
};

/// RFC 4493.
std::array<std::uint8_t, 16> aes_cmac(const SigningKey& key, core::Bytes message);

/// SP800-108 section 5.1 with a 32-bit counter and HMAC-SHA256, one block: `bits` is 128 or 256, of which the first
/// bytes are the key. `label` and `context` with their terminators, as [MS-SMB2] 3.1.4.2 lists them.
std::array<std::uint8_t, 32> derive_key(const SigningKey& key, std::string_view label,
                                        core::Bytes context, std::uint32_t bits);

/// The key that signs: the session key itself in 2.x, derived in 3.x; `hash` counts in 3.1.1 alone.
SigningKey signing_key(std::uint16_t dialect, const SigningKey& session_key,
                       const PreauthHash& hash);

/// Writes the signature into a message that is complete, its flag SMB2_FLAGS_SIGNED set and its signature any bytes.
/// `message` runs from its header to the next header or its end, and has at least 64 bytes.
void sign_smb2(std::uint16_t dialect, const SigningKey& key, std::span<std::uint8_t> message);
/// Whether the signature is right; false for less than a header.
bool smb2_signature_holds(std::uint16_t dialect, const SigningKey& key, core::Bytes message);

}  // namespace hitme::dialogue::smb
