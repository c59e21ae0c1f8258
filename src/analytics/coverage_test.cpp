// SPDX-License-Identifier: Apache-2.0
#include "analytics/coverage.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time t0 = *core::parse_time("2008-11-06T00:00:00Z");

std::vector<Uptime> four_sensors_one_down_for_half_an_hour() {
    return {{"a", t0, t0 + hours{2}},
            {"b", t0, t0 + hours{2}},
            {"c", t0, t0 + hours{2}},
            {"d", t0, t0 + minutes{60}},
            {"d", t0 + minutes{90}, t0 + hours{2}}};
}

TEST(Coverage, AGapOfHalfAnHourInOneOfFourSensorsLeavesTheRatePerExposureAndShowsInItsBin) {
    const auto coverage = measure_coverage(four_sensors_one_down_for_half_an_hour(),
                                           {t0, t0 + hours{2}, minutes{30}, {}});
    ASSERT_EQ(coverage.bins.size(), 4u);
    EXPECT_TRUE(coverage.known);
    // 7.5 of 8 sensor-hours.
    EXPECT_DOUBLE_EQ(coverage.share, 0.9375);
    EXPECT_DOUBLE_EQ(coverage.exposure_hours, 7.5);
    EXPECT_DOUBLE_EQ(coverage.bins[1].share, 1.0);
    EXPECT_DOUBLE_EQ(coverage.bins[2].share, 0.75);
    EXPECT_EQ(coverage.bins[2].at, t0 + minutes{60});
    EXPECT_EQ(coverage.gaps,
              (std::vector<Coverage::Gap>{{"d", t0 + minutes{60}, t0 + minutes{90}}}));
    // 1,000 events a sensor and half hour: the raw count of the bin falls by a quarter, the rate stays.
    EXPECT_DOUBLE_EQ(*rate_per_exposure(4000, coverage.bins[1].exposure_hours), 2000.0);
    EXPECT_DOUBLE_EQ(*rate_per_exposure(3000, coverage.bins[2].exposure_hours), 2000.0);
    EXPECT_DOUBLE_EQ(*at_full_exposure(3000, coverage.bins[2].share), 4000.0);
}

TEST(Coverage, NothingSeenMayBeSaidFromNinetyFivePercent) {
    const CoverageWindow window{t0, t0 + hours{100}, {}, {}};
    const auto at = [&](core::Duration up) {
        return measure_coverage(std::vector<Uptime>{{"a", t0, t0 + up}}, window);
    };
    EXPECT_TRUE(at(hours{95}).may_say_nothing_seen());
    EXPECT_FALSE(at(hours{95} - seconds{1}).may_say_nothing_seen());
}

TEST(Coverage, WithoutAnyHeartbeatItIsNotKnown) {
    const auto coverage = measure_coverage({}, {t0, t0 + hours{1}, minutes{5}, {"a"}});
    EXPECT_FALSE(coverage.known);
    EXPECT_FALSE(coverage.may_say_nothing_seen());
    EXPECT_EQ(coverage.heard, 0u);
    EXPECT_EQ(coverage.sensors.size(), 1u);
    EXPECT_TRUE(coverage.gaps.empty());
    EXPECT_FALSE(rate_per_exposure(5, coverage.exposure_hours).has_value());
}

TEST(Coverage, AnExpectedSensorThatNeverGaveAHeartbeatIsNotCovered) {
    const auto coverage = measure_coverage(std::vector<Uptime>{{"a", t0, t0 + hours{1}}},
                                           {t0, t0 + hours{1}, {}, {"a", "silent"}});
    EXPECT_DOUBLE_EQ(coverage.share, 0.5);
    EXPECT_EQ(coverage.heard, 1u);
    EXPECT_EQ(coverage.gaps, (std::vector<Coverage::Gap>{{"silent", t0, t0 + hours{1}}}));
}

TEST(Coverage, AHeartbeatOutsideTheWindowMakesNoSensorExpected) {
    const std::vector<Uptime> uptime = {{"a", t0, t0 + hours{1}},
                                        {"old", t0 - hours{2}, t0},
                                        {"later", t0 + hours{1}, t0 + hours{2}}};
    const auto coverage = measure_coverage(uptime, {t0, t0 + hours{1}, {}, {}});
    EXPECT_DOUBLE_EQ(coverage.share, 1.0);
    EXPECT_EQ(coverage.sensors.size(), 1u);
}

TEST(Coverage, OverlappingHeartbeatsCountOnceInAnyOrder) {
    // A sensor that sent the same minute twice, and out of order.
    const std::vector<Uptime> uptime = {{"a", t0 + minutes{1}, t0 + minutes{2}},
                                        {"a", t0, t0 + minutes{1}},
                                        {"a", t0 + minutes{1}, t0 + minutes{2}},
                                        {"a", t0 + seconds{30}, t0 + seconds{90}}};
    EXPECT_EQ(merge_uptime(uptime), (std::vector<Uptime>{{"a", t0, t0 + minutes{2}}}));
    const auto coverage = measure_coverage(uptime, {t0, t0 + minutes{4}, minutes{1}, {}});
    EXPECT_DOUBLE_EQ(coverage.share, 0.5);
    EXPECT_DOUBLE_EQ(coverage.bins[1].share, 1.0);
    EXPECT_DOUBLE_EQ(coverage.bins[2].share, 0.0);
}

TEST(Coverage, TheRoundingOfWholeSecondsIsNoGapButAFullSecondIs) {
    EXPECT_EQ(merge_uptime(
                  {{"a", t0, t0 + seconds{60}}, {"a", t0 + milliseconds{60999}, t0 + seconds{120}}})
                  .size(),
              1u);
    EXPECT_EQ(
        merge_uptime({{"a", t0, t0 + seconds{60}}, {"a", t0 + seconds{61}, t0 + seconds{120}}})
            .size(),
        2u);
}

TEST(Coverage, TheLastBinIsAsLongAsTheWindowLeavesIt) {
    const auto coverage = measure_coverage(std::vector<Uptime>{{"a", t0, t0 + minutes{25}}},
                                           {t0, t0 + minutes{25}, minutes{10}, {}});
    ASSERT_EQ(coverage.bins.size(), 3u);
    EXPECT_DOUBLE_EQ(coverage.bins[2].share, 1.0);
    EXPECT_NEAR(coverage.bins[2].exposure_hours, 5.0 / 60, 1e-12);
}

TEST(Coverage, ATooNarrowBinIsWidenedToTheLimit) {
    const auto coverage = measure_coverage(std::vector<Uptime>{{"a", t0, t0 + hours{24 * 365}}},
                                           {t0, t0 + hours{24 * 365}, seconds{1}, {}});
    EXPECT_LE(coverage.bins.size(), max_coverage_bins);
    EXPECT_DOUBLE_EQ(coverage.bins.back().share, 1.0);
}

}  // namespace
}  // namespace hitme::analytics
