// SPDX-License-Identifier: Apache-2.0
// Counts of hosts per class before and in an outbreak whose true shares are known. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "simulation/random.h"

namespace hitme::simulation {

struct AttributionCounts {
    std::vector<std::uint64_t> baseline;  ///< of seven classes, seven days
    std::vector<std::uint64_t> window;
    std::vector<double> share;  ///< the truth: of the growth
    double ratio = 1;           ///< window over baseline, in time
};

AttributionCounts attribution_counts(std::uint64_t seed);

}  // namespace hitme::simulation
