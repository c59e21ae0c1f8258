// SPDX-License-Identifier: Apache-2.0
// The regional registry of an address, from the tables that IANA publishes; no network, no file.
//
// Source   IANA "IPv4 Address Space Registry" of 2019-12-27 and "IPv6 Global Unicast Address Assignments" of 2019-11-06 (the
//          designations of whole /8s have not moved since the last ones were given out in 2011). A legacy /8 stands under the
//          registry that administers it: single networks in it may have moved to another.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/ip.h"

namespace hitme::store {

enum class Registry : std::uint8_t { none, afrinic, apnic, arin, lacnic, ripe_ncc };
/// As the registry writes itself, "RIPE NCC"; empty for none.
std::string_view name_of(Registry registry);

constexpr std::string_view registry_table_date = "2019-12-27";

struct RegistryEntry {
    Registry registry = Registry::none;
    /// legacy, private, loopback, link_local, shared, documentation, benchmark, multicast, reserved; else empty.
    std::string_view note;
};
RegistryEntry registry_of(const core::Address& address);

}  // namespace hitme::store
