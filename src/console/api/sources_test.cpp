// SPDX-License-Identifier: Apache-2.0
#include "console/api/sources.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

class SourcesAnswer : public testing::Test {
 protected:
    boost::json::value ask(std::string_view query) {
        Parameters parameters(query);
        const auto question = read_sources(parameters);
        EXPECT_FALSE(parameters.fault()) << parameters.fault()->reason;
        const auto made = answer_sources(context_, question);
        EXPECT_TRUE(made.has_value()) << made.error().context;
        return boost::json::parse(*made);
    }
    tests::FilledStore filled_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
    store::GeoDb geo_;
    Context context_{*store_, geo_, tests::noon(), Origin::seen};
};

TEST_F(SourcesAnswer, ListsThemSortedAndPaged) {
    const auto page = ask("order=events&limit=1");
    EXPECT_EQ(page.at("total").to_number<int>(), 3);
    ASSERT_EQ(page.at("rows").as_array().size(), 1u);
    EXPECT_EQ(page.at("rows").at(0).at("address").as_string(), "192.0.2.77");
    EXPECT_EQ(page.at("rows").at(0).at("signals").as_array().size(), 2u);
    EXPECT_TRUE(page.at("rows").at(0).at("verified").as_bool());
    EXPECT_EQ(ask("order=first_seen&descending=false&offset=2").at("rows").as_array().size(), 1u);
}

TEST_F(SourcesAnswer, FindsByAddressPrefixAndSignal) {
    EXPECT_EQ(ask("search=198.51.100.0/24").at("total").to_number<int>(), 1);
    EXPECT_EQ(ask("search=192.0.2.77").at("total").to_number<int>(), 1);
    EXPECT_EQ(ask("signal=tcp/445").at("total").to_number<int>(), 2);
    // An IPv6 source is its /64, by whichever of its addresses it is asked for.
    EXPECT_EQ(ask("search=2001:db8:1::99").at("total").to_number<int>(), 1);
}

TEST_F(SourcesAnswer, TellsOneSourcesHistoryLatestFirst) {
    const auto made = answer_source(context_, "192.0.2.77");
    ASSERT_TRUE(made.has_value()) << made.error().context;
    const auto history = boost::json::parse(*made);
    EXPECT_EQ(history.at("source").at("events").to_number<int>(), 2);
    ASSERT_EQ(history.at("contacts").as_array().size(), 2u);
    EXPECT_EQ(history.at("contacts").at(0).at("transport").as_string(), "udp");
    EXPECT_TRUE(history.at("next").is_null());
}

TEST_F(SourcesAnswer, SaysWhatWasNeverSeen) {
    EXPECT_EQ(answer_source(context_, "203.0.113.200").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(answer_source(context_, "<b>").error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::console::api
