// SPDX-License-Identifier: Apache-2.0
// What a contact sent first, in the 16 bits that a sighting has left: the number of its payload family
// (analytics/payload/families.h), and whether the contact went on to an exploit.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hitme::analytics {

class FirstPayload {
 public:
    /// Nothing was sent, or nobody looked.
    constexpr FirstPayload() = default;
    /// `family`: below 0x7FFE (most_families is); nothing where all places of families are taken.
    constexpr FirstPayload(std::optional<std::size_t> family, bool is_exploit)
        : family_(static_cast<std::uint16_t>(family.value_or(unplaced) & every_bit)),
          is_exploit_(is_exploit) {}

    constexpr bool was_sent() const { return family_ != none; }
    constexpr std::optional<std::size_t> family() const {
        if (family_ == none || family_ == unplaced) return std::nullopt;
        return family_;
    }
    constexpr bool is_exploit() const { return is_exploit_; }
    friend constexpr bool operator==(const FirstPayload&, const FirstPayload&) = default;

 private:
    static constexpr std::uint16_t every_bit = 0x7FFF;
    static constexpr std::uint16_t none = every_bit;
    static constexpr std::uint16_t unplaced = 0x7FFE;
    std::uint16_t family_ : 15 = none;
    std::uint16_t is_exploit_ : 1 = 0;
};
static_assert(sizeof(FirstPayload) == 2);

}  // namespace hitme::analytics
