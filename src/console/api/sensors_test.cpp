// SPDX-License-Identifier: Apache-2.0
#include "console/api/sensors.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/sqlite/book.h"
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

TEST(Sensors, TellWhatIsRecordedOfTheirReachability) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const auto book = *store::open_sqlite_book(filled.folder(), store::Access::write);
    const auto record = [&](const char* sensor, const char* signal, const char* state) {
        // As docs/formats/book.md words it.
        store::Entry entry;
        entry.kind = "reachability";
        entry.id = std::string(sensor) + " " + signal;
        entry.at = tests::noon();
        entry.author = "mara";
        entry.subject = signal;
        entry.state = state;
        entry.body = std::string(R"({"sensor":")") + sensor +
                     R"(","since":"2026-02-28T00:00:00Z","checked_at":"2026-03-01T00:00:00Z",)" +
                     R"("how":"from a second provider"})";
        ASSERT_TRUE(book->put(entry, std::nullopt));
    };
    record("alpha", "tcp/80", "reachable");
    record("alpha", "tcp/445", "unreachable");
    record("another", "tcp/445", "reachable");
    const store::GeoDb geo;
    Context context{*store, geo, tests::noon(), Origin::seen};
    context.book = book.get();
    const auto made = answer_sensors(context);
    ASSERT_TRUE(made.has_value()) << made.error().context;
    const auto value = boost::json::parse(*made);
    const auto& reach = value.at("sensors").at(0).at("reach").as_array();
    ASSERT_EQ(reach.size(), 2u);
    EXPECT_EQ(reach[0].at("signal").as_string(), "tcp/445");
    EXPECT_EQ(reach[0].at("state").as_string(), "unreachable");
    EXPECT_EQ(reach[0].at("since").as_string(), "2026-02-28T00:00:00Z");
    EXPECT_EQ(reach[0].at("how").as_string(), "from a second provider");
    EXPECT_EQ(reach[1].at("signal").as_string(), "tcp/80");
    EXPECT_TRUE(ask(tests::noon()).at("sensors").at(0).at("reach").as_array().empty());
}

}  // namespace
}  // namespace hitme::console::api
