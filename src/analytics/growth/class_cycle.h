// SPDX-License-Identifier: Apache-2.0
// When in the day do the hosts of each class come, and does more than chance say so (analytics 2.10)?
//
// Each class has a cycle of its own (cycle.h), over the hours before the judged window. What of a class a fleet could have seen
// is learned from the hosts of all classes together: a class of its own may have too few to learn from.
// Question, formula, failure cases and a worked example: docs/methods/daily-cycle.md.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/growth/cycle.h"
#include "analytics/hosts.h"

namespace hitme::analytics {

struct ClassCycles {
    DailyCycle all;
    std::vector<DailyCycle> classes;  ///< by class
};

/// `source_class`: by source number; what lies outside of `classes` belongs to none and counts in `all` alone.
/// Cost   as count_hosts(), once for all and once for each class.
ClassCycles cycles_by_class(std::span<const Sighting> sightings,
                            std::span<const std::uint32_t> source_class, std::size_t classes,
                            const Uptimes& uptimes, const JudgedWindow& window);

/// Hosts of no cycle at all show an amplitude below this in 95 of 100 baselines: two harmonics of `hosts` counts with that
/// dispersion. Infinite without hosts.
double amplitude_by_chance(const DailyCycle& cycle);

}  // namespace hitme::analytics
