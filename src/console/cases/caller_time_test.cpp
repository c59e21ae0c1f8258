// SPDX-License-Identifier: Apache-2.0
#include "console/cases/caller_time.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

TEST(CallerTime, IsReadInTheCallersZone) {
    const auto berlin = *runtime::Zone::find("Europe/Berlin");
    const auto utc = [&](std::string_view text) {
        const auto read = caller_time(text, berlin);
        return read ? core::format_rfc3339(read->at) : read.error().context;
    };
    EXPECT_EQ(utc("2009-01-26 08:00"), "2009-01-26T07:00:00Z");
    EXPECT_EQ(utc("2009-07-26T08:00:30"), "2009-07-26T06:00:30Z");
    EXPECT_EQ(utc("2009-01-26T08:00:00Z"), "2009-01-26T08:00:00Z");
    EXPECT_EQ(utc("2009-01-26T08:00:00-05:00"), "2009-01-26T13:00:00Z");
    EXPECT_EQ(utc("2009-01-26"), "2009-01-25T23:00:00Z");
    EXPECT_NE(utc("8 o'clock").find("is not a time"), std::string::npos);
}

TEST(CallerTime, AReadingThatHappensTwiceOrNeverSaysSo) {
    const auto berlin = *runtime::Zone::find("Europe/Berlin");
    const auto twice = caller_time("2009-10-25 02:30", berlin);
    ASSERT_TRUE(twice.has_value());
    EXPECT_EQ(core::format_rfc3339(twice->at), "2009-10-25T00:30:00Z");
    EXPECT_NE(twice->note.find("2009-10-25T01:30:00Z"), std::string::npos);
    EXPECT_NE(caller_time("2009-03-29 02:30", berlin)->note.find("never"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console::cases
