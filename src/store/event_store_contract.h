// SPDX-License-Identifier: Apache-2.0
// What every event store must do, whatever engine is behind it. An engine's test includes this header once and says
//
//     INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract, testing::Values(Engine{"sqlite", &open}), engine_name);
#pragma once

#include <gtest/gtest.h>

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
        seen.push_back(bytes_of(arrival.event));
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

}  // namespace hitme::store::contract
