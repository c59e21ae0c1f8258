// SPDX-License-Identifier: Apache-2.0
// Silences too long to be chance, for sensors of which no heartbeat is known: suspected outages (analytics 2.3).
//
// A sensor that sees m hosts an hour is silent for g hours by chance with probability exp(-m g). Above an expected count
// of 14 that is under 1e-6, and the silence is taken for an outage. Heartbeats are always better than this.
// Pure.
#pragma once

#include <span>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

/// Expected count over a silence from which on it is suspected: exp(-14) = 8e-7.
constexpr double suspected_count = 14;

/// When each of `sensors` sensors may be taken to have listened in [from, to): all of it but suspected outages.
/// The rate is that of distinct (hour, source) in the day of silence-free time around the silence, the smaller side:
/// a loud source counts once an hour, and a signal that swells after a quiet baseline makes no outage of the quiet.
/// A sensor without any sighting is left without uptime.
/// Cost     O(n log n).
Uptimes assumed_uptimes(std::span<const Sighting> sightings, std::size_t sensors, core::Time from,
                        core::Time to);

}  // namespace hitme::analytics
