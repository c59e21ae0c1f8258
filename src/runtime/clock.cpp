// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock.h"

#include <chrono>

namespace hitme::runtime {

core::Time SystemClock::now() const {
    return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
}

core::Duration SystemClock::steady() const {
    return std::chrono::duration_cast<core::Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
}

core::Time ManualClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

core::Duration ManualClock::steady() const {
    const std::lock_guard lock(mutex_);
    return steady_;
}

void ManualClock::advance(core::Duration by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    steady_ += by;
}

void ManualClock::set(core::Time now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
}

}  // namespace hitme::runtime
