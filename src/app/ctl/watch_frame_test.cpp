// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/watch_frame.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/sample_events.h"

namespace hitme::app {
namespace {

using namespace std::chrono_literals;

WatchState hostile_state() {
    WatchState state;
    state.now = *core::parse_time("2026-03-01T12:00:00Z");
    state.new_hosts_24h = analytics::mean_interval(288, 24h);
    state.new_hosts_1h = analytics::mean_interval(12, 1h);
    auto contact = tests::full_contact();
    contact.first_bytes = {0x1b, '[', '2', 'J', 0x07, '\n', 'x', 0x9b};
    contact.protocol = "\x1b[31m";
    state.latest.push_back({"1", contact});
    store::SensorRow sensor;
    sensor.name = "evil\x1b]0;x\x07";
    state.sensors.push_back(sensor);
    return state;
}

TEST(WatchFrame, NeverPrintsWhatDrivesATerminal) {
    const std::string frame = watch_frame(hostile_state(), runtime::Zone::utc(), 40, 100);
    for (const char c : frame) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << int(c);
    EXPECT_NE(frame.find("\\x1b[2J"), std::string::npos);
}

TEST(WatchFrame, KeepsToTheTerminalsSize) {
    const std::string frame = watch_frame(hostile_state(), runtime::Zone::utc(), 4, 30);
    EXPECT_EQ(std::count(frame.begin(), frame.end(), '\n'), 4);
    std::size_t longest = 0;
    for (std::size_t at = 0; at < frame.size();) {
        const std::size_t end = frame.find('\n', at);
        longest = std::max(longest, end - at);
        at = end + 1;
    }
    EXPECT_LE(longest, 30u);
}

TEST(WatchFrame, SaysTheIntervalAndThatASensorIsDown) {
    const std::string frame = watch_frame(hostile_state(), runtime::Zone::utc(), 40, 100);
    EXPECT_NE(frame.find("every 5.0 min (4.5-5.6)"), std::string::npos) << frame;
    EXPECT_NE(frame.find("DOWN"), std::string::npos);
}

}  // namespace
}  // namespace hitme::app
