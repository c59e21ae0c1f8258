// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/class_cycle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
const core::Time monday = *core::parse_time("2026-01-05T00:00:00Z");
constexpr int days = 9;
const JudgedWindow window{monday, monday + hours{24 * (days - 2)}, monday + hours{24 * days}};

struct Made {
    std::vector<Sighting> sightings;
    std::vector<std::uint32_t> source_class;

    /// Hosts that each come once: `per_hour` in the mean, `swing` about it, most at `peak` UTC.
    void add(std::uint32_t of, double per_hour, double swing, double peak, std::uint64_t seed) {
        std::mt19937_64 random{seed};
        for (int hour = 0; hour < 24 * days; ++hour) {
            const double angle = 2 * std::numbers::pi * (hour + 0.5 - peak) / 24;
            std::poisson_distribution<int> count{per_hour * (1 + swing * std::cos(angle))};
            for (int host = count(random); host > 0; --host) {
                sightings.push_back({monday + hours{hour} + std::chrono::minutes{30},
                                     static_cast<std::uint32_t>(source_class.size()), 0});
                source_class.push_back(of);
            }
        }
    }
    ClassCycles cycles(std::size_t classes) const {
        const Uptimes uptimes{{{window.baseline_from, window.now}}};
        return cycles_by_class(sightings, source_class, classes, uptimes, window);
    }
};

TEST(ClassCycle, EachClassHasItsOwnEvening) {
    Made made;
    made.add(0, 40, 0.6, 12, 1);
    made.add(1, 40, 0.6, 20, 2);
    made.add(2, 40, 0, 0, 3);
    const auto cycles = made.cycles(3);
    ASSERT_EQ(cycles.classes.size(), 3u);
    EXPECT_NEAR(*cycles.classes[0].peak_hour(), 12, 1);
    EXPECT_NEAR(*cycles.classes[1].peak_hour(), 20, 1);
    for (const std::size_t swinging : {0u, 1u}) {
        EXPECT_NEAR(cycles.classes[swinging].amplitude(), 0.6, 0.1);
        EXPECT_GT(cycles.classes[swinging].amplitude(),
                  amplitude_by_chance(cycles.classes[swinging]));
    }
    EXPECT_LT(cycles.classes[2].amplitude(), amplitude_by_chance(cycles.classes[2]));
    EXPECT_EQ(cycles.all.hosts,
              cycles.classes[0].hosts + cycles.classes[1].hosts + cycles.classes[2].hosts);
    EXPECT_DOUBLE_EQ(cycles.all.exposure_hours, 24 * (days - 2));
}

// Of hosts that come evenly, one class in twenty may show more than chance does in 95 of 100; the ridge makes it fewer.
TEST(ClassCycle, EvenHostsRarelyShowACycle) {
    int shown = 0;
    constexpr int tries = 300;
    for (int i = 0; i < tries; ++i) {
        Made made;
        made.add(0, 5, 0, 0, 100 + static_cast<std::uint64_t>(i));
        const auto cycle = made.cycles(1).classes[0];
        shown += cycle.amplitude() > amplitude_by_chance(cycle);
    }
    EXPECT_LE(shown, tries * 8 / 100);
    EXPECT_GE(shown, 1);
}

TEST(ClassCycle, WithoutHostsNothingIsAboveChance) {
    Made made;
    made.add(7, 5, 0.5, 3, 1);  // of no class that was asked about
    const auto cycles = made.cycles(1);
    EXPECT_EQ(cycles.classes[0].hosts, 0);
    EXPECT_TRUE(std::isinf(amplitude_by_chance(cycles.classes[0])));
    EXPECT_GT(cycles.all.hosts, 0);
    const auto none = cycles_by_class({}, {}, 2, {}, {monday, monday, monday});
    EXPECT_EQ(none.classes.size(), 2u);
    EXPECT_FALSE(none.all.known);
}

}  // namespace
}  // namespace hitme::analytics
