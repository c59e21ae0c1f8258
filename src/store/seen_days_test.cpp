// SPDX-License-Identifier: Apache-2.0
#include "store/seen_days.h"

#include <gtest/gtest.h>

namespace hitme::store {
namespace {

core::Day day(const char* text) {
    return *core::parse_day(text);
}

TEST(SeenDays, AddUpInWhateverOrderTheyCome) {
    const std::vector<core::Day> expected{day("2026-02-27"), day("2026-03-01"), day("2026-03-05")};
    const std::vector<std::vector<core::Day>> orders{
        {expected[0], expected[1], expected[2]},
        {expected[2], expected[1], expected[0]},
        {expected[1], expected[2], expected[0], expected[1]}};
    for (const auto& order : orders) {
        SeenDays seen;
        for (const auto one : order) seen.add(SeenDays::on(one));
        EXPECT_EQ(seen.days(), expected);
        EXPECT_EQ(seen.last, expected[2]);
    }
}

TEST(SeenDays, ForgetWhatIsMoreThan63DaysBeforeTheLast) {
    SeenDays seen = SeenDays::on(day("2026-01-01"));
    seen.add(SeenDays::on(day("2026-01-02")));
    seen.add(SeenDays::on(day("2026-03-05")));  // 63 days after the first of them
    EXPECT_EQ(seen.days().size(), 3u);
    seen.add(SeenDays::on(day("2026-03-06")));
    EXPECT_EQ(seen.days(),
              (std::vector<core::Day>{day("2026-01-02"), day("2026-03-05"), day("2026-03-06")}));
    seen.add(SeenDays::on(day("2025-06-01")));
    EXPECT_EQ(seen.days().size(), 3u);
    seen.add(SeenDays::on(day("2027-06-01")));
    EXPECT_EQ(seen.days(), std::vector<core::Day>{day("2027-06-01")});
}

TEST(SeenDays, NothingSeenIsNoDay) {
    SeenDays none;
    EXPECT_TRUE(none.days().empty());
    none.add({});
    EXPECT_TRUE(none.days().empty());
    none.add(SeenDays::on(day("2026-03-01")));
    EXPECT_EQ(none.days().size(), 1u);
}

}  // namespace
}  // namespace hitme::store
