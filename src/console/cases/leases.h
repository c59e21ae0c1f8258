// SPDX-License-Identifier: Apache-2.0
// Who had an address when: the lease files of DHCP servers (C-07).
//
// Forms    ISC dhcpd: dhcpd.leases(5). A log of `lease ADDRESS { starts ...; ends ...; hardware ethernet ...; client-hostname
//          "..."; binding state ...; }`; a later entry of an address goes before an earlier one of the same hardware and start.
//          Times: "starts 4 2026/03/05 12:00:00;" (UTC), "starts epoch 1772712000; # ...", "ends never;".
//          dnsmasq: dnsmasq(8), --dhcp-leasefile. A snapshot: "EXPIRY MAC ADDRESS NAME CLIENT-ID", EXPIRY in seconds since
//          1970, 0 for never; the start of a lease is not told, so a lease counts from when the file was written. IPv6 lines
//          follow a line "duid ..." and hold no MAC: passed over.
//          Kea: lease file of its memfile backend (Kea ARM, "Memfile"): CSV with a header; valid_lifetime and expire in
//          seconds; state 0 is a lease that was given. A later row of an address goes before an earlier one.
// Which    by what the text begins with.
// Trust    names are the hosts' own words: hostile text, kept as core::printable shows it.
// Limits   max_lease_bytes, max_leases (the latest of the file stay), max_lease_name_bytes. A piece that makes no sense is
//          skipped and counted. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/time.h"

namespace hitme::console::cases {

constexpr std::size_t max_lease_bytes = 64 << 20;
constexpr std::size_t max_leases = 200'000;
constexpr std::size_t max_lease_name_bytes = 64;

struct Lease {
    core::Address address;
    std::string mac;   ///< "00:11:22:33:44:55", lower case
    std::string name;  ///< printable; may be empty
    core::Time from;
    core::Time until;  ///< not within
    friend bool operator==(const Lease&, const Lease&) = default;
};

enum class LeaseForm : std::uint8_t { unknown, dhcpd, dnsmasq, kea };
struct Leases {
    LeaseForm form = LeaseForm::unknown;
    std::vector<Lease> leases;  ///< in the file's order
    std::uint64_t skipped = 0;
};

/// `written` is when the file was last written: from when a dnsmasq lease counts.
Leases parse_leases(std::string_view text, core::Time written);

}  // namespace hitme::console::cases
