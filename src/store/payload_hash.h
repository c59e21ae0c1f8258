// SPDX-License-Identifier: Apache-2.0
// A payload as people look it up: by the SHA-256 of its first bytes, or the beginning of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::store {

class PayloadHash {
 public:
    static constexpr std::size_t least_digits = 16;
    /// 16 to 64 hexadecimal digits of either case; nothing for anything else.
    static std::optional<PayloadHash> parse(std::string_view digits);
    /// The first 8 bytes as a number, big-endian.
    std::uint64_t first() const;
    /// Whether the SHA-256 of these bytes begins so. False for no bytes.
    bool matches(core::Bytes first_bytes) const;

 private:
    explicit PayloadHash(std::string digits) : digits_(std::move(digits)) {}
    std::string digits_;  // lower case
};

}  // namespace hitme::store
