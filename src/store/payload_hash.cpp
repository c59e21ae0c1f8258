// SPDX-License-Identifier: Apache-2.0
#include "store/payload_hash.h"

#include <algorithm>
#include <charconv>

#include "core/digest.h"

namespace hitme::store {

std::optional<PayloadHash> PayloadHash::parse(std::string_view digits) {
    if (digits.size() < least_digits || digits.size() > 64) return {};
    std::string lower(digits);
    for (char& digit : lower) {
        if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
        if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f')) return {};
    }
    return PayloadHash{std::move(lower)};
}

std::uint64_t PayloadHash::first() const {
    std::uint64_t number = 0;
    std::from_chars(digits_.data(), digits_.data() + least_digits, number, 16);
    return number;
}

bool PayloadHash::matches(core::Bytes first_bytes) const {
    return !first_bytes.empty() && core::sha256_hex(first_bytes).starts_with(digits_);
}

}  // namespace hitme::store
