// SPDX-License-Identifier: Apache-2.0
#include "console/judge/answer_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console {
namespace {

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

boost::json::object told(const std::function<void(JsonWriter&)>& put) {
    Stream stream;
    stream.name = "tcp/445";
    stream.simulated = true;
    auto json = begin_answer(stream, "m/1",
                             {start - std::chrono::days{1}, start, start + std::chrono::hours{6}});
    put(json);
    return boost::json::parse(end_answer(json, "So it is.")).as_object();
}

TEST(AnswerJson, SaysOfWhatAndOfWhenItSpeaks) {
    const auto answer = told([](JsonWriter&) {});
    EXPECT_EQ(answer.at("name").as_string(), "tcp/445");
    EXPECT_EQ(answer.at("method").as_string(), "m/1");
    EXPECT_TRUE(answer.at("simulated").as_bool());
    EXPECT_EQ(answer.at("window").at("hours").to_number<double>(), 6);
    EXPECT_EQ(answer.at("baseline_from").as_string(), "2009-01-04T00:00:00Z");
    EXPECT_EQ(answer.at("sentence").as_string(), "So it is.");
}

TEST(AnswerJson, WhatIsNotKnownIsNull) {
    const auto answer = told([](JsonWriter& json) {
        put_persistence(json, {}, std::nullopt);
        put_ratio(json, "ratio", std::nullopt);
        put_ci95(json, 1.5, std::nullopt);
    });
    EXPECT_TRUE(answer.at("onset").is_null());
    EXPECT_TRUE(answer.at("share").is_null());
    EXPECT_TRUE(answer.at("ratio").is_null());
    EXPECT_EQ(answer.at("ci95").as_array()[0].to_number<double>(), 1.5);
    EXPECT_TRUE(answer.at("ci95").as_array()[1].is_null());
}

TEST(AnswerJson, ClassesStandInTheOrderInWhichTheyWereHit) {
    AskedAgreement asked;
    asked.classes.resize(2);
    asked.classes[0].name = "commercial";
    asked.classes[0].onset =
        analytics::Span{start + std::chrono::minutes{30}, start + std::chrono::minutes{50}};
    asked.classes[1].name = "consumer";
    asked.classes[1].onset = analytics::Span{start, start + std::chrono::minutes{20}};
    asked.sensors = {{"commercial", {"office"}}, {"consumer", {"home"}}};
    asked.finding = analytics::judge_agreement(asked.classes);
    const auto answer = told([&](JsonWriter& json) { put_agreement(json, asked); });
    const auto& order = answer.at("order").as_array();
    ASSERT_EQ(order.size(), 2u);
    EXPECT_EQ(order[0].at("name").as_string(), "consumer");
    EXPECT_EQ(order[1].at("lag_min").to_number<double>(), 30);
    // From 00:00-00:20 to 00:30-00:50: ten minutes at least, fifty at most.
    EXPECT_TRUE(order[0].at("lag_ci95_min").is_null());
    EXPECT_EQ(order[1].at("lag_ci95_min").at(0).to_number<double>(), 10);
    EXPECT_EQ(order[1].at("lag_ci95_min").at(1).to_number<double>(), 50);
    // By the likeliest minute where there is one, not by the interval's middle.
    asked.classes[0].onset_at = start + std::chrono::minutes{48};
    const auto dated = told([&](JsonWriter& json) { put_agreement(json, asked); });
    EXPECT_EQ(dated.at("order").at(1).at("lag_min").to_number<double>(), 38);
    EXPECT_EQ(answer.at("classes").as_array()[0].at("sensors").as_array()[0].as_string(), "office");
}

TEST(AnswerJson, TheLadderShowsItsRungs) {
    analytics::LadderInput input;
    input.signal = "445";
    const auto answer =
        told([&](JsonWriter& json) { put_ladder(json, analytics::judge_ladder(input)); });
    EXPECT_EQ(answer.at("level").as_string(), "L0");
    EXPECT_TRUE(answer.at("family").is_null());
    EXPECT_EQ(answer.at("rungs").as_array().size(), 5u);
}

}  // namespace
}  // namespace hitme::console
