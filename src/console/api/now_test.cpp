// SPDX-License-Identifier: Apache-2.0
#include "console/api/now.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

using namespace std::chrono_literals;

class NowAnswer : public testing::Test {
 protected:
    boost::json::value ask(core::Time now, std::string_view query, Origin origin = Origin::seen) {
        Parameters parameters(query);
        const auto question = read_now(parameters);
        EXPECT_FALSE(parameters.fault());
        const auto made = handler_.answer({*store_, geo_, now, origin}, question);
        EXPECT_TRUE(made.has_value()) << made.error().context;
        return boost::json::parse(*made);
    }
    tests::FilledStore filled_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
    store::GeoDb geo_;
    NowHandler handler_;
};

TEST_F(NowAnswer, CountsWhatTheStoreHolds) {
    const auto now = ask(tests::noon(), "");
    EXPECT_EQ(now.at("events").to_number<int>(), 4);
    EXPECT_EQ(now.at("sources").to_number<int>(), 3);
    EXPECT_EQ(now.at("active_sources").to_number<int>(), 3);
    EXPECT_EQ(now.at("cumulative_sources").to_number<int>(), 3);
    EXPECT_EQ(now.at("new_hosts").at("count").to_number<int>(), 3);
    EXPECT_EQ(now.at("first_event").as_string(), "2026-03-01T11:50:00Z");
    EXPECT_EQ(now.at("sensors_up").to_number<int>(), 1);
    EXPECT_EQ(now.at("top_signals").as_array().size(), 3u);
    EXPECT_EQ(now.at("top_signals").at(0).at("signal").as_string(), "tcp/445");
    EXPECT_FALSE(now.at("countries").at("known").as_bool());
    EXPECT_FALSE(now.at("simulated").as_bool());
    EXPECT_TRUE(ask(tests::noon(), "", Origin::simulated).at("simulated").as_bool());
}

TEST_F(NowAnswer, GivesNoIntervalWhileWarmingUp) {
    const auto now = ask(tests::noon(), "");
    EXPECT_TRUE(now.at("warming").as_bool());
    EXPECT_EQ(now.at("warm_at").as_string(), "2026-03-02T11:50:00Z");
    EXPECT_TRUE(now.at("new_hosts").at("mean_seconds").is_null());
}

// Two days later, and without a heartbeat in the last 24 h: coverage of them is not known, so it is no hole.
TEST_F(NowAnswer, GivesTheIntervalOnceWarm) {
    const auto now = ask(tests::noon() + 48h, "window=7d&signal=tcp/445");
    EXPECT_FALSE(now.at("warming").as_bool());
    // 2 in 7 days: every 3.5 days, and 5 minutes at most for the beginning of a bin.
    EXPECT_NEAR(now.at("new_hosts").at("mean_seconds").to_number<double>(), 302400, 150);
    EXPECT_EQ(now.at("new_hosts").at("count").to_number<int>(), 2);
    EXPECT_EQ(now.at("signal").as_string(), "tcp/445");
    EXPECT_EQ(now.at("active_sources").to_number<int>(), 0);
    EXPECT_EQ(now.at("sensors_up").to_number<int>(), 0);
}

TEST_F(NowAnswer, SaysThatTheDiskIsFullWhereTheWriterSaysSo) {
    Context context{*store_, geo_, tests::noon(), Origin::seen};
    context.writer = WriterState{true, 7};
    const auto made = handler_.answer(context, {});
    ASSERT_TRUE(made.has_value()) << made.error().context;
    const auto store = boost::json::parse(*made).at("store");
    EXPECT_TRUE(store.at("full").as_bool());
    EXPECT_EQ(store.at("refused_writes").to_number<int>(), 7);
}

TEST_F(NowAnswer, TakesItsWindowFromTheQuery) {
    // 5 minutes before noon begin in the bin of 11:55.
    EXPECT_EQ(ask(tests::noon(), "window=5m").at("events").to_number<int>(), 3);
    Parameters parameters("window=1m");
    read_now(parameters);
    EXPECT_EQ(parameters.fault()->parameter, "window");
}

}  // namespace
}  // namespace hitme::console::api
