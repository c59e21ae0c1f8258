// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>

#include "core/check.h"
#include "core/text.h"

namespace hitme::core {

std::array<std::uint8_t, 32> sha256(Bytes bytes) {
    std::array<std::uint8_t, 32> out{};
    unsigned length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, EVP_sha256(), nullptr);
    check(done == 1 && length == out.size(), "SHA-256 is always there");
    return out;
}

std::string sha256_hex(Bytes bytes) {
    return to_hex(sha256(bytes));
}

std::uint64_t similarity_key(Bytes bytes) {
    const std::size_t length = std::min(bytes.size(), similarity_window);
    if (length < 3) return 0;
    std::array<std::int32_t, 64> votes{};
    for (std::size_t i = 0; i + 3 <= length; ++i) {
        std::uint64_t mixed =
            (std::uint64_t{bytes[i]} << 16) | (std::uint64_t{bytes[i + 1]} << 8) | bytes[i + 2];
        mixed = (mixed + 1) * 0x9E3779B97F4A7C15u;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9u;
        mixed ^= mixed >> 32;
        for (std::size_t bit = 0; bit < 64; ++bit)
            votes[bit] += static_cast<std::int32_t>((mixed >> bit) & 1);
    }
    const auto half = static_cast<std::int32_t>((length - 2) / 2);
    std::uint64_t key = 0;
    for (std::size_t bit = 0; bit < 64; ++bit)
        if (votes[bit] > half) key |= std::uint64_t{1} << bit;
    return key;
}

int similarity_distance(std::uint64_t a, std::uint64_t b) {
    return std::popcount(a ^ b);
}

}  // namespace hitme::core
