// SPDX-License-Identifier: Apache-2.0
#include "console/judge/cycle_question.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace hitme::console {
namespace {

using std::chrono::hours;
const core::Time monday = *core::parse_time("2009-01-12T00:00:00Z");

/// Ten days of new hosts: homes 10 an hour, 30 between 22:00 and 02:00 UTC; servers 10 an hour.
Stream two_classes(int days = 10) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t number = 0;
    for (int hour = 0; hour < 24 * days; ++hour) {
        const bool evening = hour % 24 >= 22 || hour % 24 < 2;
        const int homes = evening ? 30 : 10;
        for (int i = 0; i < homes + 10; ++i)
            builder.add({monday + hours{hour} + std::chrono::minutes{i},
                         "a",
                         core::Address::v4(0xC6120000 + ++number),
                         {},
                         i < homes ? "home" : "server"});
    }
    builder.uptime("a", {{monday, monday + hours{24 * days}}});
    return builder.take("two", {});
}

TEST(CycleQuestion, TellsEachClassInTheReadersZone) {
    JudgeWindow window;
    window.zone = *runtime::Zone::find("America/New_York");
    const auto answer = boost::json::parse(judge_daily_cycle(two_classes(), window)).as_object();
    EXPECT_EQ(answer.at("method").as_string(), "daily-cycle/1");
    const auto& classes = answer.at("classes").as_array();
    ASSERT_EQ(classes.size(), 2u);
    const auto& home = classes.at(0).as_object();
    EXPECT_EQ(home.at("name").as_string(), "home");
    // 20 hours of 10 and 4 of 30 have a mean of 13.3; the middle of the four is midnight UTC, 7 PM in New York in January.
    const double peak = home.at("peak_hour").to_number<double>();
    EXPECT_TRUE(peak < 0.5 || peak > 23.5) << peak;
    EXPECT_NE(home.at("peak_at").as_string().find("PM EST"), std::string::npos);
    EXPECT_GT(home.at("amplitude").to_number<double>(),
              3 * home.at("amplitude_by_chance").to_number<double>());
    const auto& server = classes.at(1).as_object();
    EXPECT_TRUE(server.at("peak_hour").is_null());
    EXPECT_TRUE(server.at("peak_at").is_null());
    const std::string sentence{answer.at("sentence").as_string()};
    EXPECT_NE(sentence.find("home: around "), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("None above chance: server."), std::string::npos) << sentence;
}

TEST(CycleQuestion, OfTooShortABaselineNothingIsTold) {
    const auto answer = boost::json::parse(judge_daily_cycle(two_classes(4), {})).as_object();
    EXPECT_TRUE(answer.at("all").at("amplitude").is_null());
    EXPECT_TRUE(answer.at("all").at("peak_at").is_null());
    EXPECT_TRUE(
        std::string{answer.at("sentence").as_string()}.starts_with("No daily cycle is told"))
        << answer.at("sentence");
}

}  // namespace
}  // namespace hitme::console
