// SPDX-License-Identifier: Apache-2.0
#include "console/sensor_registry.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

core::Time day(int of_march) {
    return *core::parse_time("2026-03-0" + std::to_string(of_march) + "T00:00:00Z");
}
SensorPeriod period(SensorClass sensor_class, int from) {
    SensorPeriod made;
    made.sensor_class = sensor_class;
    made.from = day(from);
    return made;
}

// C-06: moving a sensor changes its class only from that time on; old events keep the old class.
TEST(SensorRegistry, MovingASensorKeepsTheOldClassForOldEvents) {
    SensorRegistration registration;
    registration.sensor = "alpha";
    registration.periods = with_period({}, period(SensorClass::consumer, 1));
    registration.periods = with_period(registration.periods, period(SensorClass::internal_lan, 5));
    SensorRegistry registry;
    registry.set({registration});
    EXPECT_EQ(registry.class_at("alpha", day(1) - std::chrono::seconds{1}), SensorClass::unknown);
    EXPECT_EQ(registry.class_at("alpha", day(4)), SensorClass::consumer);
    EXPECT_EQ(registry.class_at("alpha", day(5)), SensorClass::internal_lan);
    EXPECT_EQ(registry.internal_between(day(1), day(5)).size(), 0u);
    EXPECT_EQ(registry.internal_between(day(1), day(6)).size(), 1u);
    EXPECT_EQ(registry.class_at("beta", day(5)), SensorClass::unknown);
}

TEST(SensorRegistry, APeriodCutsWhatItOverlaps) {
    auto periods = with_period({}, period(SensorClass::consumer, 1));
    auto between = period(SensorClass::hosting, 3);
    between.until = day(5);
    periods = with_period(periods, between);
    ASSERT_EQ(periods.size(), 3u);
    EXPECT_EQ(periods[0].until, day(3));
    EXPECT_EQ(periods[2].sensor_class, SensorClass::consumer);
    EXPECT_EQ(periods[2].from, day(5));
    // Without an end it holds until the next one.
    periods = with_period(periods, period(SensorClass::education, 2));
    EXPECT_EQ(periods[1].until, day(3));
    store::Entry entry;
    entry.id = "alpha";
    entry.body = body_of({"alpha", 1, periods});
    const auto read = sensor_registration_of(entry);
    ASSERT_TRUE(read.has_value()) << read.error().context;
    EXPECT_EQ(read->periods.size(), 4u);
}

TEST(SensorRegistry, WhatASensorAnnouncesHoldsWhereNothingIsRegistered) {
    SensorRegistry registry;
    event::SensorChange change;
    change.sensor = "alpha";
    change.seen_at = day(2);
    change.network_class = "internal";
    registry.announce(change);
    change.seen_at = day(4);
    change.network_class = "";
    registry.announce(change);
    EXPECT_EQ(registry.class_at("alpha", day(1)), SensorClass::unknown);
    EXPECT_TRUE(registry.internal_at("alpha", day(3)));
    EXPECT_FALSE(registry.internal_at("alpha", day(4)));
    EXPECT_EQ(registry.internal_between(day(1), day(3)), std::vector<std::string>{"alpha"});
}

}  // namespace
}  // namespace hitme::console
