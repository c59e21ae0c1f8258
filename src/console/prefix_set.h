// SPDX-License-Identifier: Apache-2.0
// A set of networks that is asked whether an address, or any part of a network, lies in it.
//
// Families  IPv4 and IPv6 are kept apart: ::/0 holds no IPv4 address, although the stored form of both is one.
// Cost      a look-up is one binary search; adding is cheap, the first question after it sorts. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/ip.h"

namespace hitme::console {

class PrefixSet {
 public:
    PrefixSet() = default;
    explicit PrefixSet(std::span<const core::Prefix> prefixes);

    void add(const core::Prefix& prefix);
    void add_all(const PrefixSet& other);
    bool empty() const { return v4_.empty() && v6_.empty(); }
    bool contains(const core::Address& address) const;
    /// True when the two share at least one address, whichever is the larger.
    bool overlaps(const core::Prefix& prefix) const;

 private:
    using Ranges = std::vector<std::pair<core::Address, core::Address>>;
    static bool meets(Ranges& ranges, const core::Address& first, const core::Address& last);
    static void join(Ranges& ranges);

    mutable Ranges v4_;
    mutable Ranges v6_;
    mutable bool joined_ = true;
};

}  // namespace hitme::console
