// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/json_lines.h"

#include <gtest/gtest.h>

#include "event/json.h"
#include "sensor/capture/delivery.h"
#include "sensor/capture/read_file.h"
#include "support/kept_events.h"
#include "support/sample_events.h"

namespace hitme::sensor {
namespace {

TEST(JsonLines, GivesBackEventsOfAllKindsAsTheyWere) {
    std::string text;
    for (const event::Event& event :
         {event::Event(tests::full_contact()), event::Event(tests::full_heartbeat()),
          event::Event(tests::full_sensor_change())}) {
        event::append_json(text, event);
        text += '\n';
    }
    const tests::ScratchFile file(text);
    tests::KeptEvents kept;
    const auto report = read_file(file.path(), {}, kept);
    ASSERT_TRUE(report) << report.error().context;
    EXPECT_EQ(report->format, "json lines");
    EXPECT_EQ(report->events, 3u);
    std::string again;
    for (const auto& event : kept.events) {
        event::append_json(again, event);
        again += '\n';
    }
    EXPECT_EQ(again, text);
}

TEST(JsonLines, SaysWhyALineIsSkipped) {
    event::Event event;
    EXPECT_EQ(decode_json_line("  ", event), not_a_record);
    EXPECT_EQ(decode_json_line("{\"kind\":", event), "bad_json");
    EXPECT_EQ(decode_json_line("{\"kind\":\"unheard-of\"}", event), "bad_event");
}

}  // namespace
}  // namespace hitme::sensor
