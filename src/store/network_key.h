// SPDX-License-Identifier: Apache-2.0
// Of which network a source is, in the few bytes that a filter over millions of sources needs. What the numbers mean is told by
// whoever looks networks up (console/address_network.h); a store only compares them.
//
// Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "core/ip.h"
#include "core/time.h"

namespace hitme::store {

struct NetworkKey {
    std::uint32_t asn = 0;           ///< 0: not known
    std::uint16_t country = 0;       ///< country_key(); 0: not known
    std::uint8_t network_class = 0;  ///< as the caller counts classes
    std::uint8_t continent = 0;      ///< Continent (ip/country.h); 0: not known
    friend bool operator==(const NetworkKey&, const NetworkKey&) = default;
};

/// Two capital letters as a number; 0 for anything else.
constexpr std::uint16_t country_key(std::string_view code) {
    if (code.size() != 2) return 0;
    for (const char letter : code)
        if (letter < 'A' || letter > 'Z') return 0;
    return static_cast<std::uint16_t>(code[0] << 8 | code[1]);
}

/// What is absent is not asked; a 0 asks for what is not known.
struct NetworkFilter {
    std::optional<std::uint32_t> asn;
    std::optional<std::uint16_t> country;
    std::optional<std::uint8_t> network_class;
    std::optional<std::uint8_t> continent = std::nullopt;

    constexpr bool takes(const NetworkKey& key) const {
        return (!asn || *asn == key.asn) && (!country || *country == key.country) &&
               (!network_class || *network_class == key.network_class) &&
               (!continent || *continent == key.continent);
    }
};

/// The network of a source as it was known when it was first seen.
using NetworkOf = std::function<NetworkKey(const core::Address& source, core::Time first_seen)>;

}  // namespace hitme::store
