// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock_quality.h"

#include <gtest/gtest.h>
#include <sys/timex.h>

namespace hitme::runtime {
namespace {

// States and bits are those of adjtimex(2).
TEST(ClockQuality, SaysWhatTheKernelSays) {
    EXPECT_EQ(clock_quality_of(TIME_OK, STA_PLL, 12'000).sentence(),
              "the clock is synchronised, at most 0.012 s wrong");
    EXPECT_FALSE(clock_quality_of(TIME_ERROR, STA_PLL, 12'000).synchronised);
    EXPECT_FALSE(clock_quality_of(TIME_OK, STA_UNSYNC, 16'000'000).synchronised);
    EXPECT_FALSE(clock_quality_of(-1, 0, 0).known);
    EXPECT_FALSE(clock_quality().sentence().empty());
}

}  // namespace
}  // namespace hitme::runtime
