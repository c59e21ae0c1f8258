// SPDX-License-Identifier: Apache-2.0
#include "dialogue/made_up_host.h"

#include <gtest/gtest.h>

#include <set>

namespace hitme::dialogue {
namespace {

using std::chrono::hours;

TEST(MadeUpHost, IsTheSameForOneSeed) {
    EXPECT_EQ(made_up_host(7).full(), made_up_host(7).full());
    std::set<std::string> names;
    for (std::uint64_t seed = 0; seed < 50; ++seed) names.insert(made_up_host(seed).full());
    EXPECT_GT(names.size(), 25u);
}

// A year of daily restarts: so many reboots as a year has of four to six weeks, each before its day, none taken back.
TEST(MadeUpHost, StartsEveryFourToSixWeeksWhateverWeRestart) {
    const core::Time first_day = *core::parse_time("2026-01-01T12:34:56.789Z");
    std::set<core::Time> at_first_day;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::set<core::Time> boots;
        core::Time last{};
        for (int day = 0; day < 365; ++day) {
            const core::Time now = first_day + hours{24 * day};
            const core::Time booted = made_up_boot(seed, now);
            EXPECT_LE(booted, now);
            EXPECT_LT(now - booted, hours{24 * 42});
            EXPECT_GE(booted, last);
            last = booted;
            boots.insert(booted);
        }
        EXPECT_GE(boots.size(), 9u);
        EXPECT_LE(boots.size(), 15u);
        at_first_day.insert(made_up_boot(seed, first_day));
    }
    EXPECT_EQ(at_first_day.size(), 20u);
}

}  // namespace
}  // namespace hitme::dialogue
