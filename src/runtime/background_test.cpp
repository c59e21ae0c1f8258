// SPDX-License-Identifier: Apache-2.0
#include "runtime/background.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace hitme::runtime {
namespace {

TEST(Background, LowersTheCallingThreadAlone) {
    const int before = ::getpriority(PRIO_PROCESS, 0);
    int lowered = 0;
    int twice = 0;
    std::thread{[&] {
        work_in_background();
        lowered = ::getpriority(PRIO_PROCESS, 0);
        work_in_background();
        twice = ::getpriority(PRIO_PROCESS, 0);
    }}.join();
    EXPECT_EQ(lowered, std::max(before, background_nice));
    EXPECT_EQ(twice, lowered);
    EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), before);
}

}  // namespace
}  // namespace hitme::runtime
