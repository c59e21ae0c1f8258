// SPDX-License-Identifier: Apache-2.0
// How many sources there ever were, are active, and are gone (C-15): three numbers at each of a row of instants.
//
// At an instant p, of the sources sighted at or before p:
//   cumulative  all of them; it never falls.
//   active      those with a sighting in [p - 24 h, p].
//   retired     those without one in [p - 7 d, p].
// Addresses are not machines: leases change, so the cumulative number grows even where the population does not.
// The order of arrival does not matter. Worked example: docs/methods/source-life.md.
// Pure, not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "analytics/new_hosts.h"
#include "core/ip.h"
#include "core/time.h"

namespace hitme::analytics {

constexpr core::Duration active_for = std::chrono::hours{24};
constexpr core::Duration retired_after = std::chrono::hours{24 * 7};

struct LifePoint {
    core::Time at;
    std::uint64_t cumulative = 0;
    std::uint64_t active = 0;
    std::uint64_t retired = 0;
    friend bool operator==(const LifePoint&, const LifePoint&) = default;
};

class SourceLife {
 public:
    /// Limits   max_points of one series; a longer one is cut at its end.
    static constexpr std::size_t max_points = 100000;

    /// `secret` keys the hash; random in a program that strangers can reach.
    explicit SourceLife(std::uint64_t secret);

    /// Takes one sighting; an IPv6 source stands for its /64.
    void observe(const core::Address& source, core::Time at);

    /// Points at first, first + step, ... up to and including `last`; `step` > 0.
    std::vector<LifePoint> series(core::Time first, core::Time last, core::Duration step);

 private:
    NewHosts episodes_;
};

}  // namespace hitme::analytics
