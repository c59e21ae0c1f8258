// SPDX-License-Identifier: Apache-2.0
#include "simulation/growth_stream.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace hitme::simulation {
namespace {

constexpr GrowthKind kinds[] = {GrowthKind::none,     GrowthKind::linear,   GrowthKind::exponential,
                                GrowthKind::logistic, GrowthKind::tapering, GrowthKind::jump};

double hours_between(core::Time from, core::Time to) {
    return std::chrono::duration<double, std::ratio<3600>>(to - from).count();
}

TEST(GrowthStream, IsTheSameForTheSameSeedAndAnotherForTheNext) {
    for (const GrowthKind kind : kinds) {
        const auto first = growth_stream(kind, 7);
        EXPECT_EQ(first.contacts, growth_stream(kind, 7).contacts) << name_of(kind);
        EXPECT_NE(first.contacts, growth_stream(kind, 8).contacts) << name_of(kind);
    }
}

TEST(GrowthStream, KeepsOrderAndTheHoursInWhichEachSensorListened) {
    std::set<FleetChange> changes;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto stream = growth_stream(kinds[seed % 5], seed);
        changes.insert(stream.truth.change);
        const double judged = hours_between(stream.window_from, stream.now);
        EXPECT_GE(judged, 36);
        EXPECT_LE(judged, 72);
        EXPECT_GE(hours_between(stream.baseline_from, stream.window_from), 7 * 24);
        EXPECT_EQ(stream.listening.size(),
                  stream.truth.change == FleetChange::sensor_added ? 9u : 8u);
        EXPECT_TRUE(std::is_sorted(stream.contacts.begin(), stream.contacts.end(),
                                   [](const auto& a, const auto& b) { return a.at < b.at; }));
        for (const Contact& contact : stream.contacts) {
            const auto& spans = stream.listening.at(contact.sensor);
            EXPECT_TRUE(std::any_of(spans.begin(), spans.end(), [&](const Listening& span) {
                return contact.at >= span.from && contact.at < span.to;
            }));
        }
    }
    EXPECT_EQ(changes.size(), 3u);
}

// What each kind is, told from the hosts themselves: quarters of the window compared.
TEST(GrowthStream, EachKindRunsItsCourse) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const auto course = [&](GrowthKind kind) {
            return growth_stream(kind, seed).truth.infected;
        };
        const auto at = [](const std::vector<double>& infected, double share) {
            return infected[static_cast<std::size_t>(share *
                                                     static_cast<double>(infected.size() - 1))];
        };
        const auto none = course(GrowthKind::none);
        // Poisson's scatter about a steady size, five deviations of it.
        EXPECT_NEAR(none.back(), none.front(), 5 * std::sqrt(2 * none.front())) << seed;

        const auto linear = course(GrowthKind::linear);
        const double halfway = (linear.front() + linear.back()) / 2;
        EXPECT_NEAR(at(linear, 0.5), halfway, 5 * std::sqrt(halfway) + 0.02 * linear.back())
            << seed;
        EXPECT_GE(linear.back(), 3 * linear.front()) << seed;

        const auto exponential = course(GrowthKind::exponential);
        const double middle = std::sqrt(exponential.front() * exponential.back());
        EXPECT_NEAR(at(exponential, 0.5) / middle, 1, 0.5) << seed;

        const auto logistic = course(GrowthKind::logistic);
        EXPECT_GT(logistic.back(), 6 * logistic.front()) << seed;
        EXPECT_LT(logistic.back() - at(logistic, 0.9),
                  0.5 * (at(logistic, 0.55) - at(logistic, 0.3)))
            << seed;

        const auto tapering = course(GrowthKind::tapering);
        const double most = *std::max_element(tapering.begin(), tapering.end());
        EXPECT_LT(tapering.back(), 0.6 * most) << seed;
        EXPECT_GT(most, 5 * tapering.front()) << seed;

        // Nobody in the first fifth, and one level in the last: 200 hosts or more stay to about a tenth.
        const auto jump = course(GrowthKind::jump);
        EXPECT_EQ(at(jump, 0.15), 0) << seed;
        EXPECT_GT(at(jump, 0.85), 150) << seed;
        EXPECT_NEAR(jump.back() / at(jump, 0.85), 1, 0.3) << seed;
    }
}

// Hosts f times as many after T hours have doubled every T / log2 f.
TEST(GrowthStream, TellsTheDoublingTimeOfTheHostsThereWere) {
    const auto stream = growth_stream(GrowthKind::exponential, 3);
    const auto& infected = stream.truth.infected;
    EXPECT_NEAR(*stream.truth.doubling_h,
                hours_between(stream.window_from, stream.now) /
                    std::log2(infected.back() / infected.front()),
                1e-9);
    EXPECT_FALSE(growth_stream(GrowthKind::linear, 3).truth.doubling_h);
}

// Without confounders eight sensors see `background_per_h` hosts an hour: over seven days 168 times that, give or take
// five Poisson deviations and the hours' noise (at most 22 % an hour, so 2 % over a week).
TEST(GrowthStream, HasTheBackgroundItSays) {
    GrowthOptions plain;
    plain.confounded = false;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto stream = growth_stream(GrowthKind::linear, seed, plain);
        EXPECT_EQ(stream.truth.change, FleetChange::nothing);
        std::set<std::uint32_t> sources;
        const core::Time week = stream.baseline_from + std::chrono::hours{168};
        for (const Contact& contact : stream.contacts)
            if (contact.at < week) sources.insert(contact.source);
        const double expected = 168 * stream.truth.background_per_h;
        EXPECT_NEAR(static_cast<double>(sources.size()), expected,
                    5 * std::sqrt(expected) + 0.1 * expected);
    }
}

TEST(GrowthStream, LeasesMakeMoreAddressesOfTheSameHosts) {
    GrowthOptions churning;
    churning.lease_hours = 6;
    const auto addresses = [](const GrowthStream& stream) {
        std::set<std::uint32_t> sources;
        for (const Contact& contact : stream.contacts)
            if (contact.at >= stream.window_from) sources.insert(contact.source);
        return static_cast<double>(sources.size());
    };
    double kept = 0;
    double changed = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        kept += addresses(growth_stream(GrowthKind::none, seed));
        changed += addresses(growth_stream(GrowthKind::none, seed, churning));
    }
    EXPECT_GT(changed, 1.1 * kept);
}

// 1.5 x 168 hosts of a week's baseline; 48 h at a mean of (1.5 + 12) / 2 linear, or (12 - 1.5) / ln 8 exponential.
TEST(GrowthStream, FewHostsAreAsFewAsTheySay) {
    const auto mean_hosts = [](GrowthKind kind, bool judged) {
        constexpr int streams = 40;
        double sum = 0;
        for (std::uint64_t seed = 0; seed < streams; ++seed) {
            const auto stream = few_hosts_stream(kind, seed);
            EXPECT_EQ(hours_between(stream.window_from, stream.now), 48);
            std::set<std::uint32_t> sources;
            for (const Contact& contact : stream.contacts) {
                const bool inside =
                    judged ? contact.at >= stream.window_from
                           : contact.at < stream.baseline_from + std::chrono::hours{168};
                if (inside) sources.insert(contact.source);
            }
            sum += static_cast<double>(sources.size());
        }
        return sum / streams;
    };
    EXPECT_NEAR(mean_hosts(GrowthKind::linear, false), 252, 13);
    EXPECT_NEAR(mean_hosts(GrowthKind::linear, true), 324, 15);
    EXPECT_NEAR(mean_hosts(GrowthKind::exponential, true), 48 * 10.5 / std::log(8), 15);
    EXPECT_NEAR(mean_hosts(GrowthKind::none, true), 576, 20);
}

TEST(GrowthStream, ALoudHostIsOneSource) {
    auto stream = growth_stream(GrowthKind::none, 4);
    const auto before = stream.contacts;
    add_loud_host(stream, 4, 20000);
    std::map<std::uint32_t, std::size_t> of_source;
    for (const Contact& contact : stream.contacts) ++of_source[contact.source];
    std::map<std::uint32_t, std::size_t> earlier;
    for (const Contact& contact : before) ++earlier[contact.source];
    EXPECT_EQ(of_source.size(), earlier.size() + 1);
    // Only what a silent sensor would have seen is missing.
    EXPECT_GT(stream.contacts.size(), before.size() + 10000);
    EXPECT_LE(stream.contacts.size(), before.size() + 20000);
}

}  // namespace
}  // namespace hitme::simulation
