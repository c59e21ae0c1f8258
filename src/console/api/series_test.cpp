// SPDX-License-Identifier: Apache-2.0
#include "console/api/series.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

boost::json::value ask(std::string_view query) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const store::GeoDb geo;
    Parameters parameters(query);
    const auto question = read_series(parameters, tests::noon());
    EXPECT_FALSE(parameters.fault());
    const auto made = answer_series({*store, geo, tests::noon(), Origin::seen}, question);
    EXPECT_TRUE(made.has_value()) << made.error().context;
    return boost::json::parse(*made);
}

TEST(Series, HasPointsWhereEventsWereAndCoverageEverywhere) {
    const auto series = ask("from=2026-03-01T10:00:00Z&to=2026-03-01T12:00:00Z");
    EXPECT_EQ(series.at("bin_seconds").to_number<int>(), 300);
    EXPECT_EQ(series.at("hosts_are").as_string(), "distinct");
    const auto& points = series.at("points").as_array();
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].at("at").as_string(), "2026-03-01T11:50:00Z");
    EXPECT_EQ(points[1].at("events").to_number<int>(), 3);
    const auto& coverage = series.at("coverage").as_array();
    ASSERT_EQ(coverage.size(), 24u);  // two hours of 5 minutes
    EXPECT_NEAR(coverage[0].at("share").to_number<double>(), 0, 0.001);
    EXPECT_NEAR(coverage[23].at("share").to_number<double>(), 1, 0.001);
}

TEST(Series, SumsWiderBinsAndSaysSo) {
    const auto series =
        ask("bin=1h&from=2026-03-01T10:30:00Z&to=2026-03-01T12:00:00Z&signal=tcp/445");
    EXPECT_EQ(series.at("hosts_are").as_string(), "sum_of_5m_distinct");
    const auto& points = series.at("points").as_array();
    ASSERT_EQ(points.size(), 1u);
    EXPECT_EQ(points[0].at("at").as_string(), "2026-03-01T11:00:00Z");
    EXPECT_EQ(points[0].at("hosts").to_number<int>(), 2);
    EXPECT_EQ(series.at("coverage").as_array().size(), 2u);  // widened to 10:00
}

TEST(Series, DoesNotTellOfTheFuture) {
    const auto series = ask("from=2026-03-01T11:00:00Z&to=2026-03-01T13:00:00Z&bin=1h");
    EXPECT_TRUE(series.at("coverage").at(1).at("share").is_null());
}

TEST(Series, RefusesMoreBinsThanItDraws) {
    Parameters parameters("from=2020-01-01&to=2026-01-01&bin=5m");
    read_series(parameters, tests::noon());
    ASSERT_TRUE(parameters.fault());
    EXPECT_EQ(parameters.fault()->parameter, "bin");
}

}  // namespace
}  // namespace hitme::console::api
