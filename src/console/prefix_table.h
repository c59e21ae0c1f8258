// SPDX-License-Identifier: Apache-2.0
// Values by network: which of many prefixes hold an address, most specific first.
//
// How      one hash table; a look-up costs one probe for each distinct prefix length in it, whatever the number of prefixes.
// Limits   the caller's: it holds what it is given. Pure.
#pragma once

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <vector>

#include "core/ip.h"

namespace hitme::console {

struct PrefixHash {
    std::size_t operator()(const core::Prefix& prefix) const {
        return core::AddressHash{}(prefix.address) * 131 + static_cast<std::size_t>(prefix.length);
    }
};

template <class Value>
class PrefixTable {
 public:
    /// Several values may stand under one prefix.
    void add(const core::Prefix& prefix, Value value) {
        auto& lengths = prefix.address.is_v4() ? lengths_v4_ : lengths_v6_;
        const auto at =
            std::lower_bound(lengths.begin(), lengths.end(), prefix.length, std::greater<>{});
        if (at == lengths.end() || *at != prefix.length) lengths.insert(at, prefix.length);
        values_[prefix].push_back(std::move(value));
    }
    /// Calls visit(prefix, value) for each that holds `address`, the longest prefix first, until it returns false.
    template <class Visit>
    void each(const core::Address& address, const Visit& visit) const {
        for (const int length : address.is_v4() ? lengths_v4_ : lengths_v6_) {
            const auto found = values_.find(core::Prefix::of(address, length));
            if (found == values_.end()) continue;
            for (const auto& value : found->second)
                if (!visit(found->first, value)) return;
        }
    }
    /// The value of the longest prefix that holds `address`; null for none.
    const Value* most_specific(const core::Address& address) const {
        const Value* found = nullptr;
        each(address, [&](const core::Prefix&, const Value& value) {
            found = &value;
            return false;
        });
        return found;
    }
    bool empty() const { return values_.empty(); }
    void clear() {
        values_.clear();
        lengths_v4_.clear();
        lengths_v6_.clear();
    }

 private:
    std::unordered_map<core::Prefix, std::vector<Value>, PrefixHash> values_;
    std::vector<int> lengths_v4_;  // distinct, longest first
    std::vector<int> lengths_v6_;
};

}  // namespace hitme::console
