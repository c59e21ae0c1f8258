// SPDX-License-Identifier: Apache-2.0
#include "console/findings/forecast_score.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

Finding growth() {
    Finding finding;
    finding.id = "tcp-445.growth.3";
    finding.subject = "tcp/445";
    finding.question = "growth";
    finding.judged_at = *core::parse_time("2009-01-25T16:00:00Z");
    finding.answer = R"({"forecast":[{"at":"2009-01-25T22:00:00Z","bin_h":1,"refused":"too_far"},)"
                     R"({"at":"2009-01-26T08:30:00Z","bin_h":1,"refused":null,"hosts":)"
                     R"({"q025":90,"q10":95,"q50":110,"q90":125,"q975":130}}]})";
    return finding;
}

TEST(ForecastScore, TakesTheForecastsThatWereNotRefused) {
    const auto made = forecasts_of(growth());
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(made[0].id(), "tcp-445.growth.3.2009-01-26T08");
    EXPECT_EQ(made[0].from(), core::parse_time("2009-01-26T08:00:00Z"));
    EXPECT_EQ(made[0].to(), core::parse_time("2009-01-26T09:00:00Z"));
    Finding none = growth();
    none.answer = "{}";
    EXPECT_TRUE(forecasts_of(none).empty());
    none.answer = R"({"forecast":[{"at":"x","bin_h":1,"hosts":{}},7]})";
    EXPECT_TRUE(forecasts_of(none).empty());
}

TEST(ForecastScore, IsAHitInsideTheIntervalWithItsEnds) {
    const auto forecast = forecasts_of(growth())[0];
    const auto zone = runtime::Zone::utc();
    EXPECT_EQ(score_forecast(forecast, 90, 1, zone).state, ScoreState::hit);
    EXPECT_EQ(score_forecast(forecast, 130, 0.95, zone).state, ScoreState::hit);
    EXPECT_EQ(score_forecast(forecast, 92, 1, zone).inside_80, false);
    EXPECT_EQ(score_forecast(forecast, 110, 1, zone).inside_80, true);
    const auto miss = score_forecast(forecast, 131, 1, zone);
    EXPECT_EQ(miss.state, ScoreState::miss);
    EXPECT_EQ(miss.inside_95, false);
    EXPECT_NE(miss.sentence.find("did not hold"), std::string::npos);
}

TEST(ForecastScore, IsNoScoreWhereSensorsWereSilent) {
    const auto score = score_forecast(forecasts_of(growth())[0], 0, 0.5, runtime::Zone::utc());
    EXPECT_EQ(score.state, ScoreState::not_covered);
    EXPECT_EQ(score.seen, std::nullopt);
    EXPECT_EQ(score.inside_95, std::nullopt);
}

TEST(ForecastScore, IsReadBackAsItWasWritten) {
    for (const double exposure : {1.0, 0.1}) {
        const auto score =
            score_forecast(forecasts_of(growth())[0], 100, exposure, runtime::Zone::utc());
        const auto entry = score_entry(score, core::Time{});
        const auto read = score_of(entry);
        ASSERT_TRUE(read) << read.error().context;
        EXPECT_EQ(score_entry(*read, core::Time{}).body, entry.body);
        EXPECT_EQ(read->state, score.state);
    }
    store::Entry broken;
    broken.body = "{}";
    EXPECT_FALSE(score_of(broken));
}

}  // namespace
}  // namespace hitme::console
