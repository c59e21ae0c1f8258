// SPDX-License-Identifier: Apache-2.0
// Large networks and what they are, by AS number: our own hand-written table (analytics/attribution/network_class.h).
//
// Source   numbers with their names as in IPFire's location database of 2022-10-29 or the registries' public lists; the
//          class is what the operator publicly sells or is, from general knowledge, written down on 2026-11-28. A company
//          that sells lines to homes and to firms stands as consumer where homes are the greater part of its addresses.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "analytics/attribution/network_class.h"

namespace hitme::analytics {

constexpr std::string_view known_networks_date = "2026-11-28";

struct KnownNetwork {
    std::uint32_t asn = 0;
    NetworkClass network_class = NetworkClass::unknown;
    std::string_view what;  ///< the operator and what it sells
};

/// A null pointer for an AS that the table does not have.
const KnownNetwork* known_network(std::uint32_t asn);
std::size_t known_networks();

}  // namespace hitme::analytics
