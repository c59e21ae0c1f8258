// SPDX-License-Identifier: Apache-2.0
// On which UTC days something was seen, the latest 64 of them: what a picture of who came when is drawn from.
//
// Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/time.h"

namespace hitme::store {

constexpr int most_seen_days = 64;  // ours: a word; two retentions of 30 days

struct SeenDays {
    core::Day last{};        ///< the latest day; of no meaning while nothing was seen
    std::uint64_t bits = 0;  ///< bit k: seen k days before `last`; 0: nothing was seen

    static SeenDays on(core::Day day) { return {day, 1}; }
    /// Adds the days of another; what is more than 63 days before the later last one is forgotten.
    void add(const SeenDays& other);
    /// Ascending.
    std::vector<core::Day> days() const;
    friend bool operator==(const SeenDays&, const SeenDays&) = default;
};

}  // namespace hitme::store
