// SPDX-License-Identifier: Apache-2.0
// What every event store must do, whatever engine is behind it. An engine's test includes this header once and says
//
//     INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract, testing::Values(Engine{"sqlite", &open}), engine_name);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "event/binary.h"
#include "store/event_store.h"
#include "support/sample_events.h"

namespace hitme::store::contract {

struct Engine {
    std::string name;
    std::function<core::Result<std::unique_ptr<EventStore>>(const StoreSettings&)> open;
};
inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param.name;
}

inline core::Time at(const char* text) {
    return *core::parse_time(text);
}

/// An event's bytes: two events are equal when these are. Derived fields follow from the rest and are added.
inline std::string bytes_of(const event::Event& event) {
    std::string out;
    event::append_binary(out, event);
    if (const auto* contact = std::get_if<event::Contact>(&event))
        out += contact->first_bytes_sha256 + std::to_string(contact->similarity.value);
    return out;
}

inline event::Contact contact_at(const char* seen_at, std::uint64_t sequence,
                                 const char* source = "192.0.2.77", std::uint16_t port = 445) {
    event::Contact contact;
    contact.sensor = "alpha";
    contact.epoch = 5;
    contact.sequence = sequence;
    contact.seen_at = at(seen_at);
    contact.transport = event::Transport::tcp;
    contact.source = *core::Address::parse(source);
    contact.source_port = 50'000;
    contact.destination = *core::Address::parse("198.51.100.9");
    contact.destination_port = port;
    contact.handshake = event::Handshake::sent_data;
    contact.ending = event::Ending::peer_closed;
    contact.first_bytes = {'h', 'i'};
    contact.bytes_in = 2;
    contact.origin = "honeypoint";
    event::derive(contact);
    return contact;
}

inline event::Batch batch_of(std::uint64_t first_delivery, std::vector<event::Event> events) {
    return {"alpha", 5, first_delivery, std::move(events)};
}

class EventStoreContract : public testing::TestWithParam<Engine> {
 public:
    EventStoreContract() {
        std::string pattern = testing::TempDir() + "/hitme-store-XXXXXX";
        if (::mkdtemp(pattern.data()) != nullptr) settings.folder = pattern;
        reopen();
    }
    ~EventStoreContract() override {
        store.reset();
        std::error_code ignored;
        std::filesystem::remove_all(settings.folder, ignored);
    }
    void reopen() {
        store.reset();
        auto opened = GetParam().open(settings);
        ASSERT_TRUE(opened) << opened.error().context;
        store = std::move(*opened);
    }
    Appended append(const event::Batch& batch) {
        auto appended = store->append(batch);
        EXPECT_TRUE(appended) << appended.error().context;
        return appended ? std::move(*appended) : Appended{};
    }
    std::vector<event::Event> all() {
        std::vector<event::Event> events;
        const auto visited =
            store->visit(at("2000-01-01"), at("2100-01-01"), [&](const auto& event) {
                events.push_back(event);
                // A visitor reads what was stored; what follows from the bytes is the reader's to work out.
                if (auto* contact = std::get_if<event::Contact>(&events.back()))
                    event::derive(*contact);
                return true;
            });
        EXPECT_TRUE(visited) << visited.error().context;
        return events;
    }
    std::vector<std::uint64_t> sequences(const ContactQuery& query) {
        const auto page = store->contacts(query);
        EXPECT_TRUE(page) << page.error().context;
        std::vector<std::uint64_t> numbers;
        for (const auto& row : page->rows) numbers.push_back(row.contact.sequence);
        return numbers;
    }
    struct Replayed {
        std::uint64_t ordinal;
        Fate fate;
        std::int64_t bytes_in_added;
        friend bool operator==(const Replayed&, const Replayed&) = default;
    };
    std::vector<Replayed> replay(const Marks& marks) {
        std::vector<Replayed> seen;
        const auto visited = store->visit_arrivals(marks, [&](const Arrival& arrival) {
            seen.push_back({arrival.ordinal, arrival.fate, arrival.bytes_in_added});
            return true;
        });
        EXPECT_TRUE(visited) << visited.error().context;
        return seen;
    }

    StoreSettings settings;
    std::unique_ptr<EventStore> store;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventStoreContract);

// ---- append, visit, high_water ----

TEST_P(EventStoreContract, EveryFieldOfEveryKindComesBack) {
    const std::vector<event::Event> events = {tests::full_sensor_change(), tests::full_contact(),
                                              tests::full_heartbeat()};  // in event-time order
    const auto appended = append({"alpha", 1'700'000'000'000'000, 1, events});
    EXPECT_EQ(appended.stored, 3u);
    reopen();
    const auto read = all();
    ASSERT_EQ(read.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(bytes_of(read[i]), bytes_of(events[i])) << i;
}

TEST_P(EventStoreContract, UnsetFieldsComeBackUnset) {
    event::Contact bare;
    bare.seen_at = at("2026-03-01T00:00:00Z");
    append(batch_of(1, {bare}));
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(bytes_of(all()[0]), bytes_of(bare));
}

TEST_P(EventStoreContract, RedeliveredEventsAreDuplicates) {
    const auto first =
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-01T10:00:01Z", 2)});
    EXPECT_EQ(append(first).high_water, 2u);
    const auto again = append(first);
    EXPECT_EQ(again.stored, 0u);
    EXPECT_EQ(again.duplicates, 2u);
    EXPECT_EQ(again.fates, (std::vector<Fate>{Fate::duplicate, Fate::duplicate}));
    const auto overlapping = append(batch_of(
        2, {contact_at("2026-03-01T10:00:01Z", 2), contact_at("2026-03-01T10:00:02Z", 3)}));
    EXPECT_EQ(overlapping.fates, (std::vector<Fate>{Fate::duplicate, Fate::stored}));
    EXPECT_EQ(overlapping.high_water, 3u);
    EXPECT_EQ(all().size(), 3u);
}

TEST_P(EventStoreContract, HighWaterIsPerRunAndSurvivesReopening) {
    append(batch_of(
        1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:01Z", 2)}));
    append({"alpha", 6, 1, {contact_at("2026-03-01T11:00:00Z", 1)}});
    reopen();
    EXPECT_EQ(*store->high_water("alpha", 5), 2u);
    EXPECT_EQ(*store->high_water("alpha", 6), 1u);
    EXPECT_EQ(*store->high_water("alpha", 7), 0u);
    EXPECT_EQ(*store->high_water("beta", 5), 0u);
}

TEST_P(EventStoreContract, VisitIsInEventTimeOrderAcrossDaysAndLateArrivals) {
    append(batch_of(
        1, {contact_at("2026-03-02T00:00:00Z", 1), contact_at("2026-03-01T23:59:59.999999999Z", 2),
            contact_at("2026-03-01T10:00:00Z", 3), contact_at("2026-03-02T00:00:00Z", 4)}));
    std::vector<std::uint64_t> seen;
    ASSERT_TRUE(store->visit(at("2026-03-01T10:00:00Z"), at("2026-03-02T00:00:00.000000001Z"),
                             [&](const auto& event) {
                                 seen.push_back(std::get<event::Contact>(event).sequence);
                                 return true;
                             }));
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{3, 2, 1, 4}));
    seen.clear();
    // The end is not part of it.
    ASSERT_TRUE(store->visit(at("2026-03-01T10:00:00Z"), at("2026-03-02T00:00:00Z"),
                             [&](const auto& event) {
                                 seen.push_back(std::get<event::Contact>(event).sequence);
                                 return true;
                             }));
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{3, 2}));
}

TEST_P(EventStoreContract, VisitorStopsTheVisit) {
    append(batch_of(
        1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:01Z", 2)}));
    int calls = 0;
    ASSERT_TRUE(
        store->visit(at("2000-01-01"), at("2100-01-01"), [&](const auto&) { return ++calls < 1; }));
    EXPECT_EQ(calls, 1);
}

// 5,000 contacts, their times shuffled by a full-period step (5,000 and 1,237 have no common factor), cross several
// blocks of any sensible size.
TEST_P(EventStoreContract, ManyShuffledContactsComeBackOnceAndInOrder) {
    for (std::uint64_t b = 0; b < 5; ++b) {
        std::vector<event::Event> events;
        for (std::uint64_t i = b * 1000; i < (b + 1) * 1000; ++i) {
            auto contact = contact_at("2026-03-01T00:00:00Z", i + 1);
            contact.seen_at += std::chrono::seconds{static_cast<std::int64_t>(i * 1237 % 5000)};
            events.emplace_back(std::move(contact));
        }
        append(batch_of(b * 1000 + 1, std::move(events)));
    }
    reopen();
    const auto read = all();
    ASSERT_EQ(read.size(), 5000u);
    for (std::size_t i = 0; i < read.size(); ++i)
        ASSERT_EQ(event::seen_at(read[i]),
                  at("2026-03-01T00:00:00Z") + std::chrono::seconds{static_cast<std::int64_t>(i)});
}

TEST_P(EventStoreContract, EventsOfImpossibleTimesAreRefusedWhole) {
    const auto refused = store->append(batch_of(
        1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("1801-01-01T00:00:00Z", 2)}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::bad_input);
    EXPECT_TRUE(all().empty());
}

// ---- early reports and completions ----

event::Contact inline early_report(const char* seen_at, std::uint64_t sequence) {
    auto contact = contact_at(seen_at, sequence);
    contact.ending = event::Ending::open;
    contact.first_bytes = {};
    contact.bytes_in = 0;
    contact.handshake = event::Handshake::completed;
    event::derive(contact);
    return contact;
}

TEST_P(EventStoreContract, CompletionReplacesItsEarlyReport) {
    auto early = early_report("2026-03-01T10:00:00Z", 1);
    early.bytes_in = 10;
    append(batch_of(1, {early, contact_at("2026-03-01T10:00:01Z", 2)}));
    reopen();
    auto done = contact_at("2026-03-01T10:00:00Z", 1);
    done.bytes_in = 500;
    done.ended_at = at("2026-03-01T10:05:00Z");
    const auto appended = append(batch_of(3, {contact_at("2026-03-01T10:00:02Z", 3), done}));
    EXPECT_EQ(appended.fates, (std::vector<Fate>{Fate::stored, Fate::completed}));
    EXPECT_EQ(appended.completed, 1u);
    EXPECT_EQ(appended.early_bytes_in, std::vector<std::uint64_t>{10});
    const auto read = all();
    ASSERT_EQ(read.size(), 3u);
    EXPECT_EQ(bytes_of(read[0]), bytes_of(done));
    EXPECT_EQ(store->state()->events, 3u);
}

TEST_P(EventStoreContract, CompletionWithoutEarlyReportIsAContact) {
    append(batch_of(1, {early_report("2026-03-01T10:00:00Z", 1)}));
    const auto appended = append(batch_of(2, {contact_at("2026-03-01T10:00:00Z", 9)}));
    EXPECT_EQ(appended.fates, std::vector<Fate>{Fate::stored});
    EXPECT_EQ(all().size(), 2u);
}

TEST_P(EventStoreContract, CompletionOfAnotherConnectionDoesNotReplace) {
    append(batch_of(1, {early_report("2026-03-01T10:00:00Z", 1)}));
    const auto appended =
        append(batch_of(2, {contact_at("2026-03-01T10:00:00Z", 1, "203.0.113.5")}));
    EXPECT_EQ(appended.fates, std::vector<Fate>{Fate::stored});
    EXPECT_EQ(all().size(), 2u);
}

TEST_P(EventStoreContract, EarlyReportAndCompletionInOneBatchAreOneContact) {
    const auto appended = append(batch_of(
        1, {early_report("2026-03-01T10:00:00Z", 1), contact_at("2026-03-01T10:00:00Z", 1)}));
    EXPECT_EQ(appended.fates, (std::vector<Fate>{Fate::stored, Fate::completed}));
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(std::get<event::Contact>(all()[0]).ending, event::Ending::peer_closed);
}

// ---- arrivals ----

TEST_P(EventStoreContract, ArrivalsAddUpFromAnyMark) {
    auto early = early_report("2026-03-01T10:00:00Z", 1);
    early.bytes_in = 10;
    auto done = contact_at("2026-03-01T10:00:00Z", 1);
    done.bytes_in = 500;
    const auto first = append(batch_of(1, {early, contact_at("2026-03-01T09:00:00Z", 2)}));
    const auto second = append(batch_of(3, {done, contact_at("2026-03-01T08:00:00Z", 3)}));
    const core::Day day = core::day_of(early.seen_at);
    ASSERT_EQ(first.arrivals.size(), 1u);
    EXPECT_EQ(*store->arrivals(), second.arrivals);
    // Contacts with two bytes each, and 10 + 490 of the completed one.
    using Seen = std::vector<Replayed>;
    EXPECT_EQ(replay({}), (Seen{{1, Fate::stored, 10},
                                {2, Fate::stored, 2},
                                {3, Fate::completed, 490},
                                {4, Fate::stored, 2}}));
    EXPECT_EQ(replay({{day, first.arrivals.at(day)}}),
              (Seen{{3, Fate::completed, 490}, {4, Fate::stored, 2}}));
    EXPECT_EQ(replay({{day, 3}}), (Seen{{4, Fate::stored, 2}}));
    EXPECT_TRUE(replay(second.arrivals).empty());
}

TEST_P(EventStoreContract, ArrivalsTellContactsAsTheyStandNow) {
    const auto done = contact_at("2026-03-01T10:00:00Z", 1);
    append(batch_of(1, {early_report("2026-03-01T10:00:00Z", 1), done, tests::full_heartbeat()}));
    std::vector<std::string> seen;
    ASSERT_TRUE(store->visit_arrivals({}, [&](const Arrival& arrival) {
        auto event = arrival.event;
        if (auto* contact = std::get_if<event::Contact>(&event)) event::derive(*contact);
        seen.push_back(bytes_of(event));
        return true;
    }));
    EXPECT_EQ(seen, (std::vector<std::string>{bytes_of(done), bytes_of(done),
                                              bytes_of(tests::full_heartbeat())}));
}

// ---- search ----

TEST_P(EventStoreContract, ContactsAreFoundLatestFirstBySourcePrefixSignalSensorAndTime) {
    auto other_sensor = contact_at("2026-03-02T10:00:00Z", 5, "192.0.2.200", 22);
    other_sensor.sensor = "beta";
    append(
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1, "192.0.2.1", 445),
                     contact_at("2026-03-01T12:00:00Z", 2, "192.0.2.2", 22),
                     contact_at("2026-03-01T11:00:00Z", 3, "203.0.113.7", 445),
                     contact_at("2026-03-02T09:00:00Z", 4, "2001:db8:1:2::9", 445), other_sensor}));
    using Numbers = std::vector<std::uint64_t>;
    ContactQuery query;
    EXPECT_EQ(sequences(query), (Numbers{5, 4, 2, 3, 1}));
    query.source = core::Prefix::parse("192.0.2.0/24");
    EXPECT_EQ(sequences(query), (Numbers{5, 2, 1}));
    query.source = core::Prefix::parse("192.0.0.0/8");
    EXPECT_EQ(sequences(query), (Numbers{5, 2, 1}));
    query.source = core::Prefix::parse("192.0.2.2");
    EXPECT_EQ(sequences(query), (Numbers{2}));
    query.source = core::Prefix::parse("2001:db8:1:2::/64");
    EXPECT_EQ(sequences(query), (Numbers{4}));
    query.source = core::Prefix::parse("2001:db8::/32");
    EXPECT_EQ(sequences(query), (Numbers{4}));
    query = {};
    query.signal = event::Signal::parse("tcp/445");
    EXPECT_EQ(sequences(query), (Numbers{4, 3, 1}));
    query.source = core::Prefix::parse("192.0.2.0/24");
    EXPECT_EQ(sequences(query), (Numbers{1}));
    query = {};
    query.sensor = "beta";
    EXPECT_EQ(sequences(query), (Numbers{5}));
    query = {};
    query.from = at("2026-03-01T11:00:00Z");
    query.to = at("2026-03-02T09:00:00Z");
    EXPECT_EQ(sequences(query), (Numbers{2, 3}));
}

// Sources repeat every 700 contacts: number 123 of each round has one of them, at 123, 823, 1523, ... 6423 (10 times).
TEST_P(EventStoreContract, PagesTogetherHoldEveryMatchOnce) {
    for (std::uint64_t b = 0; b < 7; ++b) {
        std::vector<event::Event> events;
        for (std::uint64_t i = b * 1000; i < (b + 1) * 1000; ++i) {
            auto contact = contact_at("2026-03-01T12:00:00Z", i);
            contact.source =
                core::Address::v4(static_cast<std::uint32_t>(0xC6336400 + i % 700 * 4096));
            contact.seen_at += std::chrono::minutes{static_cast<std::int64_t>(i % 3)};  // many ties
            events.emplace_back(std::move(contact));
        }
        append(batch_of(b * 1000 + 1, std::move(events)));
    }
    ContactQuery query;
    query.source = core::Prefix::of(core::Address::v4(0xC6336400 + 123 * 4096), 32);
    query.limit = 3;
    std::vector<std::uint64_t> seen;
    core::Time before = core::Time::max();
    for (int page_number = 0; page_number < 10; ++page_number) {
        const auto page = store->contacts(query);
        ASSERT_TRUE(page) << page.error().context;
        for (const auto& row : page->rows) {
            seen.push_back(row.contact.sequence);
            EXPECT_LE(row.contact.seen_at, before);
            before = row.contact.seen_at;
        }
        if (!page->next) break;
        EXPECT_EQ(page->rows.size(), 3u);
        query.cursor = page->next;
    }
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{123, 823, 1523, 2223, 2923, 3623, 4323, 5023, 5723,
                                                6423}));
}

TEST_P(EventStoreContract, IdsAddressContacts) {
    const auto contact = contact_at("2026-03-01T10:00:00Z", 1);
    append(batch_of(1, {contact}));
    const auto page = store->contacts({});
    ASSERT_EQ(page->rows.size(), 1u);
    reopen();
    const auto read = store->contact(page->rows[0].id);
    ASSERT_TRUE(read) << read.error().context;
    EXPECT_EQ(bytes_of(read->contact), bytes_of(contact));
    for (const char* id :
         {"", "2026-03-01", "2026-03-01.9", "2026-03-05.1", "x", "2026-03-01.1.1"}) {
        const auto missing = store->contact(id);
        ASSERT_FALSE(missing) << id;
        EXPECT_EQ(missing.error().code, core::ErrorCode::not_found) << id;
    }
    ContactQuery query;
    query.cursor = "nonsense";
    const auto refused = store->contacts(query);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, core::ErrorCode::bad_input);
}

// ---- roll-ups ----

inline SourceDelta source_delta(const char* source, const char* first, const char* last,
                                std::uint64_t events, std::vector<std::string> sensors = {"alpha"},
                                const char* signal = "tcp/445") {
    SourceDelta delta;
    delta.source = *core::Address::parse(source);
    delta.first_seen = at(first);
    delta.last_seen = at(last);
    delta.events = events;
    delta.bytes_in = static_cast<std::int64_t>(events) * 10;
    delta.sensors = std::move(sensors);
    delta.signals = {{event::Signal::parse(signal)->key(), events, at(last)}};
    return delta;
}

TEST_P(EventStoreContract, SeriesAddUpPerBinAndSignal) {
    const auto smb = event::Signal::parse("tcp/445");
    const auto ssh = event::Signal::parse("tcp/22");
    const core::Time bin = at("2026-03-01T10:05:00Z");
    RollUp first;
    first.series = {{smb->key(), bin, 3, 300, 2, 1},
                    {any_signal, bin, 3, 300, 2, 1},
                    {ssh->key(), bin + series_bin, 7, 70, 1, 1},
                    {any_signal, bin + series_bin, 7, 70, 1, 1}};
    first.marks = {{core::day_of(bin), 10}};
    ASSERT_TRUE(store->apply(first));
    RollUp second;
    second.series = {{smb->key(), bin, 2, -50, 1, 0}};
    second.marks = {{core::day_of(bin), 12}};
    ASSERT_TRUE(store->apply(second));
    reopen();
    EXPECT_EQ(*store->applied(), second.marks);
    const auto points = *store->series(smb, at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z"));
    ASSERT_EQ(points.size(), 1u);
    EXPECT_EQ(points[0].bin, bin);
    EXPECT_EQ(points[0].events, 5u);
    EXPECT_EQ(points[0].bytes_in, 250u);
    EXPECT_EQ(points[0].hosts, 3u);
    EXPECT_EQ(points[0].new_hosts, 1u);
    EXPECT_EQ(store->series(std::nullopt, bin, bin + 2 * series_bin)->size(), 2u);
    EXPECT_EQ(store->series(std::nullopt, bin, bin + series_bin)->size(), 1u);
    EXPECT_EQ(store->series(std::nullopt, bin + core::Duration{1}, bin + 2 * series_bin)->size(),
              1u);
    const auto top = *store->top_signals(at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z"), 5);
    ASSERT_EQ(top.size(), 2u);
    EXPECT_EQ(top[0].signal, *ssh);
    EXPECT_EQ(top[0].events, 7u);
    EXPECT_EQ(top[1].events, 5u);
    EXPECT_EQ(store->top_signals(bin, bin + series_bin, 1)->at(0).signal, *smb);
}

TEST_P(EventStoreContract, SourcesMergeSortFilterAndPage) {
    RollUp roll_up;
    roll_up.sources = {
        source_delta("192.0.2.9", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", 5),
        source_delta("192.0.2.1", "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z", 3, {"beta"},
                     "tcp/22"),
        source_delta("203.0.113.1", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z", 9),
        source_delta("2001:db8:1:2::3", "2026-03-03T09:00:00Z", "2026-03-03T12:00:00Z", 1)};
    ASSERT_TRUE(store->apply(roll_up));
    RollUp more;
    more.sources = {
        source_delta("192.0.2.9", "2026-03-01T08:00:00Z", "2026-03-01T08:30:00Z", 1,
                     {"beta", "alpha"}, "udp/53"),
        // Another address of the same /64 is the same source.
        source_delta("2001:db8:1:2::4", "2026-03-04T09:00:00Z", "2026-03-04T12:00:00Z", 1)};
    more.sources[0].verified = true;
    ASSERT_TRUE(store->apply(more));
    reopen();
    const auto names = [&](const SourceQuery& query) {
        const auto page = store->sources(query);
        EXPECT_TRUE(page) << page.error().context;
        std::vector<std::string> texts;
        for (const auto& row : page->rows) texts.push_back(row.source.to_string());
        return texts;
    };
    using Names = std::vector<std::string>;
    SourceQuery query;
    EXPECT_EQ(names(query), (Names{"2001:db8:1:2::", "203.0.113.1", "192.0.2.1", "192.0.2.9"}));
    query.order = SourceOrder::events;
    EXPECT_EQ(names(query), (Names{"203.0.113.1", "192.0.2.9", "192.0.2.1", "2001:db8:1:2::"}));
    query.offset = 1;
    query.limit = 2;
    EXPECT_EQ(names(query), (Names{"192.0.2.9", "192.0.2.1"}));
    EXPECT_EQ(store->sources(query)->total, 4u);
    query = {};
    query.order = SourceOrder::first_seen;
    query.descending = false;
    EXPECT_EQ(names(query), (Names{"192.0.2.9", "192.0.2.1", "203.0.113.1", "2001:db8:1:2::"}));
    query.prefix = core::Prefix::parse("192.0.2.0/24");
    EXPECT_EQ(names(query), (Names{"192.0.2.9", "192.0.2.1"}));
    query.prefix = core::Prefix::parse("2001:db8::/32");
    EXPECT_EQ(names(query), (Names{"2001:db8:1:2::"}));
    query.prefix = core::Prefix::parse("2001:db8:1:2::77");
    EXPECT_EQ(names(query), (Names{"2001:db8:1:2::"}));
    query = {};
    query.signal = event::Signal::parse("tcp/22");
    EXPECT_EQ(names(query), (Names{"192.0.2.1"}));
    query = {};
    query.seen_from = at("2026-03-01T12:00:00Z");
    query.seen_to = at("2026-03-02T09:00:00Z");
    EXPECT_EQ(names(query), (Names{"192.0.2.1"}));
    query = {};
    query.prefix = core::Prefix::parse("192.0.2.9");
    const auto page = store->sources(query);
    ASSERT_EQ(page->rows.size(), 1u);
    const auto& row = page->rows[0];
    EXPECT_EQ(row.events, 6u);
    EXPECT_EQ(row.bytes_in, 60u);
    EXPECT_EQ(row.sensors, 2u);
    EXPECT_TRUE(row.verified);
    EXPECT_EQ(row.first_seen, at("2026-03-01T08:00:00Z"));
    EXPECT_EQ(row.last_seen, at("2026-03-01T11:00:00Z"));
    ASSERT_EQ(row.signals.size(), 2u);
    EXPECT_EQ(row.signals[0].signal.to_string(), "tcp/445");
    EXPECT_EQ(row.signals[1].last_seen, at("2026-03-01T08:30:00Z"));
}

TEST_P(EventStoreContract, HostsOfADayAddUpAndAreCountedAgainWithTheSeries) {
    const auto smb = event::Signal::parse("tcp/445");
    RollUp roll_up;
    roll_up.series = {{smb->key(), at("2026-03-01T10:00:00Z"), 1, 1, 1, 1, 4},
                      {smb->key(), at("2026-03-01T23:55:00Z"), 1, 1, 1, 1, 3},
                      {smb->key(), at("2026-03-02T00:00:00Z"), 1, 1, 1, 1, 9},
                      {any_signal, at("2026-03-02T00:00:00Z"), 1, 1, 1, 1, 11}};
    ASSERT_TRUE(store->apply(roll_up));
    reopen();
    const auto told = [&](std::optional<event::Signal> signal) {
        std::map<std::string, std::uint64_t> hosts;
        for (const auto& day : *store->day_hosts(signal, core::day_of(at("2026-03-01")),
                                                 core::day_of(at("2026-03-03"))))
            hosts[core::format_day(day.day)] = day.hosts;
        return hosts;
    };
    using Hosts = std::map<std::string, std::uint64_t>;
    EXPECT_EQ(told(smb), (Hosts{{"2026-03-01", 7}, {"2026-03-02", 9}}));
    EXPECT_EQ(told(std::nullopt), (Hosts{{"2026-03-02", 11}}));
    RollUp again;
    again.series = {{smb->key(), at("2026-03-02T10:00:00Z"), 1, 1, 1, 1, 2}};
    ASSERT_TRUE(store->replace_series(at("2026-03-02T00:00:00Z"), again));
    EXPECT_EQ(told(smb), (Hosts{{"2026-03-01", 7}, {"2026-03-02", 2}}));
    EXPECT_EQ(told(std::nullopt), Hosts{});
}

TEST_P(EventStoreContract, PayloadsOfASignalComeMostCopiesFirst) {
    const auto smb = event::Signal::parse("tcp/445");
    RollUp roll_up;
    roll_up.payloads = {
        {smb->key(), 1, 2, at("2026-03-01T10:00:00Z"), at("2026-03-01T11:00:00Z"), {7}},
        {smb->key(), 2, 5, at("2026-03-01T10:00:00Z"), at("2026-03-01T11:00:00Z"), {8}}};
    ASSERT_TRUE(store->apply(roll_up));
    reopen();
    ASSERT_TRUE(store->apply(roll_up));
    const auto rows = *store->payloads(*smb, 5);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].copies, 10u);
    EXPECT_EQ(rows[0].begins, core::ByteVector{8});
    EXPECT_TRUE(store->payloads(*event::Signal::parse("tcp/22"), 5)->empty());
}

TEST_P(EventStoreContract, ReplacedSeriesLeaveEarlierPointsSourcesAndEvents) {
    append(batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1)}));
    RollUp roll_up;
    roll_up.sources = {
        source_delta("192.0.2.9", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", 5)};
    roll_up.series = {{any_signal, at("2026-02-28T23:55:00Z"), 9, 9, 9, 9},
                      {any_signal, at("2026-03-01T00:00:00Z"), 1, 2, 1, 1},
                      {any_signal, at("2026-03-01T10:00:00Z"), 1, 2, 1, 1}};
    roll_up.marks = {{core::day_of(at("2026-03-01")), 1}};
    ASSERT_TRUE(store->apply(roll_up));
    RollUp again;
    again.series = {{any_signal, at("2026-03-01T10:00:00Z"), 4, 5, 3, 2}};
    again.marks = {{core::day_of(at("2026-03-01")), 7}};
    ASSERT_TRUE(store->replace_series(at("2026-03-01T00:00:00Z"), again));
    const auto points = *store->series(std::nullopt, at("2026-01-01"), at("2027-01-01"));
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].bin, at("2026-02-28T23:55:00Z"));
    EXPECT_EQ(points[0].new_hosts, 9u);
    EXPECT_EQ(points[1].events, 4u);
    EXPECT_EQ(points[1].new_hosts, 2u);
    EXPECT_EQ(store->sources({})->total, 1u);
    EXPECT_EQ(store->applied()->at(core::day_of(at("2026-03-01"))), 7u);
    EXPECT_EQ(all().size(), 1u);
}

TEST_P(EventStoreContract, SkippedCountsAddUpPerFileAndReason) {
    ASSERT_TRUE(store->note_skipped("a.log", "no address", 2));
    ASSERT_TRUE(store->note_skipped("a.log", "no address", 3));
    ASSERT_TRUE(store->note_skipped("b.log", "no time", 1));
    reopen();
    EXPECT_EQ(*store->skipped(), (std::map<std::string, std::uint64_t>{{"a.log: no address", 5},
                                                                       {"b.log: no time", 1}}));
}

// ---- sensors ----

TEST_P(EventStoreContract, SensorsTellTheirLatestHeartbeatAndChange) {
    auto heartbeat = tests::full_heartbeat();
    auto earlier = heartbeat;
    earlier.seen_at -= std::chrono::minutes{1};
    earlier.listeners = 1;
    auto aggregated = contact_at("2026-03-02T10:00:00Z", 1);
    aggregated.count = 40;
    auto old = contact_at("2026-03-01T10:00:00Z", 2);
    old.epoch = 4;
    append({"alpha", 5, 1, {heartbeat, earlier, tests::full_sensor_change(), aggregated, old}});
    reopen();
    const auto rows = *store->sensors();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].name, "alpha");
    EXPECT_EQ(bytes_of(rows[0].last_heartbeat), bytes_of(heartbeat));
    ASSERT_TRUE(rows[0].change);
    EXPECT_EQ(bytes_of(*rows[0].change), bytes_of(tests::full_sensor_change()));
    EXPECT_EQ(rows[0].events, 41u);
    EXPECT_EQ(rows[0].last_event, at("2026-03-02T10:00:00Z"));
}

TEST_P(EventStoreContract, UptimeIsMergedAcrossHeartbeatsRunsAndMidnight) {
    const auto beat = [](const char* sensor, std::uint64_t epoch, const char* seen_at,
                         std::uint32_t covers) {
        event::Heartbeat heartbeat;
        heartbeat.sensor = sensor;
        heartbeat.epoch = epoch;
        heartbeat.seen_at = at(seen_at);
        heartbeat.covers_seconds = covers;
        return heartbeat;
    };
    append({"alpha",
            5,
            1,
            {beat("alpha", 5, "2026-03-01T23:59:00Z", 60),
             beat("alpha", 5, "2026-03-02T00:00:00.5Z", 60),
             beat("alpha", 5, "2026-03-02T00:01:00.9Z", 60),
             // An hour later, as another run; and another sensor.
             beat("alpha", 6, "2026-03-02T01:00:00Z", 60),
             beat("beta", 5, "2026-03-01T12:00:00Z", 30)}});
    reopen();
    const auto spans = *store->uptime(at("2026-03-01T00:00:00Z"), at("2026-03-03T00:00:00Z"));
    ASSERT_EQ(spans.size(), 3u);
    EXPECT_EQ(spans[0].sensor, "alpha");
    EXPECT_EQ(spans[0].from, at("2026-03-01T23:58:00Z"));
    EXPECT_EQ(spans[0].to, at("2026-03-02T00:01:00.9Z"));
    EXPECT_EQ(spans[1].from, at("2026-03-02T00:59:00Z"));
    EXPECT_EQ(spans[2].sensor, "beta");
    EXPECT_EQ(store->uptime(at("2026-03-02T00:30:00Z"), at("2026-03-02T00:59:00Z"))->size(), 0u);
    EXPECT_EQ(store->uptime(at("2026-03-02T00:30:00Z"), at("2026-03-02T00:59:01Z"))->size(), 1u);
}

// ---- retention ----

TEST_P(EventStoreContract, RetentionRemovesWholeDaysPastTheirTimeOldestFirst) {
    settings.keep_days = 2;
    reopen();
    append(
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-01T11:00:00Z", 2),
                     contact_at("2026-03-02T10:00:00Z", 3), contact_at("2026-03-03T10:00:00Z", 4),
                     contact_at("2026-03-04T10:00:00Z", 5)}));
    // 4 March less two days is the 2nd: only the 1st is past it.
    EXPECT_EQ(*store->apply_retention(at("2026-03-04T12:00:00Z")), 1u);
    EXPECT_EQ(*store->apply_retention(at("2026-03-04T12:00:00Z")), 0u);
    reopen();
    EXPECT_EQ(all().size(), 3u);
    const auto state = *store->state();
    EXPECT_EQ(state.events, 5u);
    EXPECT_EQ(state.events_removed, 2u);
    EXPECT_EQ(state.days_removed, 1u);
    EXPECT_EQ(state.days, 3u);
    EXPECT_EQ(state.oldest_day, core::day_of(at("2026-03-02")));
    EXPECT_GT(state.bytes_on_disk, 0u);
}

TEST_P(EventStoreContract, RetentionCanBeSetWhileTheStoreIsOpen) {
    settings.keep_days = 90;
    reopen();
    append(
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:00Z", 2),
                     contact_at("2026-03-03T10:00:00Z", 3)}));
    EXPECT_EQ(*store->apply_retention(at("2026-03-04T12:00:00Z")), 0u);
    store->set_retention({1, 0});
    EXPECT_EQ(*store->apply_retention(at("2026-03-04T12:00:00Z")), 2u);
    EXPECT_EQ(all().size(), 1u);
}

TEST_P(EventStoreContract, WhatWasRemovedIsNotStoredAgain) {
    settings.keep_days = 1;
    reopen();
    const auto batch =
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-01T11:00:00Z", 2)});
    append(batch);
    EXPECT_EQ(*store->apply_retention(at("2026-03-09T00:00:00Z")), 1u);
    reopen();
    EXPECT_EQ(*store->high_water("alpha", 5), 2u);
    EXPECT_EQ(append(batch).duplicates, 2u);
    EXPECT_TRUE(all().empty());
    EXPECT_EQ(append(batch_of(3, {contact_at("2026-03-01T12:00:00Z", 3)})).stored, 1u);
    EXPECT_EQ(all().size(), 1u);
}

TEST_P(EventStoreContract, QuotaRemovesOldDaysButNeverToday) {
    settings.quota_bytes = 1;
    reopen();
    append(
        batch_of(1, {contact_at("2026-03-01T10:00:00Z", 1), contact_at("2026-03-02T10:00:00Z", 2),
                     contact_at("2026-03-03T10:00:00Z", 3)}));
    EXPECT_EQ(*store->apply_retention(at("2026-03-03T12:00:00Z")), 2u);
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(std::get<event::Contact>(all()[0]).sequence, 3u);
}

}  // namespace hitme::store::contract
