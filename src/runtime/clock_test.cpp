// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace hitme::runtime {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, TellsTheMachinesTime) {
    const auto before = std::time(nullptr);
    const auto now = core::nanoseconds_of(SystemClock{}.now()) / 1'000'000'000;
    EXPECT_GE(now, before - 1);
    EXPECT_LE(now, std::time(nullptr) + 1);
}

TEST(SystemClock, NeverGoesBackWhenSteady) {
    const SystemClock clock;
    const auto first = clock.steady();
    EXPECT_LE(first, clock.steady());
}

TEST(ManualClock, StandsStillUntilToldToMove) {
    ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    EXPECT_EQ(clock.now(), clock.now());
    clock.advance(90s);
    EXPECT_EQ(clock.now(), *core::parse_time("2026-03-01T12:01:30Z"));
    EXPECT_EQ(clock.steady(), 90s);
}

TEST(ManualClock, KeepsTheSteadyClockWhenTheWallClockIsSet) {
    ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    clock.advance(1s);
    clock.set(*core::parse_time("2020-01-01T00:00:00Z"));
    EXPECT_EQ(clock.steady(), 1s);
}

}  // namespace
}  // namespace hitme::runtime
