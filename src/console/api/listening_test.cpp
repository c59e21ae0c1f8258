// SPDX-License-Identifier: Apache-2.0
#include "console/api/listening.h"

#include <gtest/gtest.h>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

using namespace std::chrono_literals;

TEST(Listening, IsTheShareThatHeartbeatsTell) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const store::GeoDb geo;
    const Context context{*store, geo, tests::noon(), Origin::seen};
    // Listened 11:00 to 12:00: an hour of two.
    const auto coverage = listening(context, tests::noon() - 2h, tests::noon(), core::Duration{0});
    ASSERT_TRUE(coverage.has_value()) << coverage.error().context;
    EXPECT_TRUE(coverage->known);
    EXPECT_NEAR(coverage->share, 0.5, 0.001);
    EXPECT_EQ(coverage->heard, 1u);
    ASSERT_EQ(coverage->gaps.size(), 1u);
    EXPECT_EQ(coverage->gaps[0].from, tests::noon() - 2h);
}

TEST(Listening, TakesASensorThatIsUpToListenStill) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const store::GeoDb geo;
    const core::Time later = tests::noon() + 100s;
    const auto coverage = listening({*store, geo, later, Origin::seen}, tests::noon() - 30min,
                                    later, core::Duration{0});
    EXPECT_NEAR(coverage->share, 1.0, 0.001);
    // After 150 s it is down, and the time since its last heartbeat is a gap: 10 of 20 minutes.
    const core::Time much_later = tests::noon() + 10min;
    const auto gone = listening({*store, geo, much_later, Origin::seen}, tests::noon() - 10min,
                                much_later, core::Duration{0});
    EXPECT_NEAR(gone->share, 0.5, 0.001);
}

TEST(Listening, IsUnknownWithoutHeartbeats) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const store::GeoDb geo;
    const auto coverage = listening({*store, geo, tests::noon(), Origin::seen},
                                    tests::noon() - 240h, tests::noon() - 200h, core::Duration{0});
    JsonWriter json;
    write_coverage(json, *coverage);
    EXPECT_EQ(json.take(), R"({"known":false,"share":null,"sensors":0,"gaps":[]})");
}

}  // namespace
}  // namespace hitme::console::api
