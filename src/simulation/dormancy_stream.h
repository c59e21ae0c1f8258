// SPDX-License-Identifier: Apache-2.0
// Hosts of an outbreak from each one's infection on, host by host: they go on, stop for good, scan and sleep in turns, or
// are switched off at night. In half of the streams addresses change (leases), which looks like another host. Pure.
#pragma once

#include <optional>
#include <vector>

#include "core/time.h"
#include "simulation/random.h"

namespace hitme::simulation {

enum class HostHabit { persistent, gone, sleep, daily };

struct SimulatedSighting {
    core::Time at;
    std::uint32_t source = 0;
};

struct DormancyStream {
    std::vector<SimulatedSighting> sightings;  ///< in order
    std::vector<core::Duration> zones;         ///< by source
    core::Time now;                            ///< five days after the start
    HostHabit habit = HostHabit::persistent;
    double sightings_per_h = 0;  ///< of one host that is on; 0.12 to 6
    double scan_h = 0;           ///< of sleepers
    double sleep_h = 0;
    std::optional<double> lease_h;  ///< mean hours that an address is kept
};

/// `passers_by`: share of sources besides that scan for minutes, once, and have nothing to do with it.
DormancyStream dormancy_stream(HostHabit habit, std::uint64_t seed, double passers_by = 0);

}  // namespace hitme::simulation
