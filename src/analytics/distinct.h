// SPDX-License-Identifier: Apache-2.0
// Distinct sources per bin and signal (C-12), exact, whatever the order of arrival.
//
// Bins are whatever instants the caller names (core::bin_of); a source that comes in two bins counts in both, so the
// sum over hours is at least the day's number: never add them. 9.6 to 11.5 bytes an IPv4 source, bin and signal.
// Pure, not thread-safe.
#pragma once

#include <cstdint>
#include <map>

#include "analytics/flat_table.h"
#include "core/ip.h"
#include "core/time.h"

namespace hitme::analytics {

class Distinct {
 public:
    enum class Seen : std::uint8_t { first, again };

    /// `secret` keys the hash; random in a program that strangers can reach.
    explicit Distinct(std::uint64_t secret) : secret_(secret) {}

    /// Takes one sighting; `first` the first time in that bin and signal. `signal` is event::Signal::key() or
    /// any_signal; an IPv6 source stands for its /64.
    Seen observe(std::uint32_t signal, const core::Address& source, core::Time bin);

    /// Forgets bins before `first_kept`. A sighting in a forgotten bin would count as first again: callers refuse it.
    void drop_before(core::Time first_kept);

    std::size_t bins() const { return bins_.size(); }
    std::size_t memory_bytes() const;

 private:
    struct Entry4 {
        std::uint64_t key = 0;  ///< signal in the upper half, address in the lower
        bool same(const Entry4& other) const { return key == other.key; }
        std::uint64_t hash(const Seed& seed) const { return hash_of(key, seed); }
    };
    struct Entry6 {
        std::uint64_t prefix = 0;
        std::uint32_t signal = 0;
        bool same(const Entry6& other) const {
            return prefix == other.prefix && signal == other.signal;
        }
        std::uint64_t hash(const Seed& seed) const {
            return hash_of(hash_of(prefix, seed) ^ signal, seed);
        }
    };
    struct Bin {
        explicit Bin(std::uint64_t secret) : v4(secret), v6(secret) {}
        FlatTable<Entry4> v4;
        FlatTable<Entry6> v6;
    };

    std::uint64_t secret_;
    std::map<core::Time, Bin> bins_;
};

}  // namespace hitme::analytics
