// SPDX-License-Identifier: Apache-2.0
#include "console/access/throttle.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

TEST(SignInThrottle, TheSixthTryWaitsAndEachFurtherOneTwiceAsLong) {
    SignInThrottle throttle;
    core::Duration now = 100s;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(throttle.ask("mara", now), 0s);
        throttle.failed("mara", now);
    }
    EXPECT_EQ(throttle.ask("mara", now), 5s);
    EXPECT_EQ(throttle.ask("mara", now + 4s), 1s);
    now += 5s;
    EXPECT_EQ(throttle.ask("mara", now), 0s);
    throttle.failed("mara", now);
    EXPECT_EQ(throttle.ask("mara", now), 10s);
    // Another name does not wait for her.
    EXPECT_EQ(throttle.ask("olu", now), 0s);
}

TEST(SignInThrottle, WaitsAtMostAQuarterOfAnHourAndForgets) {
    SignInThrottle throttle;
    for (int i = 0; i < 60; ++i) throttle.failed("mara", 1s);
    EXPECT_EQ(throttle.ask("mara", 1s), 15min);
    EXPECT_EQ(throttle.ask("mara", 1h + 1s), 0s);
}

TEST(SignInThrottle, ARightPasswordEndsIt) {
    SignInThrottle throttle;
    for (int i = 0; i < 5; ++i) throttle.failed("mara", 1s);
    throttle.succeeded("mara");
    EXPECT_EQ(throttle.ask("mara", 1s), 0s);
}

TEST(SignInThrottle, AllNamesTogetherGetTwentyTriesInTenSeconds) {
    SignInThrottle throttle;
    for (int i = 0; i < 20; ++i) EXPECT_EQ(throttle.ask(std::to_string(i), 50s), 0s);
    EXPECT_EQ(throttle.ask("one more", 53s), 7s);
    EXPECT_EQ(throttle.ask("one more", 60s), 0s);
}

TEST(SignInThrottle, ManyNamesDoNotGrowTheTable) {
    SignInThrottle throttle;
    for (int i = 0; i < 5; ++i) throttle.failed("first", 1s);
    for (int i = 0; i < 1024; ++i) throttle.failed("n" + std::to_string(i), 2s);
    EXPECT_EQ(throttle.ask("first", 2s), 0s);  // gave way
}

}  // namespace
}  // namespace hitme::console
