// SPDX-License-Identifier: Apache-2.0
// Digests and message authentication codes of OpenSSL, fetched once and each with one context a thread.
//
// Why      EVP_md5(), HMAC() and EVP_Q_mac() look their algorithm up under a lock at every use (OpenSSL 3, crypto(7)) and make a
//          context for it: that costs several times what a message of some hundred bytes does. A sealed call has two of them.
// What     MD5 (RFC 1321), SHA-512 (FIPS 180-4), HMAC (RFC 2104) with MD5 and SHA-256, CMAC with AES-128 (RFC 4493).
// Pure     values only: what is kept does not depend on what was digested before.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "core/bytes.h"

namespace hitme::dialogue {

/// All over the parts one behind the other. Keys may have any length, but 16 bytes for AES.
std::array<std::uint8_t, 16> kept_md5(std::initializer_list<core::Bytes> parts);
std::array<std::uint8_t, 64> kept_sha512(std::initializer_list<core::Bytes> parts);
std::array<std::uint8_t, 16> kept_hmac_md5(core::Bytes key,
                                           std::initializer_list<core::Bytes> parts);
std::array<std::uint8_t, 32> kept_hmac_sha256(core::Bytes key,
                                              std::initializer_list<core::Bytes> parts);
std::array<std::uint8_t, 16> kept_aes_cmac(core::Bytes key,
                                           std::initializer_list<core::Bytes> parts);

}  // namespace hitme::dialogue
