// SPDX-License-Identifier: Apache-2.0
#include "runtime/zone.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hitme::runtime {
namespace {

core::Time at(const char* text) {
    return *core::parse_time(text);
}

// The three examples of capability C-59.
TEST(Zone, SaysTheHourOfTheTwoFieldReports) {
    const auto eastern = Zone::find("America/New_York");
    ASSERT_TRUE(eastern.has_value()) << eastern.error().context;
    EXPECT_EQ(eastern->format(at("2008-11-06T14:25Z")), "Thu 2008-11-06 9:25 AM EST");
    EXPECT_EQ(eastern->format(at("2008-10-31T13:25Z")), "Fri 2008-10-31 9:25 AM EDT");
    EXPECT_EQ(eastern->format(at("2009-01-25T16:00Z")), "Sun 2009-01-25 11:00 AM EST");
}

TEST(Zone, WritesNoonAndMidnightAsTwelve) {
    const auto utc = Zone::utc();
    EXPECT_EQ(utc.format(at("2026-03-01T00:05Z")), "Sun 2026-03-01 12:05 AM UTC");
    EXPECT_EQ(utc.format(at("2026-03-01T12:05Z")), "Sun 2026-03-01 12:05 PM UTC");
}

// date -d: TZ=Asia/Kolkata is +05:30 all year; TZ=America/St_Johns -03:30 in winter.
TEST(Zone, WritesIsoLocalTimeWithItsOffset) {
    EXPECT_EQ(Zone::find("Asia/Kolkata")->format_iso(at("2009-01-25T20:00:00.5Z")),
              "2009-01-26T01:30:00+05:30");
    EXPECT_EQ(Zone::find("America/St_Johns")->format_iso(at("2009-01-25T02:00Z")),
              "2009-01-24T22:30:00-03:30");
    EXPECT_EQ(Zone::utc().format_iso(at("2009-01-25T02:00Z")), "2009-01-25T02:00:00+00:00");
}

TEST(Zone, RefusesNamesThatAreNoZone) {
    for (const char* name : {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime",
                             "Europe Berlin", "America/New_York\n"})
        EXPECT_FALSE(Zone::find(name).has_value()) << name;
    EXPECT_EQ(Zone::find("Mars/Olympus").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(Zone::find("a b").error().code, core::ErrorCode::bad_input);
}

TEST(Zone, TakesTheHostsZoneFromTheEnvironmentFirst) {
    const char* before = std::getenv("TZ");
    const std::string kept = before != nullptr ? before : "";
    ::setenv("TZ", ":Europe/Berlin", 1);
    EXPECT_EQ(Zone::local().name(), "Europe/Berlin");
    if (before != nullptr)
        ::setenv("TZ", kept.c_str(), 1);
    else
        ::unsetenv("TZ");
    EXPECT_FALSE(Zone::local().name().empty());
}

// Europe/Berlin: UTC+1, UTC+2 from 2009-03-29 01:00Z to 2009-10-25 01:00Z (Directive 2000/84/EC).
TEST(Zone, ALocalReadingIsTurnedBackIntoItsInstants) {
    const auto berlin = Zone::find("Europe/Berlin");
    ASSERT_TRUE(berlin.has_value());
    const auto at = [](const char* text) { return *core::parse_time(text); };
    using Happens = Zone::Instants::Happens;
    auto found = berlin->instants_of(at("2009-01-26T08:00:00Z"));
    EXPECT_EQ(found.first, at("2009-01-26T07:00:00Z"));
    EXPECT_EQ(found.happens, Happens::once);
    found = berlin->instants_of(at("2009-10-25T02:30:00Z"));
    EXPECT_EQ(found.happens, Happens::twice);
    EXPECT_EQ(found.first, at("2009-10-25T00:30:00Z"));
    EXPECT_EQ(found.second, at("2009-10-25T01:30:00Z"));
    found = berlin->instants_of(at("2009-03-29T02:30:00Z"));
    EXPECT_EQ(found.happens, Happens::never);
    EXPECT_EQ(found.first, at("2009-03-29T01:00:00Z"));
    EXPECT_EQ(Zone::utc().instants_of(at("2009-03-29T02:30:00Z")).first,
              at("2009-03-29T02:30:00Z"));
}

}  // namespace
}  // namespace hitme::runtime
