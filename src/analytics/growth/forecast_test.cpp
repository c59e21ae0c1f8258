// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/forecast.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time monday = *core::parse_time("2026-01-05T00:00:00Z");

GrowthFinding judged(int judged_hours, const std::vector<int>& hosts_in_hour) {
    std::vector<Sighting> sightings;
    std::uint32_t source = 0;
    for (int hour = 0; hour < 168 + judged_hours; ++hour)
        for (int i = 0; i < (hour < 168 ? 6 : hosts_in_hour[static_cast<std::size_t>(hour - 168)]);
             ++i)
            sightings.push_back({monday + hours{hour} + std::chrono::seconds{i}, source++, 0});
    const core::Time now = monday + hours{168 + judged_hours};
    return judge_growth({sightings, {{{monday, now}}}, {monday, monday + hours{168}, now}, {}, {}});
}

std::vector<int> line(int judged_hours) {
    std::vector<int> hosts;
    for (int hour = 0; hour < judged_hours; ++hour)
        hosts.push_back(static_cast<int>(std::lround(26 + 3 * (hour + 0.5))));
    return hosts;
}

// 26 + 3 x 72 = 242 hosts an hour after 72 h; their Poisson scatter is 16, so 95 % is 211 ... 273 at least.
TEST(Forecast, CarriesALineOn) {
    const auto finding = judged(60, line(60));
    const auto forecast = forecast_hosts(finding, finding.window.now + hours{12});
    ASSERT_FALSE(forecast.refused);
    EXPECT_NEAR(forecast.if_linear.q500, 242, 8);
    EXPECT_LT(forecast.hosts.q025, 215);
    EXPECT_GT(forecast.hosts.q975, 269);
    EXPECT_LE(forecast.hosts.q025, forecast.hosts.q100);
    EXPECT_LE(forecast.hosts.q100, forecast.hosts.q500);
    EXPECT_LE(forecast.hosts.q500, forecast.hosts.q900);
    EXPECT_LE(forecast.hosts.q900, forecast.hosts.q975);
    EXPECT_GT(forecast.if_exponential.q500, forecast.if_linear.q500);
    // One outbreak in twenty may begin to end; "if it stays linear" holds none of these.
    EXPECT_LT(forecast.hosts.q025, forecast.if_linear.q025);
    EXPECT_GT(forecast.hosts.q025, 0.5 * forecast.if_linear.q025);
}

TEST(Forecast, IsTheSameForTheSameLog) {
    const auto finding = judged(60, line(60));
    const auto at = finding.window.now + hours{6};
    const auto first = forecast_hosts(finding, at).hosts;
    const auto second = forecast_hosts(finding, at).hosts;
    EXPECT_EQ(first.q025, second.q025);
    EXPECT_EQ(first.q975, second.q975);
}

// Nothing but the background's six an hour, unevenly: whatever curve may hide in it, 24 h later there are not thousands.
TEST(Forecast, AQuietSignalHasNoCurveToRunAwayWith) {
    std::uint64_t state = 20081106;
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<int> hosts;
        for (int hour = 0; hour < 48; ++hour) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            hosts.push_back(3 + static_cast<int>((state >> 33) % 7));  // 3 ... 9
        }
        const auto finding = judged(48, hosts);
        for (const int ahead : {6, 12, 24}) {
            const auto forecast = forecast_hosts(finding, finding.window.now + hours{ahead});
            ASSERT_FALSE(forecast.refused);
            const double bin_hours =
                std::chrono::duration<double, std::ratio<3600>>(finding.bin).count();
            EXPECT_LT(forecast.hosts.q975, 40 * bin_hours) << trial << ' ' << ahead;
            EXPECT_NEAR(forecast.hosts.q500, 6 * bin_hours, 3 * bin_hours);
        }
    }
}

// 26 + 3 x 104 = 338 an hour 44 h after the 60th: beyond half of what was judged there is no one number, only the two ifs.
TEST(Forecast, FurtherAheadOnlyTheTwoIfsAreGiven) {
    const auto finding = judged(60, line(60));
    const auto forecast = forecast_hosts(finding, finding.window.now + hours{44});
    EXPECT_EQ(forecast.refused, ForecastRefusal::too_far);
    EXPECT_TRUE(forecast.conditional);
    EXPECT_EQ(forecast.hosts.q500, 0);
    EXPECT_NEAR(forecast.if_linear.q500, 338, 12);
    EXPECT_GT(forecast.if_exponential.q025, forecast.if_linear.q975);
    EXPECT_FALSE(forecast_hosts(finding, finding.window.now + hours{121}).conditional);
    EXPECT_FALSE(forecast_hosts(judged(20, line(20)), finding.window.now).conditional);
}

TEST(Forecast, RefusesWhatItCannotKnow) {
    const auto finding = judged(60, line(60));
    const auto refused = [](const GrowthFinding& of, core::Duration ahead) {
        return forecast_hosts(of, of.window.now + ahead).refused;
    };
    EXPECT_FALSE(refused(finding, hours{30}));
    EXPECT_EQ(refused(finding, hours{30} + minutes{1}), ForecastRefusal::too_far);
    EXPECT_EQ(refused(finding, -minutes{1}), ForecastRefusal::not_ahead);
    EXPECT_EQ(refused(judged(20, line(20)), hours{6}), ForecastRefusal::window_under_a_day);
    EXPECT_EQ(refused(judged(5, line(5)), hours{1}), ForecastRefusal::insufficient_data);
}

}  // namespace
}  // namespace hitme::analytics
