// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/live_outbreak.h"

#include <gtest/gtest.h>

#include <set>

namespace hitme::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

SimulatedLog two_days() {
    SimulatedLog log;
    log.start = *core::parse_time("2026-03-02T00:00:00Z");
    log.now = log.start + hours{48};
    log.window_from = log.start + hours{24};
    log.rows = {{log.start + hours{1}, 9, 0},    // before the window
                {log.start + hours{24}, 1, 0},   // at its start
                {log.start + hours{36}, 2, 1},   // half way
                {log.start + hours{47}, 1, 0}};  // 23/24 of it
    return log;
}

TEST(LivePlan, ShrinksTheWindowToItsLength) {
    const auto plan = plan_contacts(two_days(), seconds{24});
    ASSERT_EQ(plan.size(), 3u);
    EXPECT_EQ(plan[0], (PlannedContact{seconds{0}, simulated_source(1)}));
    EXPECT_EQ(plan[1], (PlannedContact{seconds{12}, simulated_source(2)}));
    EXPECT_EQ(plan[2], (PlannedContact{seconds{23}, simulated_source(1)}));
    EXPECT_EQ(address_lines(plan, "wire0"),
              "address add " + simulated_source(1).to_string() + "/32 dev wire0\naddress add " +
                  simulated_source(2).to_string() + "/32 dev wire0\n");
}

TEST(LivePlan, StaysWithinItsLimits) {
    auto log = two_days();
    log.rows.clear();
    for (std::uint32_t i = 0; i < 200'000; ++i)
        log.rows.push_back({log.start + hours{24} + seconds{i % 80'000}, i, 0});
    const auto plan = plan_contacts(log, hours{9});
    EXPECT_LE(plan.size(), max_live_contacts);
    std::set<core::Address> sources;
    for (const auto& planned : plan) {
        sources.insert(planned.source);
        EXPECT_LE(planned.after, max_live_duration);
        EXPECT_EQ(planned.source.v4_value() >> 17, 0xc6120000u >> 17);
    }
    EXPECT_LE(sources.size(), max_live_sources);
}

TEST(LivePlan, RowsWithoutASourceAreAHostEach) {
    auto log = two_days();
    for (auto& row : log.rows) row.source.reset();
    const auto plan = plan_contacts(log, seconds{24});
    ASSERT_EQ(plan.size(), 3u);
    EXPECT_NE(plan[0].source, plan[2].source);
}

}  // namespace
}  // namespace hitme::app
