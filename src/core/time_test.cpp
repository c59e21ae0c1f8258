// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <gtest/gtest.h>

namespace hitme::core {
namespace {

TEST(Time, ReadsTheFormsThatLogsWrite) {
    // 2008-11-06T14:25:00Z is 1225981500 (date -u -d).
    const Time want = from_nanoseconds(1225981500'000000000);
    for (const char* text :
         {"2008-11-06T14:25:00Z", "2008-11-06 14:25:00", "2008-11-06T14:25Z",
          "2008-11-06T09:25:00-05:00", "2008-11-06T09:25:00-0500", "2008-11-06T09:25:00-05",
          "2008-11-06t14:25:00.000z", "2008-11-06 14:25:00,000000"}) {
        EXPECT_EQ(parse_time(text), want) << text;
    }
}

TEST(Time, KeepsFractionsToTheNanosecond) {
    EXPECT_EQ(format_rfc3339(*parse_time("2025-02-18T05:25:41.286469Z")),
              "2025-02-18T05:25:41.286469Z");
    EXPECT_EQ(format_rfc3339(*parse_time("2025-02-18T05:25:41.000000001Z")),
              "2025-02-18T05:25:41.000000001Z");
    EXPECT_EQ(format_rfc3339(*parse_time("2025-02-18T05:25:41.5Z")), "2025-02-18T05:25:41.500Z");
    EXPECT_EQ(format_rfc3339(from_nanoseconds(-1)), "1969-12-31T23:59:59.999999999Z");
}

TEST(Time, RefusesImpossibleDatesAndStrayBytes) {
    for (const char* text :
         {"", "2008", "2008-13-01", "2008-02-30", "2008-11-06T24:00:00Z", "2008-11-06T14:60:00Z",
          "2008-11-06T14:25:61Z", "2008-11-06T14:25:00Zx", "2008-11-06T14:25:00.Z",
          "2008-11-06T14:25:00.1234567891Z", "1500-01-01", "9999-01-01T00:00:00Z", "2008-11-06T"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(Time, BinsBeforeTheEpochRoundDown) {
    using namespace std::chrono_literals;
    EXPECT_EQ(bin_of(from_nanoseconds(-1), 1s), from_nanoseconds(-1'000'000'000));
    EXPECT_EQ(bin_of(from_nanoseconds(0), 1s), from_nanoseconds(0));
    EXPECT_EQ(bin_of(*parse_time("2008-11-06T14:27:59Z"), 5min), *parse_time("2008-11-06T14:25Z"));
}

TEST(Duration, ReadsAndWritesUnits) {
    using namespace std::chrono_literals;
    EXPECT_EQ(parse_duration("24h"), Duration{24h});
    EXPECT_EQ(parse_duration("500ms"), Duration{500ms});
    EXPECT_EQ(format_duration(90s), "90s");
    EXPECT_EQ(format_duration(48h), "2d");
    for (const char* text : {"", "5", "h", "-5s", "5 s", "5x", "99999999d"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

}  // namespace
}  // namespace hitme::core
