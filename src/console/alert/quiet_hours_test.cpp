// SPDX-License-Identifier: Apache-2.0
#include "console/alert/quiet_hours.h"

#include <gtest/gtest.h>

namespace hitme::console::alert {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

TEST(QuietHours, GoAcrossMidnightInTheirZone) {
    // Berlin is UTC+1 in winter.
    const QuietHours night{22 * 60, 7 * 60, "Europe/Berlin"};
    EXPECT_FALSE(is_quiet(night, at("2026-01-10T20:59:59Z")));
    EXPECT_TRUE(is_quiet(night, at("2026-01-10T21:00:00Z")));
    EXPECT_TRUE(is_quiet(night, at("2026-01-11T05:59:59Z")));
    EXPECT_FALSE(is_quiet(night, at("2026-01-11T06:00:00Z")));
    // And UTC+2 from 29 March 2026, 01:00 UTC on (EU directive 2000/84/EC: the last Sunday of March).
    EXPECT_TRUE(is_quiet(night, at("2026-03-29T04:59:00Z")));
    EXPECT_FALSE(is_quiet(night, at("2026-03-29T05:00:00Z")));
}

TEST(QuietHours, OfOneDayAndNone) {
    const QuietHours lunch{12 * 60, 13 * 60, "UTC"};
    EXPECT_TRUE(is_quiet(lunch, at("2026-01-10T12:30:00Z")));
    EXPECT_FALSE(is_quiet(lunch, at("2026-01-10T13:00:00Z")));
    EXPECT_FALSE(is_quiet({}, at("2026-01-10T12:30:00Z")));
    EXPECT_FALSE(is_quiet({0, 1439, "Nowhere/Land"}, at("2026-01-10T12:30:00Z")));
}

}  // namespace
}  // namespace hitme::console::alert
