// SPDX-License-Identifier: Apache-2.0
#include "console/export/reserved.h"

#include <array>

#include "core/check.h"

namespace hitme::console {
namespace {

template <std::size_t Count>
PrefixSet set_of(const std::array<const char*, Count>& texts) {
    PrefixSet set;
    for (const char* text : texts) {
        const auto prefix = core::Prefix::parse(text);
        core::check(prefix.has_value(), "a prefix of a table of ours");
        set.add(*prefix);
    }
    // Sorted now, so that threads that ask later only read.
    static_cast<void>(set.contains(core::Address{}));
    return set;
}

}  // namespace

const PrefixSet& reserved_addresses() {
    static const PrefixSet set = set_of(std::array{
        // IPv4 Special-Purpose Address Registry, multicast (RFC 5771), and 240/4 with the broadcast address.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // IPv6: outside global unicast (RFC 4291 section 2.4) ...
        "::/3", "4000::/2", "8000::/1",
        // ... and the special ranges inside: protocol assignments with Teredo, documentation, 6to4, AS112.
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"});
    return set;
}

const PrefixSet& public_resolvers() {
    static const PrefixSet set = set_of(std::array{
        // Cloudflare, Google, Quad9, OpenDNS, AdGuard, Yandex, 114DNS, AliDNS, DNSPod, Level 3, Verisign, Comodo, CleanBrowsing
        "1.0.0.0/24", "1.1.1.0/24", "8.8.8.0/24", "8.8.4.0/24", "9.9.9.0/24", "149.112.112.0/24",
        "208.67.222.0/24", "208.67.220.0/24", "94.140.14.0/24", "94.140.15.0/24", "77.88.8.0/24",
        "114.114.114.114", "114.114.115.115", "223.5.5.5", "223.6.6.6", "119.29.29.29",
        "4.2.2.0/24", "64.6.64.6", "64.6.65.6", "8.26.56.26", "8.20.247.20", "185.228.168.0/24",
        "185.228.169.0/24", "2606:4700:4700::/48", "2001:4860:4860::/48", "2620:fe::/48",
        "2620:119:35::/48", "2620:119:53::/48", "2a10:50c0::/32", "2a02:6b8::/32", "2400:3200::/48",
        // Root servers a to m (root hints)
        "198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10",
        "192.5.5.241", "192.112.36.4", "198.97.190.53", "192.36.148.17", "192.58.128.30",
        "193.0.14.129", "199.7.83.42", "202.12.27.33", "2001:503:ba3e::2:30", "2801:1b8:10::b",
        "2001:500:2::c", "2001:500:2d::d", "2001:500:a8::e", "2001:500:2f::f", "2001:500:12::d0d",
        "2001:500:1::53", "2001:7fe::53", "2001:503:c27::2:30", "2001:7fd::1", "2001:500:9f::42",
        "2001:dc3::35"});
    return set;
}

}  // namespace hitme::console
