// SPDX-License-Identifier: Apache-2.0
#include "store/ip/registry.h"

#include <array>

namespace hitme::store {
namespace {

// A letter for each first octet: f AFRINIC, p APNIC, a ARIN, l LACNIC, r RIPE NCC; a capital where the /8 is legacy and the
// registry administers it; m multicast; . not given out.
constexpr std::string_view by_first_octet =
    ".prAArAAAA.AAApAAAAAAAAaaRApAAAr"
    "AAAAprApAfpPAArAApaRARAAARppppra"
    "aaaaaaaaaaaaarrrrrrrrrrrrrrrrrrr"
    "aaaaapfpafpaarppppppppppppppppp."
    "AAAAAPAAAAAAARAAARAAAAPRAPFAAAAA"
    "AAAPAAAAAAAPAaaprlrlplpparllRllL"
    "ArrrFfAallppaaaaaapprrAAarpppppp"
    "mmmmmmmmmmmmmmmm................";
static_assert(by_first_octet.size() == 256);

struct Special {
    std::uint32_t first;
    int length;
    std::string_view note;
};
// IANA "IPv4 Special-Purpose Address Registry" (RFC 6890), what is not an ordinary host's address.
constexpr std::array<Special, 12> special{{{0x0a000000, 8, "private"},
                                           {0xac100000, 12, "private"},
                                           {0xc0a80000, 16, "private"},
                                           {0x7f000000, 8, "loopback"},
                                           {0xa9fe0000, 16, "link_local"},
                                           {0x64400000, 10, "shared"},
                                           {0xc0000200, 24, "documentation"},
                                           {0xc6336400, 24, "documentation"},
                                           {0xcb007100, 24, "documentation"},
                                           {0xc6120000, 15, "benchmark"},
                                           {0xe0000000, 4, "multicast"},
                                           {0xf0000000, 4, "reserved"}}};

struct Block6 {
    std::uint32_t first;  ///< upper 32 bits
    int length;
    Registry registry;
};
using enum Registry;
constexpr std::array<Block6, 33> blocks6{
    {{0x20010200, 23, apnic},    {0x20010400, 23, arin},     {0x20010600, 23, ripe_ncc},
     {0x20010800, 22, ripe_ncc}, {0x20010c00, 23, apnic},    {0x20010e00, 23, apnic},
     {0x20011200, 23, lacnic},   {0x20011400, 22, ripe_ncc}, {0x20011800, 23, arin},
     {0x20011a00, 23, ripe_ncc}, {0x20011c00, 22, ripe_ncc}, {0x20012000, 19, ripe_ncc},
     {0x20014000, 23, ripe_ncc}, {0x20014200, 23, afrinic},  {0x20014400, 23, apnic},
     {0x20014600, 23, ripe_ncc}, {0x20014800, 23, arin},     {0x20014a00, 23, ripe_ncc},
     {0x20014c00, 23, ripe_ncc}, {0x20015000, 20, ripe_ncc}, {0x20018000, 19, apnic},
     {0x2001a000, 20, apnic},    {0x2001b000, 20, apnic},    {0x20030000, 18, ripe_ncc},
     {0x24000000, 12, apnic},    {0x26000000, 12, arin},     {0x26100000, 23, arin},
     {0x26200000, 23, arin},     {0x26300000, 12, arin},     {0x28000000, 12, lacnic},
     {0x2a000000, 12, ripe_ncc}, {0x2a100000, 12, ripe_ncc}, {0x2c000000, 12, afrinic}}};

bool starts_with(std::uint32_t value, std::uint32_t first, int length) {
    return ((value ^ first) >> (32 - length)) == 0;
}

RegistryEntry entry6(const core::Address& address) {
    const auto upper = static_cast<std::uint32_t>(address.high() >> 32);
    if (upper == 0x20010db8) return {none, "documentation"};
    if (starts_with(upper, 0xfe800000, 10)) return {none, "link_local"};
    if (starts_with(upper, 0xfc000000, 7)) return {none, "private"};
    if (starts_with(upper, 0xff000000, 8)) return {none, "multicast"};
    for (const auto& block : blocks6)
        if (starts_with(upper, block.first, block.length)) return {block.registry, ""};
    if (address.is_loopback()) return {none, "loopback"};
    return {none, "reserved"};
}

}  // namespace

std::string_view name_of(Registry registry) {
    constexpr std::array<std::string_view, 6> names{"",     "AFRINIC", "APNIC",
                                                    "ARIN", "LACNIC",  "RIPE NCC"};
    return names[static_cast<std::size_t>(registry)];
}

RegistryEntry registry_of(const core::Address& address) {
    if (!address.is_v4()) return entry6(address);
    const std::uint32_t value = address.v4_value();
    for (const auto& one : special)
        if (starts_with(value, one.first, one.length)) return {none, one.note};
    const char letter = by_first_octet[value >> 24];
    const auto entry = [&](char small, Registry registry) -> RegistryEntry {
        return {registry, letter == small ? "" : "legacy"};
    };
    switch (letter) {
        case 'f':
        case 'F':
            return entry('f', afrinic);
        case 'p':
        case 'P':
            return entry('p', apnic);
        case 'a':
        case 'A':
            return entry('a', arin);
        case 'l':
        case 'L':
            return entry('l', lacnic);
        case 'r':
        case 'R':
            return entry('r', ripe_ncc);
        default:
            return {none, "reserved"};
    }
}

}  // namespace hitme::store
