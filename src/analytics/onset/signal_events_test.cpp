// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/signal_events.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

constexpr double day = 86'400;

// Hosts evenly spread: `level` an hour for all days but those that `extra` adds to.
SignalEventsInput even(int days, double level) {
    SignalEventsInput input;
    input.cells = {0, 60, {}, {}};
    input.watch_from = 6 * day;
    const auto minutes = static_cast<std::size_t>(days) * 1440;
    double due = 0;
    for (std::size_t i = 0; i < minutes; ++i) {
        due += level / 60;
        const double whole = static_cast<double>(static_cast<int>(due));
        input.cells.count.push_back(whole);
        input.cells.exposure.push_back(1.0 / 60);
        due -= whole;
    }
    return input;
}

void add(SignalEventsInput& input, double from, double to, double per_hour) {
    double due = 0;
    for (std::size_t i = 0; i < input.cells.count.size(); ++i) {
        if (input.cells.middle(i) < from || input.cells.middle(i) >= to) continue;
        due += per_hour / 60;
        const double whole = static_cast<double>(static_cast<int>(due));
        input.cells.count[i] += whole;
        due -= whole;
    }
}

TEST(SignalEvents, AreNoneWhereNothingRises) {
    EXPECT_TRUE(signal_events(even(14, 10)).empty());
    EXPECT_TRUE(signal_events({}).empty());
}

TEST(SignalEvents, OpenOnceAndStayOpenWhileTheOutbreakLasts) {
    auto input = even(20, 10);
    add(input, 10 * day, 20 * day, 60);
    const auto events = signal_events(input);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].kind, AlarmKind::rise);
    // Six times as many as before: within minutes. Ten days later it is still the same event.
    EXPECT_GE(seconds_of(events[0].opened), 10 * day);
    EXPECT_LE(seconds_of(events[0].opened), 10 * day + 1800);
    EXPECT_FALSE(events[0].closed);
    EXPECT_NEAR(events[0].peak_excess, 60, 6);
    EXPECT_EQ(events[0].severity, Severity::medium);
}

// Some 7 hosts in 10 minutes, where 0.67 are expected: 7 ln 10.5 - 6.3 - 0.9 is 9.2, above 8.5 and not above 12.
TEST(SignalEvents, AreConfirmedByWhatGoesOnAndNotByABurst) {
    auto input = even(20, 4);
    add(input, 10 * day + 600, 10 * day + 1200, 42);
    const auto burst = signal_events(input);
    ASSERT_EQ(burst.size(), 1u);
    EXPECT_FALSE(burst[0].confirmed);
    add(input, 10 * day + 1200, 12 * day, 20);
    const auto rise = signal_events(input);
    ASSERT_EQ(rise.size(), 1u);
    EXPECT_EQ(rise[0].opened, burst[0].opened);
    ASSERT_TRUE(rise[0].confirmed);
    EXPECT_GT(*rise[0].confirmed, rise[0].opened);
    EXPECT_LE(seconds_of(*rise[0].confirmed), 10 * day + 4 * 3600);
}

TEST(SignalEvents, CloseADayAfterTheExcessHasGone) {
    auto input = even(20, 10);
    add(input, 10 * day, 12 * day, 60);
    const auto events = signal_events(input);
    ASSERT_EQ(events.size(), 1u);
    ASSERT_TRUE(events[0].closed);
    EXPECT_NEAR(seconds_of(*events[0].closed), 13 * day, 2 * hour_seconds);
}

TEST(SignalEvents, AreToldBeforeTheHourIsOver) {
    auto input = even(20, 10);
    add(input, 10 * day, 20 * day, 200);
    const auto minutes = static_cast<std::size_t>(10 * 1440 + 20);
    input.cells.count.resize(minutes);
    input.cells.exposure.resize(minutes);
    const auto early = signal_events(input);
    ASSERT_EQ(early.size(), 1u);
    EXPECT_FALSE(early[0].closed);
}

TEST(SignalEvents, NameALoudSource) {
    auto input = even(10, 10);
    input.load.resize(240);
    input.load[200] = {5000, 4000, 7};
    const auto events = signal_events(input);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].kind, AlarmKind::loud_source);
    EXPECT_EQ(events[0].source, 7u);
    EXPECT_TRUE(events[0].closed);
}

TEST(SignalEvents, AnOutageOfAllSensorsEndsNothing) {
    auto input = even(20, 10);
    add(input, 10 * day, 20 * day, 60);
    for (std::size_t i = 0; i < input.cells.count.size(); ++i)
        if (input.cells.middle(i) >= 12 * day && input.cells.middle(i) < 14 * day)
            input.cells.count[i] = input.cells.exposure[i] = 0;
    const auto events = signal_events(input);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_FALSE(events[0].closed);
}

}  // namespace
}  // namespace hitme::analytics
