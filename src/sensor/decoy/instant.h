// SPDX-License-Identifier: Apache-2.0
// A moment by both clocks: the wall clock goes into records, the monotonic one says what falls due. A wall clock that is
// set never ends a contact before its start, nor holds one back.
#pragma once

#include <chrono>

#include "core/time.h"

namespace hitme::sensor {

using Ticks = std::chrono::steady_clock::time_point;

struct Instant {
    core::Time wall;
    Ticks ticks;

    /// This moment by the wall clock as it was at `start`.
    core::Time wall_since(const Instant& start) const {
        return start.wall + std::chrono::duration_cast<core::Duration>(ticks - start.ticks);
    }
};

}  // namespace hitme::sensor
