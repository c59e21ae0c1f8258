// SPDX-License-Identifier: Apache-2.0
// The sources with the most events, from a fixed number of counters (docs/methods/sketches.md).
//
// Bounds   with c counters and n events: a source's true number lies in [count - error, count]; error <= n / c; every source
//          with more than n / c events is held; the counts of all held add up to n.
// How      a source that is held counts up; another takes the place of one with the smallest count and inherits that as its
//          error. Among equal smallest counts the one that a heap puts first goes: the same events give the same state.
// Source   Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams" (ICDT 2005).
// Cost     O(log c) an event.
// Pure.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/ip.h"
#include "core/reader.h"
#include "core/result.h"
#include "core/writer.h"

namespace hitme::analytics {

class SpaceSaving {
 public:
    struct Counter {
        core::Address source;
        std::uint64_t count = 0;
        std::uint64_t error = 0;
        friend bool operator==(const Counter&, const Counter&) = default;
    };

    explicit SpaceSaving(std::size_t counters) : most_(counters == 0 ? 1 : counters) {}

    void add(const core::Address& source, std::uint64_t events = 1);
    /// Most first, then by address.
    std::vector<Counter> top(std::size_t at_most) const;
    std::uint64_t events() const { return events_; }
    /// What a source may have that is not held.
    std::uint64_t least() const { return heap_.size() < most_ ? 0 : heap_.front().count; }

    void save(core::Writer& out) const;
    /// Faults   truncated; over_limit: more than max_saved_counters; bad_value: a source twice, or no heap.
    static SpaceSaving load(core::Reader& in);
    static constexpr std::size_t max_saved_counters = 100'000;

    friend bool operator==(const SpaceSaving& a, const SpaceSaving& b) {
        return a.most_ == b.most_ && a.events_ == b.events_ && a.heap_ == b.heap_;
    }

 private:
    void sink(std::size_t at);
    void swap(std::size_t a, std::size_t b);

    std::size_t most_;
    std::uint64_t events_ = 0;
    std::vector<Counter> heap_;  ///< the smallest count first
    std::unordered_map<core::Address, std::size_t, core::AddressHash> places_;
};

/// An address as 16 bytes, for saved states.
void save_address(core::Writer& out, const core::Address& address);
core::Address load_address(core::Reader& in);

}  // namespace hitme::analytics
