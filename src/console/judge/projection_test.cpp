// SPDX-License-Identifier: Apache-2.0
#include "console/judge/projection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const auto new_york = *runtime::Zone::find("America/New_York");
const core::Time start = *core::parse_time("2009-01-09T17:00:00Z");
const core::Time onset = start + days{13};
const core::Time noon = *core::parse_time("2009-01-24T17:00:00Z");  // Saturday noon, Eastern

/// Two new hosts an hour for 13 days, then `per_hour(h)` more in the h-th hour until noon.
template <class PerHour>
Stream stream_of_hosts(const PerHour& per_hour) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0xC6120000;  // 198.18.0.0/15, for measuring (RFC 2544)
    const auto add = [&](core::Time hour, int hosts) {
        for (int i = 0; i < hosts; ++i)
            builder.add({hour + minutes{60} * i / hosts, "a", core::Address::v4(next++), {}, ""});
    };
    for (core::Time hour = start; hour < noon; hour += hours{1}) {
        const auto since = std::chrono::duration_cast<hours>(hour - onset).count();
        add(hour, since < 0 ? 2 : 2 + static_cast<int>(per_hour(static_cast<int>(since))));
    }
    builder.uptime("a", {{start, noon}});
    return builder.take("tcp/445", {});
}

TEST(Projection, MondayMorningIsTheReaders) {
    EXPECT_EQ(next_monday_morning(noon, new_york), *core::parse_time("2009-01-26T13:00:00Z"));
    EXPECT_EQ(next_monday_morning(noon, runtime::Zone::utc()),
              *core::parse_time("2009-01-26T08:00:00Z"));
    const auto monday = *core::parse_time("2009-01-26T13:00:00Z");
    EXPECT_EQ(next_monday_morning(monday - minutes{1}, new_york), monday);
    EXPECT_EQ(next_monday_morning(monday, new_york), monday + days{7});
    // Eastern summer time began on Sunday 8 March 2009: 8:00 is then 12:00 UTC.
    EXPECT_EQ(next_monday_morning(*core::parse_time("2009-03-07T12:00:00Z"), new_york),
              *core::parse_time("2009-03-09T12:00:00Z"));
}

// A line of two hosts an hour more each hour: 44 h after noon it is at 2 + 10 + 2 x 92 = 196.
TEST(Projection, BeyondHalfOfWhatWasJudgedBothIfsStandSideBySide) {
    const auto stream = stream_of_hosts([](int hour) { return 10 + 2 * hour; });
    const auto monday = next_monday_morning(noon, new_york);
    const auto told = projection_of(stream, noon, monday, new_york);
    ASSERT_TRUE(told);
    EXPECT_FALSE(told->value);
    EXPECT_EQ(
        told->sentence.find("If it continues until Mon 2009-01-26 8:00 AM EST, hosts in 1.0 h: "),
        0u)
        << told->sentence;
    EXPECT_NE(told->sentence.find(" if it stays linear, "), std::string::npos);
    EXPECT_NE(told->sentence.find("so no one number is given"), std::string::npos);
    const double linear = std::stod(told->sentence.substr(told->sentence.find("1.0 h: ") + 7));
    EXPECT_NEAR(linear, 196, 20);
}

TEST(Projection, NearAheadThereIsOneNumber) {
    const auto stream = stream_of_hosts([](int hour) { return 10 + 2 * hour; });
    const auto told = projection_of(stream, noon, noon + hours{12}, new_york);
    ASSERT_TRUE(told);
    ASSERT_TRUE(told->value);
    EXPECT_NEAR(*told->value, 132, 20);  // 2 + 10 + 2 x 60
    EXPECT_LT(*told->low, *told->value);
    EXPECT_GT(*told->high, *told->value);
}

TEST(Projection, FurtherThanWasJudgedIsAWarningAndThenNothing) {
    const auto stream = stream_of_hosts([](int hour) { return 10 + 2 * hour; });
    const auto told = projection_of(stream, noon, noon + hours{72}, new_york);
    ASSERT_TRUE(told);
    EXPECT_NE(told->sentence.find("neither is a forecast"), std::string::npos);
    EXPECT_FALSE(projection_of(stream, noon, noon + hours{120}, new_york));
}

TEST(Projection, WhatDoesNotGrowHasNone) {
    const auto quiet = stream_of_hosts([](int) { return 0; });
    EXPECT_FALSE(projection_of(quiet, noon, noon + hours{6}, new_york));
}

TEST(Projection, AnEmptyStoreHasNone) {
    const tests::ScratchFolder folder;
    const auto store = store::open_sqlite_store({folder.path()}, store::Access::write);
    ASSERT_TRUE(store);
    const auto told =
        project(**store, *event::Signal::parse("tcp/445"), noon, noon + hours{6}, new_york);
    ASSERT_TRUE(told);
    EXPECT_FALSE(*told);
}

}  // namespace
}  // namespace hitme::console
