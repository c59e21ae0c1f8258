// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_job.h"

#include <gtest/gtest.h>

#include "console/attribution_view.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"
#include "support/scripted_judge.h"

namespace hitme::console {
namespace {

using std::chrono::hours;

const core::Time start = *core::parse_time("2009-01-23T12:00:00Z");

class Heard final : public Notices {
 public:
    void tell(Notice notice) override { all.push_back(std::move(notice)); }
    std::vector<Notice> all;
};

class Judging : public testing::Test {
 protected:
    Judging()
        : store_(
              std::move(*store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write))),
          book_(std::move(*store::open_sqlite_book(folder_.path(), store::Access::write))),
          job_(*store_, *book_, judge_, &heard_, {}, runtime::Zone::utc(), "tcp/445") {}

    JudgingStep step(int hour) {
        auto done = job_.step(start + hours{hour}, start + hours{hour} + std::chrono::minutes{5});
        EXPECT_TRUE(done) << done.error().context;
        return done ? *done : JudgingStep{};
    }
    Finding kept(const std::string& id) {
        const auto entry = book_->get("finding", id);
        EXPECT_TRUE(entry) << id;
        return *finding_of(*entry);
    }
    static analytics::OpenEvent rise(core::Time opened) {
        analytics::OpenEvent event;
        event.opened = opened;
        event.confirmed = opened + std::chrono::minutes{20};
        event.peak_excess = 50;
        event.severity = analytics::severity_of(50);
        return event;
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    tests::ScriptedJudge judge_;
    Heard heard_;
    JudgingJob job_;
};

TEST_F(Judging, KeepsWhatIsNewAndLinksTheChain) {
    judge_.script[start] = {"no_growth", {}, {}, "{}", ""};
    judge_.script[start + hours{2}] = {"growing_shape_unresolved", {}, {}, "{}", ""};
    judge_.script[start + hours{4}] = {"linear", {}, {}, R"({"x":1})", R"({"subject":"s"})"};
    std::size_t written = 0;
    for (int hour = 0; hour < 6; ++hour) written += step(hour).kept.size();
    EXPECT_EQ(written, 3u);
    const Finding first = kept("tcp-445.growth.1");
    EXPECT_EQ(first.why, FindingWhy::first);
    EXPECT_EQ(first.superseded_by, "tcp-445.growth.2");
    EXPECT_EQ(first.superseded_at, start + hours{2});
    const Finding last = kept("tcp-445.growth.3");
    EXPECT_TRUE(last.stands());
    EXPECT_EQ(last.supersedes, "tcp-445.growth.2");
    EXPECT_EQ(last.was->verdict, "growing_shape_unresolved");
    EXPECT_EQ(last.was->judged_at, start + hours{2});
    EXPECT_EQ(last.answer, R"({"x":1})");
    // Never edited: the first version of a superseded one is what was said, and the second adds what took its place.
    const auto history = book_->history("finding", "tcp-445.growth.1");
    ASSERT_EQ(history->size(), 2u);
    EXPECT_TRUE(finding_of(history->front())->stands());
    EXPECT_EQ(book_->get("finding_chart", "tcp-445.growth.3")->body, R"({"subject":"s"})");
    EXPECT_FALSE(book_->get("finding_chart", "tcp-445.growth.2"));
    // Said again once, at the fifth hour.
    EXPECT_EQ(book_->noted("finding_confirmed/tcp-445.growth.3").value(),
              R"({"at":"2009-01-23T17:00:00Z","times":1})");
}

TEST_F(Judging, TellsWhatSpeaksAndKeepsSilentInQuietTimes) {
    judge_.script[start] = {"undetermined", {}, {}, "{}", ""};
    judge_.script[start + hours{1}] = {"no_growth", {}, {}, "{}", ""};
    judge_.script[start + hours{2}] = {"growing_shape_unresolved", {}, {}, "{}", ""};
    judge_.script[start + hours{3}] = {"linear", {}, {}, "{}", ""};
    judge_.script[start + hours{4}] = {"exponential", {}, {}, "{}", ""};
    judge_.script[start + hours{5}] = {"linear", {}, {}, "{}", ""};
    judge_.script[start + hours{20}] = {"undetermined", {}, {}, "{}", ""};
    for (int hour = 0; hour < 2; ++hour) step(hour);
    EXPECT_TRUE(heard_.all.empty());
    for (int hour = 2; hour < 11; ++hour) step(hour);
    ASSERT_EQ(heard_.all.size(), 1u) << "a shape is told once it has stood";
    EXPECT_EQ(heard_.all[0].kind, NoticeKind::finding);
    EXPECT_EQ(heard_.all[0].title, "tcp/445, growth: growing_shape_unresolved");
    step(11);
    ASSERT_EQ(heard_.all.size(), 2u);
    EXPECT_EQ(heard_.all[1].title, "tcp/445, growth: linear (was growing_shape_unresolved)");
    EXPECT_EQ(heard_.all[1].page, "/findings/tcp-445.growth.6");
    EXPECT_NE(heard_.all[1].text.find("So at every look since Fri 2009-01-23 5:00 PM UTC."),
              std::string::npos)
        << heard_.all[1].text;
    // Taking back what was told is told.
    for (int hour = 12; hour < 27; ++hour) step(hour);
    ASSERT_EQ(heard_.all.size(), 3u);
    EXPECT_EQ(heard_.all[2].title, "tcp/445, growth: undetermined (was linear)");
}

// `hitme judge keep` over a log that was imported, and `hitme up` from there on.
TEST_F(Judging, AWalkThatNobodyHearsTellsNothingAway) {
    judge_.script[start] = {"linear", {}, {}, "{}", ""};
    JudgingJob walk{*store_, *book_, judge_, nullptr, {}, runtime::Zone::utc(), "tcp/445"};
    for (int hour = 0; hour < 12; ++hour)
        ASSERT_TRUE(walk.step(start + hours{hour}, start + hours{hour}));
    EXPECT_TRUE(heard_.all.empty());
    step(12);
    ASSERT_EQ(heard_.all.size(), 1u);
    EXPECT_EQ(heard_.all[0].title, "tcp/445, growth: linear");
    EXPECT_NE(heard_.all[0].text.find("So at every look since Fri 2009-01-23 12:00 PM UTC."),
              std::string::npos)
        << heard_.all[0].text;
    step(13);
    EXPECT_EQ(heard_.all.size(), 1u) << "once";
}

TEST_F(Judging, WhatALogOfLongAgoSaidHasNotStoodSince) {
    judge_.script[start] = {"linear", {}, {}, "{}", ""};
    JudgingJob walk{*store_, *book_, judge_, nullptr, {}, runtime::Zone::utc(), "tcp/445"};
    ASSERT_TRUE(walk.step(start, start));
    const int year = 365 * 24;
    step(year);
    EXPECT_TRUE(heard_.all.empty()) << "one look of today";
    step(year + 6);
    EXPECT_EQ(heard_.all.size(), 1u);
}

TEST_F(Judging, AStepTakenTwiceWritesNothing) {
    judge_.script[start] = {"linear", {}, {rise(start - hours{1})}, "{}", ""};
    EXPECT_EQ(step(0).kept.size(), 1u);
    judge_.script[start] = {"exponential", {}, {}, "{}", ""};
    const auto again = step(0);
    EXPECT_TRUE(again.kept.empty());
    EXPECT_TRUE(again.alarms.empty());
    EXPECT_EQ(step(1).kept.size(), 1u);
}

TEST_F(Judging, OneEventIsOneAlarm) {
    judge_.script[start] = {"no_growth", {}, {rise(start - hours{1})}, "{}", ""};
    EXPECT_EQ(step(0).alarms.size(), 1u);
    EXPECT_TRUE(step(1).alarms.empty());
    ASSERT_TRUE(job_.watch(start + hours{1}, start + hours{1}));
    auto over = rise(start - hours{1});
    over.closed = start + hours{2};
    judge_.script[start + hours{3}] = {"no_growth", {}, {over}, "{}", ""};
    EXPECT_EQ(step(3).alarms.size(), 1u);
    ASSERT_EQ(heard_.all.size(), 2u);
    EXPECT_EQ(heard_.all[0].kind, NoticeKind::alarm);
    EXPECT_EQ(heard_.all[0].severity, Severity::medium);  // 10 to 100 new hosts an hour
    EXPECT_EQ(heard_.all[0].group, "tcp-445.alarm.1");
    EXPECT_EQ(heard_.all[1].kind, NoticeKind::alarm_ended);
    EXPECT_EQ(book_->get("alarm", "tcp-445.alarm.1")->state, "closed");
}

// Chance opens a rise about once a month in each signal: it is listed, and wakes nobody.
TEST_F(Judging, ASuspectedRiseIsToldToNobodyBeforeItIsConfirmed) {
    auto suspected = rise(start - hours{1});
    suspected.confirmed.reset();
    judge_.script[start] = {"no_growth", {}, {suspected}, "{}", ""};
    EXPECT_EQ(step(0).alarms.size(), 1u);
    auto larger = suspected;
    larger.peak_excess = 500;
    larger.severity = analytics::severity_of(500);
    judge_.script[start + hours{1}] = {"no_growth", {}, {larger}, "{}", ""};
    step(1);
    EXPECT_TRUE(heard_.all.empty());
    EXPECT_EQ(alarm_of(*book_->get("alarm", "tcp-445.alarm.1"))->sentence,
              "New hosts on tcp/445 rose: alarm at Fri 2009-01-23 11:00 AM UTC, severity high. "
              "Suspected only: not confirmed.");
    auto confirmed = larger;
    confirmed.confirmed = start + hours{2};
    judge_.script[start + hours{2}] = {"no_growth", {}, {confirmed}, "{}", ""};
    step(2);
    ASSERT_EQ(heard_.all.size(), 1u);
    EXPECT_EQ(heard_.all[0].title, "tcp/445: new hosts rose");
    EXPECT_EQ(heard_.all[0].severity, Severity::high);
    EXPECT_NE(heard_.all[0].text.find("Confirmed at Fri 2009-01-23 2:00 PM UTC."),
              std::string::npos)
        << heard_.all[0].text;
}

TEST_F(Judging, ASuspectedRiseThatPassesIsNeverTold) {
    auto suspected = rise(start - hours{1});
    suspected.confirmed.reset();
    judge_.script[start] = {"no_growth", {}, {suspected}, "{}", ""};
    step(0);
    suspected.closed = start + hours{30};
    judge_.script[start + hours{31}] = {"no_growth", {}, {suspected}, "{}", ""};
    step(31);
    EXPECT_EQ(book_->get("alarm", "tcp-445.alarm.1")->state, "closed");
    EXPECT_TRUE(heard_.all.empty());
}

TEST_F(Judging, KeepsTheAttributionsThatSomebodyWants) {
    const auto kept = [&](const char* grouping) {
        return book_->noted(attribution_note("tcp/445", grouping))->value_or("");
    };
    judge_.script[start] = {"no_growth", {}, {}, "{}", ""};
    step(0);
    EXPECT_EQ(kept("country"), "") << "nobody looks";
    const auto want = [&](core::Time at) {
        ASSERT_TRUE(
            book_->note(attribution_wanted_note("tcp/445", "country"), core::format_rfc3339(at)));
    };
    // Between the steps, too: whoever opened a page does not wait an hour.
    want(start + std::chrono::minutes{10});
    const auto later = start + std::chrono::minutes{15};
    ASSERT_TRUE(job_.watch(later, later));
    const std::string first = R"({"by":"country","to":")" + core::format_rfc3339(later) + R"("})";
    EXPECT_EQ(kept("country"), first);
    EXPECT_EQ(kept("as"), "");
    ASSERT_TRUE(job_.watch(later + std::chrono::minutes{5}, later + std::chrono::minutes{5}));
    EXPECT_EQ(kept("country"), first) << "good for an hour";
    step(2);
    EXPECT_NE(kept("country"), first);
    // A day later nobody looks any more; and of a step of long ago nobody ever does.
    const auto second = kept("country");
    step(26);
    EXPECT_EQ(kept("country"), second);
    want(start + hours{100});
    ASSERT_TRUE(job_.step(start + hours{27}, start + hours{100}));
    EXPECT_EQ(kept("country"), second);
}

// A demonstration must not alarm for real.
TEST_F(Judging, WhatIsToldOfSimulatedContactsSaysSo) {
    judge_.is_simulated = true;
    judge_.script[start] = {"no_growth", {}, {rise(start - hours{1})}, "{}", ""};
    EXPECT_EQ(step(0).alarms.size(), 1u);
    ASSERT_EQ(heard_.all.size(), 1u);
    EXPECT_TRUE(heard_.all[0].simulated);
    EXPECT_EQ(heard_.all[0].page, "/campaign/tcp/445") << "no onset finding dates it yet";
}

TEST_F(Judging, ScoresAForecastWhenItsTimeHasCome) {
    judge_.script[start] = {
        "linear",
        {},
        {},
        R"({"forecast":[{"at":"2009-01-23T14:30:00Z","bin_h":1,"refused":null,"hosts":)"
        R"({"q025":90,"q10":95,"q50":110,"q90":125,"q975":130}}]})",
        ""};
    judge_.seen_then = {113, 1};
    EXPECT_TRUE(step(0).scores.empty());
    EXPECT_TRUE(step(2).scores.empty());  // its bin ends at 15:00
    const auto done = step(3);
    ASSERT_EQ(done.scores.size(), 1u);
    EXPECT_EQ(done.scores[0].state, ScoreState::hit);
    EXPECT_TRUE(step(4).scores.empty());
    EXPECT_EQ(book_->get("forecast_score", "tcp-445.growth.1.2009-01-23T14")->state, "hit");
    EXPECT_EQ(heard_.all.back().kind, NoticeKind::reminder);
}

TEST_F(Judging, LateEventsOfTheOldWindowMakeANewFinding) {
    judge_.script[start] = {"linear", {}, {}, "{}", ""};
    step(0);
    judge_.known = {150, 12, 0, "b"};
    const auto done = step(1);
    ASSERT_EQ(done.kept.size(), 1u);
    EXPECT_EQ(done.kept[0].why, FindingWhy::late_events);
}

TEST_F(Judging, LooksAtTheBusiestSignalsAndAtOpenAlarms) {
    std::vector<event::Event> events;
    std::uint64_t sequence = 0;
    for (std::uint16_t port = 1; port <= 30; ++port)
        for (int i = 0; i < port; ++i) {
            event::Contact contact;
            contact.sensor = "a";
            contact.epoch = 1;
            contact.sequence = ++sequence;
            contact.seen_at = start - hours{1};
            contact.transport = event::Transport::tcp;
            contact.destination_port = port;
            contact.source = core::Address::v4(0xC6120000 + static_cast<std::uint32_t>(i));
            events.emplace_back(contact);
        }
    ASSERT_TRUE(store_->append({"a", 1, 1, events}));
    store::RollUp counted;
    for (std::uint16_t port = 1; port <= 30; ++port)
        counted.series.push_back({event::Signal{event::Transport::tcp, port}.key(),
                                  core::bin_of(start - hours{1}, store::series_bin), port, 0, 0,
                                  0});
    ASSERT_TRUE(store_->apply(counted));
    AlarmRecord alarm;
    alarm.id = "tcp-9.alarm.1";
    alarm.subject = "tcp/9";
    alarm.opened = start - hours{30};
    ASSERT_TRUE(book_->put(alarm_entry(alarm, start), 0));
    JudgingSettings settings;
    settings.signals = 3;
    JudgingJob job{*store_, *book_, judge_, nullptr, settings, runtime::Zone::utc()};
    const auto done = job.step(start, start);
    ASSERT_TRUE(done) << done.error().context;
    EXPECT_EQ(judge_.followed,
              (std::set<std::string>{"fleet", "tcp/9", "tcp/30", "tcp/29", "tcp/28"}));
    // The rise that nothing shows any more is over.
    ASSERT_FALSE(done->alarms.empty());
    EXPECT_EQ(done->alarms[0].change, AlarmChange::closed);
}

// Ten ports are judged closely, and the next outbreak is on none of them.
TEST_F(Judging, LooksAtASignalThatRoseAmongBusierOnes) {
    event::Batch beats{"a", 1, 1, {}};
    for (int hour = 24 * 6; hour >= 0; --hour) {
        event::Heartbeat heartbeat;
        heartbeat.sensor = "a";
        heartbeat.epoch = 1;
        heartbeat.sequence = beats.events.size() + 1;
        heartbeat.seen_at = start - hours{hour};
        heartbeat.covers_seconds = 3600;
        beats.events.emplace_back(heartbeat);
    }
    ASSERT_TRUE(store_->append(beats));
    store::RollUp counted;
    const auto add = [&](std::uint16_t port, core::Time bin, std::int64_t hosts) {
        counted.series.push_back({event::Signal{event::Transport::tcp, port}.key(),
                                  core::bin_of(bin, store::series_bin), 100 * hosts, 0, hosts,
                                  hosts});
    };
    for (std::uint16_t port = 1; port <= 5; ++port)
        for (int hour = 1; hour < 24 * 6; ++hour) add(port, start - hours{hour}, 3);
    // 36 hosts in an hour on a port that had none.
    for (int bin = 1; bin <= 12; ++bin) add(9034, start - bin * std::chrono::minutes{5}, 3);
    ASSERT_TRUE(store_->apply(counted));
    JudgingSettings settings;
    settings.signals = 3;
    JudgingJob job{*store_, *book_, judge_, nullptr, settings, runtime::Zone::utc()};
    ASSERT_TRUE(job.step(start - hours{2}, start));
    EXPECT_FALSE(judge_.followed.contains("tcp/9034"));
    // Between the steps, too: an hour is long.
    ASSERT_TRUE(job.watch(start, start));
    EXPECT_TRUE(judge_.followed.contains("tcp/9034"));
    EXPECT_EQ(judge_.followed.size(), 5u) << "the fleet, the busiest three, and the one that rose";
    ASSERT_TRUE(job.step(start + hours{1}, start + hours{1}));
    EXPECT_TRUE(judge_.followed.contains("tcp/9034"));
}

}  // namespace
}  // namespace hitme::console
