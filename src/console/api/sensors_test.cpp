// SPDX-License-Identifier: Apache-2.0
#include "console/api/sensors.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

boost::json::value ask(core::Time now) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const store::GeoDb geo;
    const auto made = answer_sensors({*store, geo, now, Origin::seen});
    EXPECT_TRUE(made.has_value()) << made.error().context;
    return boost::json::parse(*made);
}

TEST(Sensors, TellsLastHeartbeatPortsAndCounters) {
    const auto all = ask(tests::noon());
    ASSERT_EQ(all.at("sensors").as_array().size(), 1u);
    const auto& alpha = all.at("sensors").at(0);
    EXPECT_EQ(alpha.at("name").as_string(), "alpha");
    EXPECT_TRUE(alpha.at("up").as_bool());
    EXPECT_EQ(alpha.at("last_heartbeat").as_string(), "2026-03-01T12:00:00Z");
    EXPECT_EQ(alpha.at("signals").at(1).as_string(), "tcp/8000-8010");
    EXPECT_EQ(alpha.at("counters").at(0).at("name").as_string(), "accepted");
    EXPECT_EQ(alpha.at("counters").at(0).at("value").to_number<int>(), 12);
    EXPECT_EQ(alpha.at("events").to_number<int>(), 4);
    EXPECT_EQ(alpha.at("last_event").as_string(), "2026-03-01T11:59:00Z");
}

TEST(Sensors, AreDownWhenTheirHeartbeatIsOlderThan150Seconds) {
    using namespace std::chrono_literals;
    EXPECT_TRUE(ask(tests::noon() + 150s).at("sensors").at(0).at("up").as_bool());
    EXPECT_FALSE(ask(tests::noon() + 151s).at("sensors").at(0).at("up").as_bool());
}

}  // namespace
}  // namespace hitme::console::api
