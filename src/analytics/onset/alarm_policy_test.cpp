// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/alarm_policy.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

SignalHour hour(int at, double hosts, bool alarmed = false) {
    return {core::Time{std::chrono::hours{at}}, hosts, 2, 50, 10, 1, alarmed, true};
}

TEST(AlarmPolicy, RaisesOneAlarmForOneEvent) {
    AlarmPolicy policy;
    EXPECT_FALSE(policy.close_hour(hour(0, 2)));
    EXPECT_TRUE(policy.close_hour(hour(1, 52, true)));
    EXPECT_FALSE(policy.close_hour(hour(2, 202, true)));
    EXPECT_FALSE(policy.close_hour(hour(3, 92)));
    ASSERT_EQ(policy.events().size(), 1u);
    EXPECT_EQ(policy.events()[0].absorbed, 1u);
    EXPECT_EQ(policy.events()[0].peak_excess, 200);
    EXPECT_EQ(policy.events()[0].severity, Severity::high);
}

TEST(AlarmPolicy, ClosesAfterADayBelowHalfThePeakAndThenTellsAgain) {
    AlarmPolicy policy;
    policy.close_hour(hour(0, 102, true));
    for (int i = 1; i <= 23; ++i) policy.close_hour(hour(i, 10));
    EXPECT_FALSE(policy.events()[0].closed);
    policy.close_hour(hour(24, 60));  // 58 of a peak of 100: the day begins anew
    for (int i = 25; i <= 47; ++i) policy.close_hour(hour(i, 10));
    EXPECT_FALSE(policy.events()[0].closed);
    policy.close_hour(hour(48, 10));
    EXPECT_EQ(policy.events()[0].closed, core::Time{std::chrono::hours{49}});
    EXPECT_TRUE(policy.close_hour(hour(49, 102, true)));
}

TEST(AlarmPolicy, AnOutageClosesNothing) {
    AlarmPolicy policy;
    policy.close_hour(hour(0, 102, true));
    for (int i = 1; i <= 30; ++i) {
        auto dark = hour(i, 0);
        dark.observed = false;
        policy.close_hour(dark);
    }
    EXPECT_FALSE(policy.events()[0].closed);
}

TEST(AlarmPolicy, ALoudSourceIsItsOwnKind) {
    AlarmPolicy policy;
    auto loud = hour(0, 2);
    loud.events = 4956;
    loud.loudest_events = 4000;
    loud.loudest = 7;
    EXPECT_TRUE(policy.close_hour(loud));
    ASSERT_EQ(policy.events().size(), 1u);
    EXPECT_EQ(policy.events()[0].kind, AlarmKind::loud_source);
    EXPECT_EQ(policy.events()[0].source, 7u);
    loud.from += std::chrono::hours{1};
    EXPECT_FALSE(policy.close_hour(loud));
    loud.loudest = 8;
    EXPECT_TRUE(policy.close_hour(loud));
    loud.loudest_events = loud.events / 2;  // exactly half is not over half
    loud.loudest = 9;
    EXPECT_FALSE(policy.close_hour(loud));
}

TEST(AlarmPolicy, GradesByHosts) {
    EXPECT_EQ(severity_of(9.9), Severity::low);
    EXPECT_EQ(severity_of(10), Severity::medium);
    EXPECT_EQ(severity_of(999), Severity::high);
    EXPECT_EQ(severity_of(1000), Severity::very_high);
}

}  // namespace
}  // namespace hitme::analytics
