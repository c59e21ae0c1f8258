// SPDX-License-Identifier: Apache-2.0
#include "console/prefix_set.h"

#include <algorithm>

namespace hitme::console {

PrefixSet::PrefixSet(std::span<const core::Prefix> prefixes) {
    for (const auto& prefix : prefixes) add(prefix);
    // Sorted at once, so that threads that only ask share nothing that changes.
    join(v4_);
    join(v6_);
    joined_ = true;
}

void PrefixSet::add(const core::Prefix& prefix) {
    (prefix.address.is_v4() ? v4_ : v6_).emplace_back(prefix.address, prefix.last());
    joined_ = false;
}

void PrefixSet::add_all(const PrefixSet& other) {
    v4_.insert(v4_.end(), other.v4_.begin(), other.v4_.end());
    v6_.insert(v6_.end(), other.v6_.begin(), other.v6_.end());
    joined_ = false;
}

void PrefixSet::join(Ranges& ranges) {
    std::sort(ranges.begin(), ranges.end());
    Ranges joined;
    for (const auto& range : ranges) {
        if (!joined.empty() && range.first <= joined.back().second)
            joined.back().second = std::max(joined.back().second, range.second);
        else
            joined.push_back(range);
    }
    ranges = std::move(joined);
}

bool PrefixSet::meets(Ranges& ranges, const core::Address& first, const core::Address& last) {
    // The last range that begins at or before `last`: ranges are apart, so no earlier one reaches further.
    const auto after = std::upper_bound(
        ranges.begin(), ranges.end(), last,
        [](const core::Address& at, const auto& range) { return at < range.first; });
    return after != ranges.begin() && std::prev(after)->second >= first;
}

bool PrefixSet::contains(const core::Address& address) const {
    return overlaps({address, address.is_v4() ? 32 : 128});
}

bool PrefixSet::overlaps(const core::Prefix& prefix) const {
    if (!joined_) {
        join(v4_);
        join(v6_);
        joined_ = true;
    }
    return meets(prefix.address.is_v4() ? v4_ : v6_, prefix.address, prefix.last());
}

}  // namespace hitme::console
