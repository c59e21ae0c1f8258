// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_schedule.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time noon = *core::parse_time("2009-01-24T12:00:00Z");

TEST(JudgingSchedule, StepsAtWholeHours) {
    ScheduleQuestion question{noon, noon - days{3}, noon + minutes{59}, hours{1}};
    EXPECT_EQ(next_step(question), std::nullopt);
    question.now = noon + minutes{60};
    EXPECT_EQ(next_step(question), noon + hours{1});
    question.now = noon + minutes{190};  // two were missed: one after the other
    EXPECT_EQ(next_step(question), noon + hours{1});
}

TEST(JudgingSchedule, WaitsForAFirstEvent) {
    EXPECT_EQ(next_step({std::nullopt, std::nullopt, noon, hours{1}}), std::nullopt);
    EXPECT_EQ(next_step({std::nullopt, noon - minutes{90}, noon, hours{1}}), noon - hours{1});
    EXPECT_EQ(next_step({std::nullopt, noon - minutes{90}, noon, {}}), std::nullopt);
}

TEST(JudgingSchedule, CatchesUpInLargerStepsAndNotForEver) {
    const auto first = next_step({noon - days{400}, noon - days{500}, noon, hours{1}});
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, noon - days{7} + hours{6});
    int steps = 0;
    std::optional<core::Time> last = noon - days{400};
    while (const auto next = next_step({last, noon - days{500}, noon, hours{1}})) {
        EXPECT_GT(*next, *last);
        last = next;
        ++steps;
    }
    EXPECT_EQ(last, noon);
    // Six days in steps of six hours, the last day in steps of one.
    EXPECT_EQ(steps, 24 + 24);
}

TEST(JudgingSchedule, ALastStepInTheFutureWaits) {
    EXPECT_EQ(next_step({noon + days{1}, noon - days{3}, noon, hours{1}}), std::nullopt);
}

}  // namespace
}  // namespace hitme::console
