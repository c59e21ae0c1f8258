// SPDX-License-Identifier: Apache-2.0
#include "console/retold_times.h"

#include <gtest/gtest.h>

#include <vector>

namespace hitme::console {
namespace {

const auto utc = runtime::Zone::utc();
const auto new_york = *runtime::Zone::find("America/New_York");
const auto berlin = *runtime::Zone::find("Europe/Berlin");
const std::vector<runtime::Zone> written{utc, berlin};

std::string told(std::string_view sentence) {
    return retold(sentence, written, new_york);
}

// Eastern time is five hours behind in winter, four in summer; Berlin is one ahead, two in summer.
TEST(RetoldTimes, ATimeIsToldInTheReadersZone) {
    EXPECT_EQ(told("Visible onset: Thu 2008-11-06 2:24 PM UTC (95 %: Thu 2008-11-06 2:20 PM UTC to "
                   "Thu 2008-11-06 2:27 PM UTC), shape: step."),
              "Visible onset: Thu 2008-11-06 9:24 AM EST (95 %: Thu 2008-11-06 9:20 AM EST to "
              "Thu 2008-11-06 9:27 AM EST), shape: step.");
    EXPECT_EQ(told("Fri 2009-07-03 1:05 AM CEST"), "Thu 2009-07-02 7:05 PM EDT");
    EXPECT_EQ(told("at Thu 2008-11-06 12:00 AM UTC."), "at Wed 2008-11-05 7:00 PM EST.");
}

// On 2008-10-26 Berlin's clocks showed 2:30 twice; the abbreviation tells which.
TEST(RetoldTimes, TheHourThatComesTwiceIsToldByItsAbbreviation) {
    EXPECT_EQ(told("Sun 2008-10-26 2:30 AM CEST"), "Sat 2008-10-25 8:30 PM EDT");
    EXPECT_EQ(told("Sun 2008-10-26 2:30 AM CET"), "Sat 2008-10-25 9:30 PM EDT");
}

TEST(RetoldTimes, WhatNoZonePrintsSoStays) {
    for (const char* text :
         {"", "Thu", "Thu 2008-11-06", "Thu 2008-11-06 2:24 PM", "Thu 2008-11-06 2:24 PM ",
          "Thu 2008-11-06 2:24 PM JST", "Fri 2008-11-06 2:24 PM UTC", "Thu 2008-11-06 14:24 PM UTC",
          "Thu 2008-11-06 2:64 PM UTC", "Thu 2008-13-06 2:24 PM UTC", "Thu 2008-11-06 0:24 AM UTC",
          "Thu 2008-11-06 2:24 pm UTC", "every 15 min (12-18): 97 in 24 h"})
        EXPECT_EQ(told(text), text);
}

// TZ=America/New_York date -d 2026-03-08T07:00:00Z: clocks went forward at that very second.
TEST(RetoldTimes, InstantsAreToldToTheSecondWithTheirZone) {
    EXPECT_EQ(told_to_the_second("2026-03-08T06:59:59.999Z to 2026-03-08T07:00:00Z.", new_york),
              "2026-03-08 01:59:59 EST to 2026-03-08 03:00:00 EDT.");
    for (const char* text :
         {"", "2026-03-08", "2026-03-08T07:00:00", "2026-03-08T07:00:00+01:00",
          "2026-13-08T07:00:00Z", "2026-03-08T07:00:00.", "2026-03-08T07:00:00.5", "T07:00:00Z"})
        EXPECT_EQ(told_to_the_second(text, new_york), text);
}

}  // namespace
}  // namespace hitme::console
