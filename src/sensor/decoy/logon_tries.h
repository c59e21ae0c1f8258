// SPDX-License-Identifier: Apache-2.0
// How many logons each source tried, over its connections: personas that give in after some tries ask for it.
//
// Bounds    max_sources; beyond, the one that was silent longest is forgotten.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

#include "core/ip.h"

namespace hitme::sensor {

class LogonTries {
 public:
    static constexpr std::size_t max_sources = 16'384;  // ours: about 2 MB

    /// `seed` is secret, so that nobody can aim at one slot of the table.
    explicit LogonTries(std::uint64_t seed) : table_(0, Hash{seed}) {}

    void add(const core::Address& source, std::uint32_t tries);
    std::uint32_t of(const core::Address& source) const;
    std::size_t sources() const { return table_.size(); }

 private:
    struct Entry {
        core::Address source;
        std::uint32_t tries;
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(const core::Address& source) const {
            const std::uint64_t mixed = (core::AddressHash{}(source) ^ seed) * 0x9E3779B97F4A7C15u;
            return static_cast<std::size_t>(mixed ^ (mixed >> 29));
        }
    };
    std::list<Entry> order_;  // by last try
    std::unordered_map<core::Address, std::list<Entry>::iterator, Hash> table_;
};

}  // namespace hitme::sensor
