// SPDX-License-Identifier: Apache-2.0
// Two keys for captured bytes: SHA-256 says "the same bytes", the similarity key says "nearly the same bytes".
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/bytes.h"

namespace hitme::core {

/// SHA-256 (FIPS 180-4).
std::array<std::uint8_t, 32> sha256(Bytes bytes);
std::string sha256_hex(Bytes bytes);

/// The same, over bytes that come in pieces.
class Sha256 {
 public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&& other) noexcept;
    Sha256& operator=(Sha256&& other) noexcept;
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(Bytes bytes);
    /// Of all pieces so far; more may follow.
    std::array<std::uint8_t, 32> digest() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// MD5 (RFC 1321) as 32 digits, for fingerprints that are defined by it (JA3, HASSH) and nothing else; empty where the
/// system forbids it.
std::string md5_hex(Bytes bytes);
/// The same as bytes, for protocols that are built on it (RADIUS) and nothing else; nothing where the system forbids it.
std::optional<std::array<std::uint8_t, 16>> md5(Bytes bytes);
/// HMAC-MD5 (RFC 2104), likewise.
std::optional<std::array<std::uint8_t, 16>> hmac_md5(Bytes key, Bytes message);
/// SHA-1 (FIPS 180-4), for names that are defined by it (UUID version 5) and nothing else; nothing where the system forbids it.
std::optional<std::array<std::uint8_t, 20>> sha1(Bytes bytes);

/// A 64-bit SimHash (Charikar 2002) over the 3-byte shingles of the first `similarity_window` bytes: inputs that share
/// most shingles differ in few bits. 0 for fewer than 3 bytes. Compare with similarity_distance.
std::uint64_t similarity_key(Bytes bytes);
constexpr std::size_t similarity_window =
    512;  // ours: openings of exploits fit, and the cost stays bounded

/// Bits in which two keys differ, 0..64. Two random payloads lie near 32.
int similarity_distance(std::uint64_t a, std::uint64_t b);

}  // namespace hitme::core
