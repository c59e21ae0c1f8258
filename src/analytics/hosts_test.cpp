// SPDX-License-Identifier: Apache-2.0
#include "analytics/hosts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time begin = *core::parse_time("2026-01-05T00:00:00Z");
const JudgedWindow window{begin, begin + hours{48}, begin + hours{60} + minutes{30}};

// Two sensors; every hour four hosts, two seen by both, one by each alone.
std::vector<Sighting> four_an_hour(bool second_sensor_lost = false) {
    std::vector<Sighting> sightings;
    for (int hour = 0; hour < 60; ++hour)
        for (std::uint32_t host = 0; host < 4; ++host) {
            const core::Time at = begin + hours{hour} + minutes{7 * static_cast<int>(host) + 1};
            const auto source = static_cast<std::uint32_t>(hour) * 4 + host;
            if (host != 3) sightings.push_back({at, source, 0});
            if (host != 0 && !(second_sensor_lost && hour >= 50))
                sightings.push_back({at, source, 1});
        }
    return sightings;
}

TEST(Hosts, ABinCountsEachSourceOnceAndTheLastPartialBinIsDropped) {
    const Uptimes up{{{begin, window.now}}, {{begin, window.now}}};
    const auto series = count_hosts(four_an_hour(), up, window, hours{1});
    EXPECT_EQ(series.baseline_bins, 48u);
    ASSERT_EQ(series.bins.size(), 60u);
    for (const auto& bin : series.bins) {
        EXPECT_EQ(bin.hosts, 4);
        EXPECT_EQ(bin.exposure, 1);
    }
    EXPECT_EQ(series.source, ExposureSource::reference);
    EXPECT_EQ(series.steady_sensors, (std::vector<std::uint16_t>{0, 1}));
}

// 150 contacts of 156 in one hour: loud, and so in every bin it came to. 90 of 96 are most, but not many.
TEST(Hosts, ALoudSourceIsCountedAndNotJudged) {
    const Uptimes up{{{begin, window.now}}, {{begin, window.now}}};
    const auto with = [&](int contacts) {
        auto sightings = four_an_hour();
        for (int i = 0; i < contacts; ++i)
            sightings.push_back({begin + hours{52} + std::chrono::seconds{20 * i}, 7777, 0});
        sightings.push_back({begin + hours{55}, 7777, 1});
        return count_hosts(sightings, up, window, hours{1});
    };
    const auto loud = with(150);
    EXPECT_EQ(loud.loud_sources, std::vector<std::uint32_t>{7777});
    for (const int hour : {52, 55}) {
        const auto& bin = loud.bins[static_cast<std::size_t>(hour)];
        EXPECT_EQ(bin.hosts, 5);
        EXPECT_EQ(bin.judged_hosts(), 4);
    }
    EXPECT_EQ(loud.bins[53].hosts, 4);
    const auto busy = with(90);
    EXPECT_TRUE(busy.loud_sources.empty());
    EXPECT_EQ(busy.bins[52].judged_hosts(), 5);
}

// Sensor 0 sees 3 of 4 hosts: E = 0.75, and half an hour of sensor 1 adds half of the missing quarter.
TEST(Hosts, TheExposureOfALostSensorIsTheShareOfHostsTheOthersSee) {
    const Uptimes up{{{begin, window.now}}, {{begin, begin + hours{50} + minutes{30}}}};
    const auto series = count_hosts(four_an_hour(true), up, window, hours{1});
    EXPECT_DOUBLE_EQ(series.bins[49].exposure, 1);
    EXPECT_DOUBLE_EQ(series.bins[50].exposure, 0.875);
    EXPECT_DOUBLE_EQ(series.bins[51].exposure, 0.75);
    EXPECT_DOUBLE_EQ(series.exposure_min, 0.75);
    EXPECT_EQ(series.bins[51].hosts, 3);
    EXPECT_EQ(series.lost_sensors, std::vector<std::uint16_t>{1});
    EXPECT_EQ(series.steady_sensors, std::vector<std::uint16_t>{0});
}

TEST(Hosts, ASensorAddedInsideTheWindowIsShownAndNotJudged) {
    auto sightings = four_an_hour();
    for (std::uint32_t i = 0; i < 500; ++i) sightings.push_back({begin + hours{55}, 5000 + i, 2});
    const Uptimes up{
        {{begin, window.now}}, {{begin, window.now}}, {{begin + hours{50}, window.now}}};
    const auto series = count_hosts(sightings, up, window, hours{1});
    EXPECT_EQ(series.excluded_sensors, std::vector<std::uint16_t>{2});
    EXPECT_EQ(series.added_sensors, std::vector<std::uint16_t>{2});
    EXPECT_EQ(series.bins[55].hosts, 4);
}

TEST(Hosts, OrderAndDuplicatesChangeNothing) {
    const Uptimes up{{{begin, window.now}}, {{begin, begin + hours{52}}}};
    auto sightings = four_an_hour(true);
    const auto first = count_hosts(sightings, up, window, hours{1});
    const auto copy = sightings;
    sightings.insert(sightings.end(), copy.begin(), copy.end());
    std::reverse(sightings.begin(), sightings.end());
    const auto second = count_hosts(sightings, up, window, hours{1});
    for (std::size_t i = 0; i < first.bins.size(); ++i) {
        EXPECT_EQ(first.bins[i].hosts, second.bins[i].hosts);
        EXPECT_EQ(first.bins[i].exposure, second.bins[i].exposure);
    }
}

TEST(Hosts, TimesToComeAreCountedAndNotJudged) {
    const Uptimes up{{{begin, window.now}}};
    const std::vector<Sighting> sightings{{window.now, 1, 0},
                                          {window.now + hours{9000}, 2, 0},
                                          {begin - hours{1}, 3, 0},
                                          {window.now - minutes{5}, 4, 0}};
    const auto series = count_hosts(sightings, up, window, hours{1});
    EXPECT_EQ(series.future, 2u);
    EXPECT_EQ(series.out_of_range, 2u);
    for (const auto& bin : series.bins) EXPECT_EQ(bin.hosts, 0);
}

TEST(Hosts, SensorsThatWereNeverUpTogetherAreWeighedByTheirOwnHosts) {
    // Two sensors of 2 and of 6 hosts an hour, the second only up when the first is not.
    std::vector<Sighting> sightings;
    for (int hour = 0; hour < 60; ++hour)
        for (std::uint32_t i = 0; i < (hour < 30 ? 2u : 6u); ++i)
            sightings.push_back({begin + hours{hour} + minutes{i + 1},
                                 static_cast<std::uint32_t>(hour) * 10 + i,
                                 static_cast<std::uint16_t>(hour < 30 ? 0 : 1)});
    const JudgedWindow late{begin, begin + hours{56}, begin + hours{60}};
    const Uptimes up{{{begin, begin + hours{30}}}, {{begin + hours{30}, begin + hours{60}}}};
    const auto series = count_hosts(sightings, up, late, hours{1});
    EXPECT_EQ(series.source, ExposureSource::additive);
    // (60 + 1/2) and (180 + 1/2) hosts in 30 h each.
    EXPECT_NEAR(series.bins[10].exposure, 60.5 / 241, 1e-12);
    EXPECT_NEAR(series.bins[40].exposure, 180.5 / 241, 1e-12);
}

TEST(Hosts, ASensorWithATenthOfItsShareOfTrafficIsBlind) {
    std::vector<Sighting> sightings;
    for (std::uint32_t i = 0; i < 100; ++i) sightings.push_back({begin + hours{1}, i, 0});
    sightings.push_back({begin + hours{1}, 200, 1});
    const Uptimes up{{{begin, window.now}}, {{begin, window.now}}};
    const std::vector<double> traffic{800, 200};
    const auto series = count_hosts(sightings, up, window, hours{1}, traffic);
    EXPECT_EQ(series.blind_sensors,
              std::vector<std::uint16_t>{1});  // 1 % of the signal, 20 % of traffic
    EXPECT_TRUE(count_hosts(sightings, up, window, hours{1}).blind_sensors.empty());
}

TEST(Hosts, AWindowWithoutABinHasNone) {
    const Uptimes up{{{begin, window.now}}};
    EXPECT_TRUE(count_hosts({}, up, {begin, begin, begin}, hours{1}).bins.empty());
    EXPECT_TRUE(count_hosts({}, up, {begin, begin + hours{5}, begin}, hours{1}).bins.empty());
    EXPECT_TRUE(count_hosts({}, up, window, hours{0}).bins.empty());
    EXPECT_TRUE(count_hosts({}, up, window, core::Duration{1}).bins.empty());
}

}  // namespace
}  // namespace hitme::analytics
