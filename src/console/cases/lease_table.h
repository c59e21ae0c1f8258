// SPDX-License-Identifier: Apache-2.0
// Leases put together: who had an address at an instant, and which devices arrived in a window.
//
// Rules    a later entry of an address for the same device that begins before the earlier one ends is the same stay: its end
//          counts (a renewal lengthens it, a release shortens it), its start does not. One for another device ends the stay
//          before it. From a dnsmasq snapshot, a stay that is no longer listed ended when the file was written.
//          A lease that ended before the instant is not used, however late.
// Limits   max_leases stays, the earliest ended leave first. Pure.
#pragma once

#include <map>
#include <vector>

#include "console/cases/leases.h"

namespace hitme::console::cases {

class LeaseTable {
 public:
    void merge(const Leases& read, core::Time written);
    /// The stay that holds at `at`; null for none.
    const Lease* at(const core::Address& address, core::Time at) const;
    /// Stays that meet [from, to), by address then start.
    std::vector<Lease> between(const core::Address& address, core::Time from, core::Time to) const;
    /// The first stay of each device (by MAC) that began in [from, to), where it had none in the day before it.
    std::vector<Lease> arrivals(core::Time from, core::Time to) const;
    std::size_t size() const { return count_; }

 private:
    void add(const Lease& lease);
    void trim();
    std::map<core::Address, std::vector<Lease>> stays_;  // of one address in order of start
    std::size_t count_ = 0;
};

}  // namespace hitme::console::cases
