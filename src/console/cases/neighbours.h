// SPDX-License-Identifier: Apache-2.0
// The kernel's neighbour table: the MAC behind an address of the same segment, now (C-07).
//
// Form     /proc/net/arp, proc(5) and the kernel's Documentation/networking: a header, then "ADDRESS HWTYPE FLAGS HWADDRESS
//          MASK DEVICE". Taken: hardware type 1 (Ethernet), flag 0x2 (complete), a MAC that is not zero.
// IPv6     the kernel shows it only through netlink, which is not read: IPv6 hosts are known by leases or by address.
// Limits   max_neighbours. A line that makes no sense is passed over. Pure.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "core/ip.h"

namespace hitme::console::cases {

constexpr std::size_t max_neighbours = 65'536;

using Neighbours = std::unordered_map<core::Address, std::string, core::AddressHash>;
Neighbours parse_neighbours(std::string_view text);

}  // namespace hitme::console::cases
