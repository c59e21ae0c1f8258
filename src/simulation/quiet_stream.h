// SPDX-License-Identifier: Apache-2.0
// New hosts of a signal that nothing happens to: what an alarm must not ring on. Pure.
#pragma once

#include "simulation/onset_stream.h"

namespace hitme::simulation {

struct QuietStream {
    std::vector<core::Time> new_hosts;  ///< in order
    core::Time from;
    core::Time now;
    double background_per_h = 0;
};

QuietStream quiet_stream(double days, std::uint64_t seed);

}  // namespace hitme::simulation
