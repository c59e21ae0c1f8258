// SPDX-License-Identifier: Apache-2.0
// How well this machine's clock is known to be right, as its kernel says it: adjtimex(2), state and maximum error.
#pragma once

#include <string>

#include "core/time.h"

namespace hitme::runtime {

struct ClockQuality {
    bool known = false;         ///< false: the kernel did not answer
    bool synchronised = false;  ///< the kernel's clock is being steered (NTP, PTP)
    core::Duration max_error{};
    /// For people: "synchronised, at most 0.012 s wrong".
    std::string sentence() const;
};

ClockQuality clock_quality();
/// The same from the kernel's numbers: its state, status bits, and maximum error in microseconds.
ClockQuality clock_quality_of(int state, int status, long max_error);

}  // namespace hitme::runtime
