// SPDX-License-Identifier: Apache-2.0
#include "console/judge/chart_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/judge/asked.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

// 20 hosts an hour for 14 days, then 20, 25, 30, ... for two: each new.
Stream growing() {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    for (int hour = 0; hour < 16 * 24; ++hour) {
        const int count = 20 + (hour >= 14 * 24 ? 5 * (hour - 14 * 24) : 0);
        for (int i = 0; i < count; ++i)
            builder.add({start + hours{hour} + minutes{60} * i / count,
                         "a",
                         core::Address::v4(0xC6120000 + next++),
                         {},
                         ""});
    }
    builder.uptime("a",
                   {{start, start + days{13}}, {start + days{13} + hours{6}, start + days{16}}});
    return builder.take("x", {});
}

TEST(Chart, ShowsBinsCurvesBandsAndSilence) {
    const Stream stream = growing();
    JudgeWindow window;
    window.from = start + days{14};
    window.to = start + days{16};
    const auto times = times_of(stream, window);
    const auto growth = ask_growth(stream, window, times);
    ASSERT_FALSE(growth.fits.empty());
    const auto text =
        chart_json(stream, "tcp/445", growth, ask_forecasts(growth, runtime::Zone::utc()), {});
    const auto chart = boost::json::parse(text).as_object();
    EXPECT_EQ(chart.at("subject").as_string(), "tcp/445");
    const auto& bins = chart.at("bins").as_array();
    ASSERT_EQ(bins.size(), 9u * 24);  // seven days of baseline and two of window
    EXPECT_FALSE(bins.front().at("judged").as_bool());
    EXPECT_TRUE(bins.back().at("judged").as_bool());
    EXPECT_EQ(bins.back().at("hosts").to_number<int>(), 20 + 5 * 47);
    const auto& best = chart.at("curves").as_array()[0].as_object();
    EXPECT_EQ(best.at("family").as_string(), "linear");
    // As far ahead as half the window.
    EXPECT_EQ(best.at("points").as_array().size(), 72u);
    const auto& last = best.at("points").as_array()[47].as_object();
    EXPECT_NEAR(last.at("mean").to_number<double>(), 255, 15);
    EXPECT_NEAR(chart.at("baseline").at("level").to_number<double>(), 20, 1);
    EXPECT_EQ(chart.at("baseline").at("points").as_array().size(), bins.size());
    EXPECT_EQ(chart.at("forecasts").as_array().size(), 2u);
    EXPECT_TRUE(chart.at("onset").is_null());
    const auto& silence = chart.at("coverage").as_array();
    ASSERT_EQ(silence.size(), 1u);
    EXPECT_EQ(silence[0].at("from").as_string(), "2009-01-18T00:00:00Z");
    EXPECT_EQ(silence[0].at("share").to_number<double>(), 0);
    EXPECT_LT(text.size(), 120'000u);
}

}  // namespace
}  // namespace hitme::console
