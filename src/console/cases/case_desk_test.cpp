// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_desk.h"

#include <gtest/gtest.h>

#include <fstream>

#include "console/cases/case_change.h"
#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
const auto eight = *core::parse_time("2009-01-26T07:00:00Z");  // 08:00 in Berlin

std::vector<store::Entry> all_cases(store::Book& book) {
    store::EntryQuery query;
    query.kind = case_kind;
    query.limit = 1000;
    return book.list(query)->entries;
}
Case only_case(store::Book& book) {
    const auto entries = all_cases(book);
    EXPECT_EQ(entries.size(), 1u);
    return *read_case(book, entries.at(0));
}
void set_state(store::Book& book, const std::string& body, core::Time now) {
    Case record = only_case(book);
    CaseChange change;
    ASSERT_FALSE(read_change(body, change));
    ASSERT_FALSE(apply_change(record, change, now, "mia"));
    ASSERT_TRUE(book.put(entry_of(record, now, "mia"), record.version).has_value());
}

TEST(CaseDesk, AThousandTouchesAreOneCaseAndOneNotice) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    for (int tenth = 0; tenth < 10; ++tenth) {
        std::vector<event::Event> events;
        for (int i = 0; i < 100; ++i)
            events.emplace_back(house.contact("10.1.2.3", eight + 1s * (tenth * 100 + i)));
        house.deliver(events, {&desk}, eight + 1s * (tenth + 1) * 100);
    }
    desk.finish();
    EXPECT_EQ(desk.problem(), "");
    const auto record = only_case(*house.book);
    EXPECT_EQ(record.touches.count, 1000u);
    EXPECT_EQ(record.touches.last, eight + 999s);
    EXPECT_EQ(record.state, CaseState::fresh);
    EXPECT_EQ(record.opened_at, eight);
    EXPECT_LE(record.version, 2u);
    ASSERT_EQ(house.notices.told.size(), 1u);
    EXPECT_EQ(house.notices.told[0].kind, NoticeKind::internal_host);
    EXPECT_EQ(house.notices.told[0].source, "10.1.2.3");
    EXPECT_EQ(house.notices.told[0].page, "/cases/" + record.id);
}

TEST(CaseDesk, SaysOfATouchWhetherItsCaseIsBenignByAnyOfItsAddresses) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    const auto touch = house.contact("10.1.2.3", eight);
    house.deliver({touch}, {&desk}, eight);
    EXPECT_FALSE(desk.benign_case(touch));
    set_state(*house.book,
              R"({"state":"benign","reason":"scanner","expires":"2009-01-27T07:00:00Z"})",
              eight + 1min);
    const auto later = house.contact("10.1.2.3", eight + 2min);
    house.deliver({later}, {&desk}, eight + 2min);
    EXPECT_EQ(desk.benign_case(later), only_case(*house.book).id);
    EXPECT_FALSE(desk.benign_case(house.contact("10.1.2.4", eight + 2min)));
    const auto after = house.contact("10.1.2.3", eight + 24h);
    EXPECT_FALSE(desk.benign_case(after)) << "its day is over, also before that touch is seen";
}

TEST(CaseDesk, OnlyInternalSensorsOpenCases) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1", "2009-01-26T07:30:00Z");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight), house.contact("10.1.2.4", eight, "dmz")},
                  {&desk}, eight);
    EXPECT_TRUE(all_cases(*house.book).empty());  // not yet internal then; never internal
    house.deliver({house.contact("10.1.2.3", eight + 30min)}, {&desk}, eight + 30min);
    EXPECT_EQ(all_cases(*house.book).size(), 1u);
    // A sensor may also say of itself what it is.
    event::SensorChange joined;
    joined.sensor = "office";
    joined.epoch = 1;
    joined.sequence = 9000;
    joined.seen_at = eight;
    joined.change = event::Change::joined;
    joined.network_class = "internal";
    house.deliver({joined, house.contact("10.1.2.5", eight + 1s, "office")}, {&desk},
                  eight + 31min);
    EXPECT_EQ(all_cases(*house.book).size(), 2u);
}

TEST(CaseDesk, ATouchAfterCleanedOpensAgainWithinFiveSecondsAndSaysSo) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    set_state(*house.book, R"({"state":"cleaned","owner":"mia"})", eight + 1h);
    // A late one, seen before it was cleaned, opens nothing.
    house.deliver({house.contact("10.1.2.3", eight + 59min)}, {&desk}, eight + 61min);
    EXPECT_EQ(only_case(*house.book).state, CaseState::cleaned);
    EXPECT_EQ(house.notices.told.size(), 1u);
    house.deliver({house.contact("10.1.2.3", eight + 2h)}, {&desk}, eight + 2h);
    const auto record = only_case(*house.book);
    EXPECT_EQ(record.state, CaseState::assigned);
    EXPECT_EQ(record.owner, "mia");
    EXPECT_EQ(record.reopened, 1u);
    EXPECT_EQ(record.reopened_because, "touched again after it was cleaned");
    EXPECT_EQ(record.changed_at, eight + 2h);  // at once
    ASSERT_EQ(house.notices.told.size(), 2u);
    EXPECT_NE(house.notices.told[1].text.find("touched again after it was cleaned"),
              std::string::npos);
    // A matter of its own: a channel that told the first within the hour tells this at once.
    EXPECT_NE(house.notices.told[1].group, house.notices.told[0].group);
    EXPECT_NE(house.notices.told[1].text.find(
                  "It had been cleaned since 2009-01-26T08:00:00Z (by mia), after 2 touches, the "
                  "last at 2009-01-26T07:59:00Z. Nothing else changed: the same kind of touch as "
                  "before."),
              std::string::npos)
        << house.notices.told[1].text;
    EXPECT_NE(house.notices.told[1].evidence.find("\"seen_at\":\"2009-01-26T09:00:00Z\""),
              std::string::npos);
    const auto history = *house.book->history(std::string(case_kind), record.id);
    EXPECT_GE(history.size(), 3u);
    EXPECT_EQ(history[1].author, "mia");
    EXPECT_EQ(history[1].state, "cleaned");
}

TEST(CaseDesk, WhatChangedSinceItWasPutAwayIsToldWhenItOpensAgain) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    set_state(*house.book, R"({"state":"closed","note":"reinstalled"})", eight + 1h);
    auto further = house.contact("10.1.2.3", eight + 26h);
    further.destination_port = 22;
    further.stage = event::Stage::exploit_attempt;
    house.deliver({further}, {&desk}, eight + 26h);
    ASSERT_EQ(house.notices.told.size(), 2u);
    const std::string& text = house.notices.told[1].text;
    EXPECT_NE(text.find("It had been closed since 2009-01-26T08:00:00Z (by mia), after 1 touch"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("Last note, of mia: \"reinstalled\". "), std::string::npos) << text;
    EXPECT_NE(text.find("Changed since: its first touch on tcp/22; further than before: "
                        "exploit_attempt, was "),
              std::string::npos)
        << text;
}

TEST(CaseDesk, ALaptopWithAChangedAddressIsOneHost) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    const std::string leases = house.folder.path() + "/leases";
    std::ofstream{leases}
        << "lease 10.1.2.3 { starts 1 2009/01/26 06:50:00; ends 1 2009/01/26 07:10:00;"
           " binding state active; hardware ethernet 00:1b:77:0a:bc:de; }\n"
           "lease 10.1.2.9 { starts 1 2009/01/26 07:20:00; ends 1 2009/01/26 08:20:00;"
           " binding state active; hardware ethernet 00:1b:77:0a:bc:de;"
           " client-hostname \"mia\"; }\n";
    CaseDesk desk{*house.book, house.notices, {{leases}, ""}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    house.deliver({house.contact("10.1.2.9", eight + 30min)}, {&desk}, eight + 30min);
    desk.finish();
    const auto record = only_case(*house.book);
    EXPECT_EQ(record.mac, "00:1b:77:0a:bc:de");
    EXPECT_EQ(record.name, "mia");
    ASSERT_EQ(record.addresses.size(), 2u);
    EXPECT_EQ(record.addresses[1].until, eight + 80min);
    // The lease of 10.1.2.3 ended at 07:10: who touches from there later is another host.
    house.deliver({house.contact("10.1.2.3", eight + 2h)}, {&desk}, eight + 2h);
    EXPECT_EQ(all_cases(*house.book).size(), 2u);
}

TEST(CaseDesk, AMacThatBecomesKnownKeepsTheCase) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    const std::string arp = house.folder.path() + "/arp";
    CaseDesk desk{*house.book, house.notices, {{}, arp}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    std::ofstream{arp} << "IP address HW type Flags HW address Mask Device\n"
                          "10.1.2.3 0x1 0x2 00:1b:77:0a:bc:de * eth0\n";
    house.deliver({house.contact("10.1.2.3", eight + 5s)}, {&desk}, eight + 5s);
    desk.finish();
    EXPECT_EQ(only_case(*house.book).mac, "00:1b:77:0a:bc:de");
    EXPECT_EQ(house.notices.told.size(), 1u);
}

TEST(CaseDesk, WhatARuleHidesOpensNothing) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    AllowRule rule;
    rule.network = core::Prefix::parse("10.1.2.3");
    rule.reason = "scanner";
    rule.owner = "mia";
    rule.from = eight - 1h;
    rule.expires = eight + 1h;
    store::Entry entry;
    entry.kind = allow_rule_kind;
    entry.id = "r-1";
    entry.author = "mia";
    entry.state = "active";
    entry.body = body_of(rule);
    ASSERT_TRUE(house.book->put(entry, 0).has_value());
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    EXPECT_TRUE(all_cases(*house.book).empty());
    // The rule expired by itself.
    house.deliver({house.contact("10.1.2.3", eight + 1h)}, {&desk}, eight + 1h);
    EXPECT_EQ(all_cases(*house.book).size(), 1u);
}

TEST(CaseDesk, ARestartGoesOnWithTheSameCase) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    {
        CaseDesk desk{*house.book, house.notices, {{}, ""}};
        house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
        desk.finish();
    }
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight + 1h)}, {&desk}, eight + 1h);
    desk.finish();
    EXPECT_EQ(only_case(*house.book).touches.count, 2u);
    EXPECT_EQ(house.notices.told.size(), 1u);
}

TEST(CaseDesk, ARunningReEntryWatchMakesItCritical) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    ReEntryWatch watch;
    watch.name = "Monday";
    watch.from = eight;
    watch.until = eight + 2h;
    watch.before = eight - 72h;
    store::Entry entry;
    entry.kind = re_entry_kind;
    entry.id = "w-1";
    entry.author = "mia";
    entry.state = "active";
    entry.body = body_of(watch);
    ASSERT_TRUE(house.book->put(entry, 0).has_value());
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    house.deliver({house.contact("10.1.2.3", eight)}, {&desk}, eight);
    house.deliver({house.contact("10.1.2.4", eight + 2h)}, {&desk}, eight + 2h);
    ASSERT_EQ(house.notices.told.size(), 2u);
    EXPECT_EQ(house.notices.told[0].severity, Severity::critical);
    EXPECT_EQ(house.notices.told[1].severity, Severity::high);
}

TEST(CaseDesk, ADrillIsACaseOfItsOwn) {
    tests::CaseHouse house;
    house.lan_sensor("lan-1");
    CaseDesk desk{*house.book, house.notices, {{}, ""}};
    auto drill = house.contact("10.1.2.3", eight);
    drill.simulated = true;
    house.deliver({drill, house.contact("10.1.2.3", eight + 1s)}, {&desk}, eight);
    EXPECT_EQ(all_cases(*house.book).size(), 2u);
    EXPECT_TRUE(house.notices.told[0].simulated);
    EXPECT_FALSE(house.notices.told[1].simulated);
}

}  // namespace
}  // namespace hitme::console::cases
