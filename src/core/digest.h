// SPDX-License-Identifier: Apache-2.0
// Two keys for captured bytes: SHA-256 says "the same bytes", the similarity key says "nearly the same bytes".
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/bytes.h"

namespace hitme::core {

/// SHA-256 (FIPS 180-4).
std::array<std::uint8_t, 32> sha256(Bytes bytes);
std::string sha256_hex(Bytes bytes);

/// A 64-bit SimHash (Charikar 2002) over the 3-byte shingles of the first `similarity_window` bytes: inputs that share
/// most shingles differ in few bits. 0 for fewer than 3 bytes. Compare with similarity_distance.
std::uint64_t similarity_key(Bytes bytes);
constexpr std::size_t similarity_window =
    512;  // ours: openings of exploits fit, and the cost stays bounded

/// Bits in which two keys differ, 0..64. Two random payloads lie near 32.
int similarity_distance(std::uint64_t a, std::uint64_t b);

}  // namespace hitme::core
