// SPDX-License-Identifier: Apache-2.0
// The roll-up job against a real store, compared with counts made straight from the definitions.
#include "console/jobs/roll_up.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "core/random.h"
#include "event/drill.h"
#include "store/sqlite/store.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

const core::Time start = *core::parse_time("2026-03-01T00:00:00Z");

class RollUpTest : public testing::Test {
 protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("hitme-rollup-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open();
    }
    void TearDown() override {
        job_.reset();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    void open() {
        job_.reset();
        store_.reset();
        auto store = store::open_sqlite_store({folder_, 0, 0}, store::Access::write);
        ASSERT_TRUE(store) << store.error().context;
        store_ = std::move(*store);
        job_ = std::make_unique<RollUpJob>(*store_, 99);
        ASSERT_TRUE(job_->catch_up());
    }
    void deliver(std::vector<event::Event> events) {
        event::Batch batch{"a", 1, next_, std::move(events)};
        const auto appended = store_->append(batch);
        ASSERT_TRUE(appended) << appended.error().context;
        next_ += batch.events.size();
        job_->note(batch, *appended);
    }
    std::filesystem::path folder_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<RollUpJob> job_;
    std::uint64_t next_ = 1;
};

event::Contact contact(std::uint64_t sequence, core::Time at, std::uint32_t host,
                       std::uint16_t port) {
    event::Contact c;
    c.sensor = host % 2 == 0 ? "even" : "odd";
    c.epoch = 1;
    c.sequence = sequence;
    c.seen_at = at;
    c.source = core::Address::v4(0xC6120000u + host);
    c.transport = event::Transport::tcp;
    c.destination_port = port;
    c.handshake = event::Handshake::completed;
    c.bytes_in = 10;
    return c;
}

struct Point {
    std::uint64_t events = 0;
    std::uint64_t bytes_in = 0;
    std::set<std::uint32_t> hosts;
    std::uint64_t new_hosts = 0;
};

/// Straight from C-11 and C-12: look back over all sightings.
std::map<std::int64_t, Point> expected(std::vector<event::Contact> contacts,
                                       std::optional<std::uint16_t> port) {
    std::map<std::int64_t, Point> points;
    std::map<std::uint32_t, std::set<core::Time>> sightings;
    for (const auto& c : contacts)
        if (!port || c.destination_port == *port) sightings[c.source.v4_value()].insert(c.seen_at);
    for (const auto& c : contacts) {
        if (port && c.destination_port != *port) continue;
        auto& point = points[core::nanoseconds_of(core::bin_of(c.seen_at, 5min))];
        ++point.events;
        point.bytes_in += c.bytes_in;
        point.hosts.insert(c.source.v4_value());
    }
    for (const auto& [host, times] : sightings) {
        for (const core::Time at : times) {
            const auto from = times.lower_bound(at - 24h);
            if (*from == at) ++points[core::nanoseconds_of(core::bin_of(at, 5min))].new_hosts;
        }
    }
    return points;
}

void expect_series(store::EventStore& store, const std::vector<event::Contact>& contacts) {
    for (const std::optional<std::uint16_t> port :
         {std::optional<std::uint16_t>{}, std::optional<std::uint16_t>{445},
          std::optional<std::uint16_t>{22}}) {
        std::optional<event::Signal> signal;
        if (port) signal = event::Signal{event::Transport::tcp, *port};
        const auto series = store.series(signal, start - 100h, start + 1000h);
        ASSERT_TRUE(series);
        const auto want = expected(contacts, port);
        ASSERT_EQ(series->size(), want.size());
        for (const auto& point : *series) {
            const auto found = want.find(core::nanoseconds_of(point.bin));
            ASSERT_NE(found, want.end()) << core::format_rfc3339(point.bin);
            EXPECT_EQ(point.events, found->second.events) << core::format_rfc3339(point.bin);
            EXPECT_EQ(point.bytes_in, found->second.bytes_in);
            EXPECT_EQ(point.hosts, found->second.hosts.size()) << core::format_rfc3339(point.bin);
            EXPECT_EQ(point.new_hosts, found->second.new_hosts) << core::format_rfc3339(point.bin);
        }
        std::map<core::Day, std::set<std::uint32_t>> days;
        for (const auto& c : contacts)
            if (!port || c.destination_port == *port)
                days[core::day_of(c.seen_at)].insert(c.source.v4_value());
        const auto told =
            store.day_hosts(signal, core::day_of(start - 100h), core::day_of(start + 1000h));
        ASSERT_TRUE(told);
        ASSERT_EQ(told->size(), days.size());
        for (const auto& day : *told)
            EXPECT_EQ(day.hosts, days[day.day].size()) << core::format_day(day.day);
    }
}

std::vector<event::Contact> three_days(std::uint64_t seed) {
    core::Random random{seed};
    std::vector<event::Contact> contacts;
    for (std::uint64_t i = 1; i <= 1500; ++i)
        contacts.push_back(contact(i, start + std::chrono::seconds{random.below(70 * 3600)},
                                   static_cast<std::uint32_t>(random.below(60)),
                                   random.below(3) == 0 ? 22 : 445));
    std::sort(contacts.begin(), contacts.end(),
              [](const auto& a, const auto& b) { return a.seen_at < b.seen_at; });
    return contacts;
}

TEST_F(RollUpTest, GivesTheSameSeriesForAnyOrderWithinTheDayAndAcrossRestarts) {
    const auto contacts = three_days(1);
    auto shuffled = contacts;
    core::Random random{2};
    // Every event may come up to a day late.
    std::map<core::Time, event::Contact> by_arrival;
    for (const auto& c : shuffled)
        by_arrival.emplace(c.seen_at + std::chrono::nanoseconds{random.below(86'400'000'000'000)},
                           c);
    ASSERT_EQ(by_arrival.size(), contacts.size());
    std::vector<event::Event> batch;
    for (const auto& [at, c] : by_arrival) {
        batch.emplace_back(c);
        if (batch.size() < 100) continue;
        deliver(std::move(batch));
        batch.clear();
        switch (random.below(4)) {
            case 0:
                ASSERT_TRUE(job_->apply());
                break;
            case 1:
                open();
                break;  // a restart that loses what was not applied
            default:
                break;
        }
    }
    deliver(std::move(batch));
    ASSERT_TRUE(job_->apply());
    EXPECT_FALSE(job_->needs_rebuild());
    expect_series(*store_, contacts);
}

TEST_F(RollUpTest, RebuildsToTheSameSeries) {
    const auto contacts = three_days(3);
    std::vector<event::Event> events{contacts.begin(), contacts.end()};
    deliver(std::move(events));
    ASSERT_TRUE(job_->apply());
    ASSERT_TRUE(job_->rebuild());
    expect_series(*store_, contacts);
    open();
    expect_series(*store_, contacts);
}

TEST_F(RollUpTest, ARebuildOfAStoreThatNobodyRolledUpCountsItsSources) {
    event::Batch batch{"a", 1, 1, {contact(1, start, 1, 445), contact(2, start + 1h, 2, 445)}};
    ASSERT_TRUE(store_->append(batch));
    RollUpJob fresh{*store_, 99};
    ASSERT_TRUE(fresh.rebuild());
    EXPECT_EQ(store_->sources({})->total, 2u);
    EXPECT_EQ(store_->top_signals(start, start + 2h, 1)->at(0).events, 2u);
}

TEST_F(RollUpTest, AsksForARebuildWhenAnEventIsTooLateAndIsRightAfterIt) {
    std::vector<event::Contact> contacts{contact(1, start + 100h, 1, 445),
                                         contact(2, start, 1, 445),
                                         contact(3, start + 10h, 1, 445)};
    for (const auto& c : contacts) deliver({c});
    EXPECT_TRUE(job_->needs_rebuild());
    ASSERT_TRUE(job_->rebuild());
    EXPECT_FALSE(job_->needs_rebuild());
    expect_series(*store_, contacts);
}

TEST_F(RollUpTest, WhoStopsWaitsForNoReadingAndTheNextStartReadsOn) {
    std::vector<event::Contact> contacts;
    for (std::uint32_t i = 0; i < 50; ++i)
        contacts.push_back(contact(i + 1, start + 7min * i, i, 445));
    ASSERT_TRUE(store_->append({"a", 1, 1, {contacts.begin(), contacts.end()}}));
    std::stop_source stop;
    stop.request_stop();
    job_ = std::make_unique<RollUpJob>(*store_, 99);
    job_->stop_at(stop.get_token());
    for (int i = 0; i < 2; ++i) {
        const auto done = i == 0 ? job_->catch_up() : job_->apply();
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, core::ErrorCode::cancelled);
        EXPECT_TRUE(store_->applied()->empty());
        EXPECT_TRUE(store_->series(std::nullopt, start, start + 48h)->empty());
    }
    job_->stop_at({});
    ASSERT_TRUE(job_->apply());
    expect_series(*store_, contacts);
}

TEST_F(RollUpTest, CountsACompletionsBytesOnceHoweverItIsInterrupted) {
    auto early = contact(1, start, 1, 445);
    early.ending = event::Ending::open;
    auto complete = early;
    complete.ending = event::Ending::peer_closed;
    complete.bytes_in = 500;
    for (const bool restart_between : {false, true}) {
        SetUp();
        next_ = 1;
        deliver({early});
        ASSERT_TRUE(job_->apply());
        if (restart_between) open();
        deliver({complete});
        open();  // the completion was stored, its roll-up was not
        ASSERT_TRUE(job_->apply());
        expect_series(*store_, {complete});
        const auto page = store_->sources({});
        ASSERT_TRUE(page);
        ASSERT_EQ(page->rows.size(), 1u);
        EXPECT_EQ(page->rows[0].events, 1u);
        EXPECT_EQ(page->rows[0].bytes_in, 500u);
    }
}

TEST_F(RollUpTest, CountsAContactThatWasReportedEarlyTwiceOnce) {
    auto accepted = contact(1, start, 1, 445);
    accepted.ending = event::Ending::open;
    accepted.bytes_in = 0;
    auto first_byte = accepted;
    first_byte.bytes_in = 5;
    auto complete = accepted;
    complete.ending = event::Ending::peer_closed;
    complete.bytes_in = 90;
    // Live, and read back after the second and the third report were stored and not yet rolled up.
    for (const bool restarts : {false, true}) {
        SetUp();
        next_ = 1;
        for (const auto& report : {accepted, first_byte, complete}) {
            deliver({report});
            if (restarts) open();
        }
        ASSERT_TRUE(job_->apply());
        expect_series(*store_, {complete});
    }
    SetUp();
    next_ = 1;
    deliver({accepted});
    deliver({first_byte});
    deliver({complete});
    open();
    expect_series(*store_, {complete});
}

TEST_F(RollUpTest, CountsAnAggregateByItsCountAndASourceOnceForAllSensors) {
    auto many = contact(1, start, 2, 445);
    many.count = 40;
    many.limit = "connections_per_source";
    many.ended_at = start + 50s;
    auto other = contact(2, start + 10s, 2, 22);
    other.sensor = "third";
    deliver({many, other});
    ASSERT_TRUE(job_->apply());
    const auto page = store_->sources({});
    ASSERT_TRUE(page);
    ASSERT_EQ(page->total, 1u);
    EXPECT_EQ(page->rows[0].events, 41u);
    EXPECT_EQ(page->rows[0].sensors, 2u);
    EXPECT_EQ(page->rows[0].last_seen, start + 50s);
    ASSERT_EQ(page->rows[0].signals.size(), 2u);
    EXPECT_EQ(page->rows[0].signals[0].signal.port, 445);
    const auto series = store_->series(std::nullopt, start, start + 1h);
    ASSERT_TRUE(series);
    ASSERT_EQ(series->size(), 1u);
    EXPECT_EQ((*series)[0].events, 41u);
    EXPECT_EQ((*series)[0].hosts, 1u);
    EXPECT_EQ((*series)[0].new_hosts, 1u);
}

TEST_F(RollUpTest, ASourceHasOfEachPortItsFirstTimeItsDaysAndHowFarItGot) {
    auto contacts = three_days(5);
    core::Random random{6};
    for (auto& c : contacts)
        c.stage = random.below(200) == 0 ? event::Stage::exploit_attempt
                                         : static_cast<event::Stage>(random.below(3));
    for (std::size_t i = 0; i < contacts.size(); i += 300) {
        const auto to = contacts.begin() + static_cast<std::ptrdiff_t>(i + 300);
        deliver({contacts.begin() + static_cast<std::ptrdiff_t>(i), to});
        if (i % 600 == 0) {
            ASSERT_TRUE(job_->apply());
        }
    }
    open();
    store::SourceQuery query;
    query.limit = store::max_page;
    const auto page = store_->sources(query);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->rows.size(), 60u);
    for (const auto& row : page->rows) {
        for (const auto& on : row.signals) {
            std::set<core::Time> times;
            auto stage = event::Stage::none;
            for (const auto& c : contacts) {
                if (c.source != row.source || c.destination_port != on.signal.port) continue;
                times.insert(c.seen_at);
                stage = std::max(stage, c.stage);
            }
            std::set<core::Day> days;
            for (const auto time : times) days.insert(core::day_of(time));
            ASSERT_FALSE(times.empty());
            EXPECT_EQ(on.first_seen, *times.begin());
            EXPECT_EQ(on.stage, stage);
            EXPECT_EQ(on.days.days(), (std::vector<core::Day>{days.begin(), days.end()}));
        }
    }
}

TEST_F(RollUpTest, ACompletionTellsHowFarItGotAndCountsNothingAgain) {
    auto early = contact(1, start, 1, 445);
    early.ending = event::Ending::open;
    early.stage = event::Stage::probe;
    auto complete = early;
    complete.ending = event::Ending::peer_closed;
    complete.stage = event::Stage::exploit_attempt;
    deliver({early});
    ASSERT_TRUE(job_->apply());
    deliver({complete});
    ASSERT_TRUE(job_->apply());
    const auto page = store_->sources({});
    EXPECT_EQ(page->rows[0].events, 1u);
    EXPECT_EQ(page->rows[0].signals[0].events, 1u);
    EXPECT_EQ(page->rows[0].signals[0].stage, event::Stage::exploit_attempt);
}

TEST_F(RollUpTest, PayloadsAreCountedByTheirBytesAndHeldConnectionsOnce) {
    const core::ByteVector abc{'a', 'b', 'c'};
    auto sent = contact(1, start, 1, 445);
    sent.first_bytes = abc;
    auto held = contact(2, start + 1min, 2, 445);
    held.ending = event::Ending::open;
    held.bytes_in = 0;
    auto complete = held;
    complete.ending = event::Ending::peer_closed;
    complete.first_bytes = abc;
    complete.bytes_in = 3;
    auto other = contact(3, start + 2min, 3, 445);
    other.first_bytes = {'x'};
    other.count = 5;
    auto silent = contact(4, start + 3min, 4, 445);
    deliver({sent, held, other, silent});
    ASSERT_TRUE(job_->apply());
    deliver({complete});
    ASSERT_TRUE(job_->apply());
    const auto rows = store_->payloads(*event::Signal::parse("tcp/445"), 10);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(0).copies, 5u);
    EXPECT_EQ(rows->at(1).copies, 2u);
    // sha256("abc") begins so (FIPS 180-4, example B.1).
    EXPECT_EQ(rows->at(1).hash, 0xBA7816BF8F01CFEAu);
    EXPECT_EQ(rows->at(1).begins, abc);
    EXPECT_EQ(rows->at(1).last_seen, start + 1min);
}

// capabilities C-46: drill hits never enter the metrics.
TEST_F(RollUpTest, ContactsOfADrillAreNotCounted) {
    auto drill = contact(1, start, 7, 445);
    event::mark_as_drill(drill);
    deliver({drill, contact(2, start + 1min, 8, 445)});
    ASSERT_TRUE(job_->apply());
    const auto series = store_->series(event::Signal::parse("tcp/445"), start, start + 1h);
    ASSERT_TRUE(series && series->size() == 1);
    EXPECT_EQ(series->front().events, 1u);
    EXPECT_EQ(series->front().hosts, 1u);
    EXPECT_EQ(store_->sources({})->total, 1u);
    // Nor when the store is counted again after a start.
    open();
    EXPECT_EQ(store_->sources({})->total, 1u);
}

}  // namespace
}  // namespace hitme::console
