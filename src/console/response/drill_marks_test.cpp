// SPDX-License-Identifier: Apache-2.0
#include "console/response/drill_marks.h"

#include <gtest/gtest.h>

#include "event/drill.h"
#include "support/hostile_contact.h"

namespace hitme::console {
namespace {

TEST(DrillMarks, MarkTheSourceWithinItsTimeAlone) {
    DrillMarks marks;
    marks.set({{"d-1", *core::Address::parse("10.1.2.3"), *core::parse_time("2026-03-01T10:00:00Z"),
                *core::parse_time("2026-03-01T10:05:00Z")}});
    event::Batch batch;
    batch.events.emplace_back(tests::plain_contact("10.1.2.3", "2026-03-01T09:59:59Z"));
    batch.events.emplace_back(tests::plain_contact("10.1.2.3", "2026-03-01T10:00:00Z"));
    batch.events.emplace_back(tests::plain_contact("10.1.2.4", "2026-03-01T10:00:00Z"));
    batch.events.emplace_back(tests::plain_contact("10.1.2.3", "2026-03-01T10:05:00Z"));
    batch.events.emplace_back(event::Heartbeat{});
    marks.mark(batch);
    std::string drills;
    for (const auto& event : batch.events)
        if (const auto* contact = std::get_if<event::Contact>(&event))
            drills += event::of_drill(*contact) ? 'd' : '-';
    EXPECT_EQ(drills, "-d--");
    EXPECT_EQ(marks.drill_of(std::get<event::Contact>(batch.events[1])), "d-1");
}

}  // namespace
}  // namespace hitme::console
