// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/sessions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
const core::Time t0{};

core::Time at_hours(double since) {
    return t0 + std::chrono::duration_cast<core::Duration>(
                    std::chrono::duration<double, std::ratio<3600>>(since));
}

// Two pauses: the longer one is a part x or more with probability 2 (1 - x) for x from 1/2 on, by the even law of the middle sighting.
TEST(LongestPause, FollowsTheLawOfTwoAndThree) {
    EXPECT_DOUBLE_EQ(longest_pause_chance(2, 0.75), 0.5);
    EXPECT_DOUBLE_EQ(longest_pause_chance(2, 0.5), 1);
    // Three: 3 (1 - x)^2 - 3 (1 - 2x)^2 = 3 x 0.36 - 3 x 0.04.
    EXPECT_NEAR(longest_pause_chance(3, 0.4), 0.96, 1e-12);
    EXPECT_NEAR(longest_pause_chance(3, 0.9), 0.03, 1e-12);
}

TEST(LongestPause, BearsAnyPart) {
    EXPECT_EQ(longest_pause_chance(0, 0.5), 1);
    EXPECT_EQ(longest_pause_chance(1, 1), 1) << "a single pause is always the whole";
    EXPECT_EQ(longest_pause_chance(9, 0), 1);
    EXPECT_EQ(longest_pause_chance(9, 1), 0);
    EXPECT_EQ(longest_pause_chance(9, std::nan("")), 1);
    EXPECT_EQ(longest_pause_chance(100'000, 1e-5), 1);
    EXPECT_GT(longest_pause_chance(100'000, 2e-4), 0);
    EXPECT_LT(longest_pause_chance(100'000, 2e-4), 1e-3);
}

/// Sources seen at `per_hour` while on, `on` hours of every `on + off`, each with a phase of its own, over 72 h.
std::vector<Sighting> scanners(std::uint32_t hosts, double per_hour, double on, double off) {
    std::mt19937_64 random{20081106};
    std::exponential_distribution<double> pause{per_hour};
    std::uniform_real_distribution<double> phase{0, on + off};
    std::vector<Sighting> seen;
    for (std::uint32_t host = 0; host < hosts; ++host) {
        const double begins = phase(random);
        for (double at = pause(random); at < 72; at += pause(random))
            if (std::fmod(at + begins, on + off) < on) seen.push_back({at_hours(at), host, 0});
    }
    return seen;
}

double flagged_percent(double per_hour, double on, double off) {
    constexpr std::uint32_t hosts = 2'000;
    const auto found = classify_sources(scanners(hosts, per_hour, on, off), t0 + hours{72}, {});
    return 100.0 * static_cast<double>(found.recurring) / hosts;
}

// The figures of C-33: what the test finds, and what it calls dormant of what never sleeps. Of 2,000 sources one in a hundred is
// flagged 20 times, give or take 4.4.
TEST(Sessions, FindsTheDormantAsOftenAsCanBe) {
    EXPECT_GE(flagged_percent(2, 1, 0), 0.5);
    EXPECT_LE(flagged_percent(2, 1, 0), 1.5);
    EXPECT_GE(flagged_percent(2, 6, 18), 99);
    EXPECT_NEAR(flagged_percent(1, 6, 18), 54, 4);
    EXPECT_NEAR(flagged_percent(0.5, 6, 18), 8, 4);
    EXPECT_NEAR(flagged_percent(4, 2, 10), 61, 4);
    EXPECT_LE(flagged_percent(2, 2, 10), 8);
}

TEST(Sessions, SortsSourcesByWhatTheyDo) {
    std::vector<Sighting> seen;
    const auto every_ten_minutes = [&](std::uint32_t host, int from, int to) {
        for (int minute = 60 * from; minute < 60 * to; minute += 10)
            seen.push_back({t0 + minutes{minute}, host, 0});
    };
    seen.push_back({t0, 0, 0});
    seen.push_back({t0 + minutes{30}, 0, 0});  // not a longer pause: one session
    seen.push_back({t0, 1, 0});
    seen.push_back({t0 + minutes{31}, 1, 0});  // two sessions, too little to test
    every_ten_minutes(2, 0, 3);
    every_ten_minutes(3, 0, 72);
    every_ten_minutes(4, 0, 3);
    every_ten_minutes(4, 20, 23);
    seen.push_back({t0 + hours{80}, 5, 0});  // later than now
    const auto found = classify_sources(seen, t0 + hours{72}, {});
    EXPECT_EQ(found.hosts, 5u);
    EXPECT_EQ(found.sessions, 7u);
    EXPECT_EQ(found.one_shot, 1u);
    EXPECT_EQ(found.untested, 1u);
    EXPECT_EQ(found.burst_then_silent, 1u);
    EXPECT_EQ(found.continuous, 1u);
    EXPECT_EQ(found.recurring, 1u);
    EXPECT_EQ(found.tested, 3u);
    EXPECT_DOUBLE_EQ(found.expected_recurring, 0.03);
    EXPECT_NEAR(found.p, 1 - 0.99 * 0.99 * 0.99, 1e-12);
}

TEST(Sessions, AnOutageIsNobodysPause) {
    std::vector<Sighting> seen;
    const Span dark{t0 + hours{20}, t0 + hours{26}};
    for (std::uint32_t host = 0; host < 50; ++host)
        for (int minute = static_cast<int>(host); minute < 72 * 60; minute += 20) {
            const core::Time at = t0 + minutes{minute};
            if (at < dark.from || at >= dark.to) seen.push_back({at, host, 0});
        }
    EXPECT_EQ(classify_sources(seen, t0 + hours{72}, {}).recurring, 50u) << "not told of it";
    const auto found = classify_sources(seen, t0 + hours{72}, {dark});
    EXPECT_EQ(found.recurring, 0u);
    EXPECT_EQ(found.continuous, 50u);
    EXPECT_EQ(found.p, 1);
}

TEST(Sessions, OrderAndDuplicatesChangeNothing) {
    auto seen = scanners(40, 2, 6, 18);
    const auto once = classify_sources(seen, t0 + hours{72}, {});
    seen.insert(seen.end(), seen.begin(), seen.begin() + 100);
    std::reverse(seen.begin(), seen.end());
    const auto again = classify_sources(seen, t0 + hours{72}, {});
    EXPECT_EQ(once.recurring, again.recurring);
    EXPECT_EQ(once.sessions, again.sessions);
    EXPECT_EQ(once.p, again.p);
    EXPECT_EQ(classify_sources({}, t0, {}).hosts, 0u);
}

}  // namespace
}  // namespace hitme::analytics
