// SPDX-License-Identifier: Apache-2.0
#include "analytics/source_life.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include "core/random.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

const core::Time t0 = *core::parse_time("2008-11-06T00:00:00Z");
constexpr nanoseconds day = hours{24};

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

TEST(SourceLife, CountsAtTheExactLimits) {
    SourceLife life(1);
    life.observe(address("192.0.2.1"), t0);
    const auto at = [&](core::Time when) { return life.series(when, when, day)[0]; };
    const nanoseconds one{1};
    EXPECT_EQ(at(t0 - one), (LifePoint{t0 - one, 0, 0, 0}));
    EXPECT_EQ(at(t0), (LifePoint{t0, 1, 1, 0}));
    EXPECT_EQ(at(t0 + day), (LifePoint{t0 + day, 1, 1, 0}));
    EXPECT_EQ(at(t0 + day + one), (LifePoint{t0 + day + one, 1, 0, 0}));
    EXPECT_EQ(at(t0 + 7 * day), (LifePoint{t0 + 7 * day, 1, 0, 0}));
    EXPECT_EQ(at(t0 + 7 * day + one), (LifePoint{t0 + 7 * day + one, 1, 0, 1}));
}

TEST(SourceLife, AReturnAfterRetirementIsNoNewSource) {
    SourceLife life(1);
    life.observe(address("192.0.2.1"), t0);
    life.observe(address("192.0.2.1"), t0 + 10 * day);
    const auto points = life.series(t0, t0 + 18 * day, day);
    ASSERT_EQ(points.size(), 19u);
    EXPECT_EQ(points[9], (LifePoint{t0 + 9 * day, 1, 0, 1}));
    EXPECT_EQ(points[10], (LifePoint{t0 + 10 * day, 1, 1, 0}));
    EXPECT_EQ(points[18], (LifePoint{t0 + 18 * day, 1, 0, 1}));
}

TEST(SourceLife, AgreesWithTheDefinitionInEveryOrderAndCumulativeNeverFalls) {
    core::Random random(11);
    for (int round = 0; round < 40; ++round) {
        std::vector<std::pair<std::uint32_t, core::Time>> sightings;
        for (int i = 0; i < 150; ++i)
            sightings.push_back({static_cast<std::uint32_t>(random.below(20)),
                                 t0 + hours{12 * static_cast<int>(random.below(100))} +
                                     nanoseconds{static_cast<int>(random.below(2))}});
        SourceLife life(random.next());
        for (const auto& [source, at] : sightings) life.observe(core::Address::v4(source), at);
        const auto points = life.series(t0 - day, t0 + 60 * day, hours{6});
        std::uint64_t before = 0;
        for (const LifePoint& point : points) {
            std::set<std::uint32_t> ever;
            std::set<std::uint32_t> active;
            std::set<std::uint32_t> kept;
            for (const auto& [source, at] : sightings) {
                if (at > point.at) continue;
                ever.insert(source);
                if (at >= point.at - day) active.insert(source);
                if (at >= point.at - 7 * day) kept.insert(source);
            }
            ASSERT_EQ(point,
                      (LifePoint{point.at, ever.size(), active.size(), ever.size() - kept.size()}));
            ASSERT_GE(point.cumulative, before);
            before = point.cumulative;
        }
    }
}

TEST(SourceLife, StationaryTurnoverRaisesTheCumulativeNumberOnly) {
    // One source an hour, each seen once: 24 h later it is inactive. Active stays 25 (both ends included).
    SourceLife life(1);
    for (std::uint32_t hour = 0; hour < 24 * 20; ++hour)
        life.observe(core::Address::v4(hour), t0 + hours{hour});
    const auto points = life.series(t0 + 5 * day, t0 + 15 * day, day);
    for (std::size_t i = 0; i < points.size(); ++i) {
        EXPECT_EQ(points[i].active, 25u);
        EXPECT_EQ(points[i].cumulative, 24 * (5 + i) + 1);
    }
    EXPECT_EQ(points.back().retired, 24u * 8);  // first seen before day 8
}

TEST(SourceLife, ASeriesIsCutAtItsLimitAndMayBeEmpty) {
    SourceLife life(1);
    EXPECT_EQ(life.series(t0, t0 + 100 * day, std::chrono::seconds{1}).size(),
              SourceLife::max_points);
    EXPECT_TRUE(life.series(t0, t0 - day, day).empty());
    EXPECT_EQ(life.series(core::Time::max() - day, core::Time::max(), day).size(), 2u);
}

}  // namespace
}  // namespace hitme::analytics
