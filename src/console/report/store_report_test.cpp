// SPDX-License-Identifier: Apache-2.0
#include "console/report/store_report.h"

#include <gtest/gtest.h>

#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

event::Contact contact(std::uint64_t sequence, core::Time at) {
    event::Contact c;
    c.sensor = "a";
    c.epoch = 1;
    c.sequence = sequence;
    c.seen_at = at;
    c.source = *core::Address::parse("192.0.2.1");
    c.transport = event::Transport::tcp;
    c.destination_port = 445;
    return c;
}

TEST(StoreReport, KnowsFromBeforeItsWindowWhoIsNotNew) {
    const tests::ScratchFolder folder;
    auto store = store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    ASSERT_TRUE(store) << store.error().context;
    ASSERT_TRUE((*store)->append({"a", 1, 1, {contact(1, noon), contact(2, noon + 23h)}}));
    ASSERT_TRUE((*store)->note_skipped("x: y.log", "bad_json", 2));
    ASSERT_TRUE((*store)->note_skipped("z.log", "bad_json", 3));
    const auto report = report_of(**store, {{}, noon + 1h, {}});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->summary.total.events, 1u);
    EXPECT_EQ(report->summary.total.new_hosts, 0u);
    EXPECT_EQ(report->skipped.at("bad_json"), 5u);
    EXPECT_EQ(report_of(**store, {})->summary.total.new_hosts, 1u);
}

// Asked at a full hour, a sensor that reports at full hours listened up to it; what it saw from then on is later.
TEST(StoreReport, TheHeartbeatOfItsEndBelongsToIt) {
    const tests::ScratchFolder folder;
    auto store = store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    ASSERT_TRUE(store) << store.error().context;
    event::Heartbeat heartbeat;
    heartbeat.sensor = "a";
    heartbeat.epoch = 1;
    heartbeat.sequence = 2;
    heartbeat.seen_at = noon + 1h;
    heartbeat.covers_seconds = 3600;
    ASSERT_TRUE(
        (*store)->append({"a", 1, 1, {contact(1, noon), heartbeat, contact(3, noon + 1h)}}));
    const auto report = report_of(**store, {{}, {}, noon + 1h});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->summary.total.events, 1u);
    ASSERT_EQ(report->summary.uptime.size(), 1u);
    EXPECT_EQ(report->summary.uptime[0].to, noon + 1h);
    // A moment earlier it is not known yet.
    const auto before = report_of(**store, {{}, {}, noon + 1h - 1ns});
    ASSERT_TRUE(before);
    EXPECT_TRUE(before->summary.uptime.empty());
}

}  // namespace
}  // namespace hitme::console
