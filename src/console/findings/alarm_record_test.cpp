// SPDX-License-Identifier: Apache-2.0
#include "console/findings/alarm_record.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using analytics::AlarmKind;
using std::chrono::hours;

const core::Time start = *core::parse_time("2009-01-23T17:25:00Z");

NamedEvent rise(core::Time opened, double excess = 20,
                std::optional<core::Time> closed = std::nullopt) {
    analytics::OpenEvent event;
    event.opened = opened;
    event.closed = closed;
    event.peak_excess = excess;
    event.severity = analytics::severity_of(excess);
    return {event, ""};
}

AlarmRecord recorded(const NamedEvent& seen) {
    return changed_alarms("tcp/445", {}, {seen}, seen.event.opened, Look::first)[0].alarm;
}

TEST(AlarmRecord, IsReadBackAsItWasWritten) {
    AlarmRecord alarm = recorded(rise(start, 120));
    alarm.sentence = "New hosts rose.";
    alarm.onset = "tcp-445.onset.2";
    const auto entry = alarm_entry(alarm, start);
    EXPECT_EQ(entry.kind, "alarm");
    EXPECT_EQ(entry.id, "tcp-445.alarm.1");
    EXPECT_EQ(entry.state, "open");
    const auto read = alarm_of(entry);
    ASSERT_TRUE(read) << read.error().context;
    EXPECT_EQ(alarm_entry(*read, start).body, entry.body);
    EXPECT_EQ(read->severity, analytics::Severity::high);  // from 100 new hosts an hour on
    for (const char* body : {"", "{}", R"({"subject":"x"})"}) {
        store::Entry broken = entry;
        broken.body = body;
        EXPECT_FALSE(alarm_of(broken)) << body;
    }
}

TEST(AlarmRecord, OneEventIsOneAlarm) {
    const auto first = recorded(rise(start));
    // The same rise, which a later baseline dates half an hour earlier.
    EXPECT_TRUE(changed_alarms("tcp/445", {first}, {rise(start - hours{1} / 2)}, start + hours{5},
                               Look::again)
                    .empty());
}

TEST(AlarmRecord, ClosesOnceAndIsNotOpenedAgain) {
    const auto first = recorded(rise(start));
    const auto over = changed_alarms("tcp/445", {first}, {rise(start, 20, start + hours{50})},
                                     start + hours{51}, Look::again);
    ASSERT_EQ(over.size(), 1u);
    EXPECT_EQ(over[0].change, AlarmChange::closed);
    EXPECT_EQ(over[0].alarm.closed, start + hours{50});
    EXPECT_TRUE(
        changed_alarms("tcp/445", {over[0].alarm}, {rise(start)}, start + hours{52}, Look::again)
            .empty());
}

TEST(AlarmRecord, ANewRiseGetsTheNextNumber) {
    auto first = recorded(rise(start));
    first.closed = start + hours{50};
    const core::Time later = start + hours{100};
    const auto changed = changed_alarms(
        "tcp/445", {first}, {rise(start, 20, start + hours{50}), rise(later)}, later, Look::again);
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed[0].alarm.id, "tcp-445.alarm.2");
    EXPECT_EQ(changed[0].change, AlarmChange::opened);
}

TEST(AlarmRecord, AnOldRiseThatIsSeenLateIsNoNews) {
    EXPECT_TRUE(changed_alarms("tcp/445", {}, {rise(start, 20, start + hours{50})},
                               start + hours{100}, Look::again)
                    .empty());
    EXPECT_EQ(changed_alarms("tcp/445", {}, {rise(start, 20, start + hours{50})},
                             start + hours{100}, Look::first)
                  .size(),
              1u);
}

TEST(AlarmRecord, GrowsInSeverityNeverBack) {
    const auto first = recorded(rise(start, 20));
    const auto grown =
        changed_alarms("tcp/445", {first}, {rise(start, 500)}, start + hours{2}, Look::again);
    ASSERT_EQ(grown.size(), 1u);
    EXPECT_EQ(grown[0].change, AlarmChange::grown);
    EXPECT_TRUE(changed_alarms("tcp/445", {grown[0].alarm}, {rise(start, 20)}, start + hours{3},
                               Look::again)
                    .empty());
}

TEST(AlarmRecord, ClosesWhenTheRiseHasBecomeTheBaseline) {
    const auto first = recorded(rise(start));
    const auto gone = changed_alarms("tcp/445", {first}, {}, start + hours{900}, Look::again);
    ASSERT_EQ(gone.size(), 1u);
    EXPECT_EQ(gone[0].change, AlarmChange::closed);
    EXPECT_EQ(gone[0].alarm.closed, start + hours{900});
}

TEST(AlarmRecord, LoudSourcesAreToldApart) {
    NamedEvent loud = rise(start);
    loud.event.kind = AlarmKind::loud_source;
    loud.source = "192.0.2.1";
    const auto first = recorded(loud);
    EXPECT_EQ(first.source, "192.0.2.1");
    NamedEvent other = loud;
    other.source = "192.0.2.2";
    other.event.opened += hours{1};
    EXPECT_EQ(
        changed_alarms("tcp/445", {first}, {loud, other}, start + hours{1}, Look::again).size(),
        1u);
}

}  // namespace
}  // namespace hitme::console
