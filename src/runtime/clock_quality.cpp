// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock_quality.h"

#include <sys/timex.h>

#include <array>
#include <cstdio>

namespace hitme::runtime {

std::string ClockQuality::sentence() const {
    if (!known) return "whether the clock is right is not known";
    if (!synchronised) return "the clock is not synchronised; how wrong it is is not known";
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "the clock is synchronised, at most %.3f s wrong",
                  std::chrono::duration<double>(max_error).count());
    return text.data();
}

ClockQuality clock_quality_of(int state, int status, long max_error) {
    ClockQuality quality;
    if (state < 0) return quality;
    quality.known = true;
    quality.synchronised = state != TIME_ERROR && (status & STA_UNSYNC) == 0;
    quality.max_error = std::chrono::microseconds{max_error};
    return quality;
}

ClockQuality clock_quality() {
    struct timex asked {};
    const int state = ::adjtimex(&asked);
    return clock_quality_of(state, asked.status, asked.maxerror);
}

}  // namespace hitme::runtime
