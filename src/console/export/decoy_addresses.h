// SPDX-License-Identifier: Apache-2.0
// Our own addresses, as contacts tell them: no list names one. At most max_decoy_addresses. Pure.
#pragma once

#include <cstddef>
#include <set>

#include "console/prefix_set.h"
#include "core/ip.h"
#include "event/kinds.h"

namespace hitme::console {

constexpr std::size_t max_decoy_addresses = 100'000;  // ours

class DecoyAddresses {
 public:
    void add(const event::Contact& contact) {
        const core::Address& own = contact.destination;
        if (!own.is_unspecified() && seen_.size() < max_decoy_addresses && seen_.insert(own).second)
            set_.add({own, own.is_v4() ? 32 : 128});
    }
    const PrefixSet& set() const { return set_; }

 private:
    std::set<core::Address> seen_;
    PrefixSet set_;
};

}  // namespace hitme::console
