// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incident_desk.h"

#include <gtest/gtest.h>

#include <fstream>

#include "store/sqlite/book.h"
#include "support/kept_notices.h"
#include "support/scratch_folder.h"

namespace hitme::console::incidents {
namespace {

using namespace std::chrono_literals;
const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

event::Contact contact(const char* source, std::uint16_t port, core::Duration after) {
    event::Contact contact;
    contact.sensor = "edge";
    contact.seen_at = noon + after;
    contact.transport = event::Transport::tcp;
    contact.source = *core::Address::parse(source);
    contact.destination_port = port;
    contact.stage = event::Stage::probe;
    return contact;
}

/// A rule of the book that hides port 161.
store::Entry rule() {
    AllowRule rule;
    rule.id = "rule-7";
    rule.signals = {{event::Transport::tcp, 161}};
    rule.reason = "the printers' watch";
    rule.owner = rule.author = "mara";
    rule.from = noon - 24h;
    rule.expires = noon + 24h;
    return {std::string(allow_rule_kind), rule.id, 0, rule.from, "mara", "", "", body_of(rule)};
}

struct Lab {
    tests::ScratchFolder folder;
    tests::KeptNotices notices;
    std::unique_ptr<store::Book> reader;
    std::unique_ptr<IncidentDesk> desk;

    explicit Lab(IncidentSettings settings = {}) { open(std::move(settings)); }
    AsOf as_of;
    void open(IncidentSettings settings = {}) {
        desk.reset();
        auto book = store::open_sqlite_book(folder.path(), store::Access::write);
        EXPECT_TRUE((*book)->put(rule(), std::nullopt));
        desk = std::make_unique<IncidentDesk>(std::move(*book), notices, Visibility{as_of},
                                              std::move(settings));
        EXPECT_TRUE(desk->start());
        reader = *store::open_sqlite_book(folder.path(), store::Access::read);
    }
    void give(std::vector<event::Event> events, store::Fate fate = store::Fate::stored) {
        event::Batch batch;
        batch.sensor = "edge";
        batch.events = std::move(events);
        store::Appended appended;
        appended.fates.assign(batch.events.size(), fate);
        desk->stored(batch, appended);
    }
    std::vector<store::Entry> records(const char* state) {
        store::EntryQuery query;
        query.kind = incident_kind;
        query.state = state;
        return reader->list(query)->entries;
    }
};

TEST(IncidentDesk, AScanOfAThousandPortsIsOneAlertAndOneEndNotice) {
    Lab lab;
    std::vector<event::Event> events;
    for (std::uint16_t port = 1; port <= 160; ++port)
        events.push_back(contact("192.0.2.7", port, 0s));
    for (std::uint16_t port = 162; port <= 1001; ++port)
        events.push_back(contact("192.0.2.7", port, 1s));
    lab.give(events);
    auto told = lab.notices.take();
    ASSERT_EQ(told.size(), 1u);  // M7
    EXPECT_EQ(told[0].kind, NoticeKind::incident_opened);
    EXPECT_EQ(told[0].source, "192.0.2.7");
    EXPECT_EQ(told[0].group, "source/192.0.2.7");
    EXPECT_EQ(lab.records("open").size(), 1u);
    lab.desk->idle(noon + 2min);
    EXPECT_TRUE(lab.notices.take().empty());
    lab.desk->idle(noon + 32min);
    told = lab.notices.take();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind, NoticeKind::incident_ended);
    EXPECT_EQ(told[0].group, "source/192.0.2.7");
    EXPECT_TRUE(lab.records("open").empty());
    const auto ended = lab.records("ended");
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].version, 2u) << "written when it opened and when it ended, not per contact";
    EXPECT_EQ(ended[0].subject, "192.0.2.7");
    EXPECT_EQ(incident_of_json(ended[0].body)->contacts, 1000u);
}

TEST(IncidentDesk, ARisenStageIsToldAndDuplicatesAreNot) {
    Lab lab;
    lab.give({contact("192.0.2.7", 445, 0s)});
    lab.notices.take();
    auto exploit = contact("192.0.2.7", 445, 0s);
    exploit.stage = event::Stage::exploit_attempt;
    lab.give({exploit}, store::Fate::duplicate);
    EXPECT_TRUE(lab.notices.take().empty());
    lab.give({exploit}, store::Fate::completed);
    const auto told = lab.notices.take();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].severity, Severity::high);
    EXPECT_EQ(incident_of_json(lab.records("open")[0].body)->contacts, 1u);
}

TEST(IncidentDesk, AnInternalHostIsToldAtItsFirstTouch) {
    Lab lab;
    event::SensorChange joined;
    joined.sensor = "edge";
    joined.network_class = "internal";
    lab.give({joined, contact("10.0.0.9", 445, 0s)});
    const auto told = lab.notices.take();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind, NoticeKind::internal_host);
    EXPECT_EQ(told[0].severity, Severity::high);
    EXPECT_EQ(told[0].group, "host/10.0.0.9");

    Lab other{{default_gap, InternalHosts::told_by_cases, {}, {}}};
    other.give({joined, contact("10.0.0.9", 445, 0s)});
    EXPECT_TRUE(other.notices.take().empty());
    EXPECT_EQ(other.records("open").size(), 1u);
}

TEST(IncidentDesk, OpenIncidentsAreReadBackAfterARestart) {
    Lab lab;
    lab.give({contact("192.0.2.7", 445, 0s), contact("2001:db8::5", 22, 0s)});
    lab.notices.take();
    lab.open();
    EXPECT_EQ(lab.desk->merging().open(), 2u);
    lab.give({contact("192.0.2.7", 445, 1min), contact("2001:db8::77", 22, 1min)});
    EXPECT_TRUE(lab.notices.take().empty())
        << "still the same incidents: the same source, the same /64";
    lab.desk->idle(noon + 2h);
    EXPECT_EQ(lab.notices.take().size(), 2u);
    EXPECT_EQ(lab.records("ended").size(), 2u);
}

TEST(IncidentDesk, NumbersOfAnOpenIncidentAreNotedWithinSecondsAndExactAfterAnOrderlyEnd) {
    Lab lab;
    lab.desk->idle(noon);
    lab.give({contact("192.0.2.7", 1, 0s)});
    // 1,560 contacts on 13 ports in as many seconds, as an audit found them lost.
    std::vector<event::Event> events;
    for (int i = 1; i < 1560; ++i)
        events.push_back(
            contact("192.0.2.7", static_cast<std::uint16_t>(1 + i % 13), std::chrono::seconds{i}));
    lab.give(events);
    const auto now = [&] {
        const auto noted = *lab.reader->noted(incident_note(lab.records("open").at(0).id));
        return noted ? incident_of_json(*noted)->contacts : 0;
    };
    lab.desk->idle(noon + 2s);
    EXPECT_EQ(now(), 0u) << "not at each turn";
    lab.desk->idle(noon + 3s);
    EXPECT_EQ(now(), 1560u);
    lab.give({contact("192.0.2.7", 13, 1560s)});
    lab.open();  // an orderly end, and a new start
    EXPECT_EQ(now(), 1561u);
    EXPECT_EQ(lab.records("open")[0].version, 1u)
        << "no version for it, which would be kept for good";
    // It had not ended 30 minutes after it opened, and has 30 minutes after its last contact.
    lab.desk->idle(noon + 40min);
    EXPECT_EQ(lab.records("open").size(), 1u);
    lab.desk->idle(noon + 57min);
    const auto ended = lab.records("ended");
    ASSERT_EQ(ended.size(), 1u);
    const Incident whole = *incident_of_json(ended[0].body);
    EXPECT_EQ(whole.contacts, 1561u);
    EXPECT_EQ(whole.ports, 13u);
    EXPECT_EQ(whole.last, noon + 1560s);
    EXPECT_FALSE(lab.reader->noted(incident_note(ended[0].id))->has_value());
}

TEST(IncidentDesk, ANewVersionTakesTheNoteAwayThatIsOlder) {
    Lab lab;
    lab.desk->idle(noon);
    lab.give({contact("192.0.2.7", 445, 0s), contact("192.0.2.7", 445, 1s)});
    lab.desk->idle(noon + 4s);
    auto exploit = contact("192.0.2.7", 445, 5s);
    exploit.stage = event::Stage::exploit_attempt;
    lab.give({exploit});
    const auto record = lab.records("open").at(0);
    EXPECT_EQ(incident_of_json(record.body)->contacts, 3u);
    EXPECT_FALSE(lab.reader->noted(incident_note(record.id))->has_value());
}

TEST(IncidentDesk, MoreThanATurnTakesAreNotedInSeveral) {
    Lab lab;
    lab.desk->idle(noon);
    std::vector<event::Event> events;
    for (int i = 0; i < 1200; ++i) {
        const auto source = core::Address::v4(0xC6120000u + static_cast<std::uint32_t>(i));
        for (int again = 0; again < 2; ++again)
            events.push_back(contact(source.to_string().c_str(), 445, again * 1s));
    }
    lab.give(events);
    const auto noted = [&] {
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < 1200; ++i) {
            const auto id = incident_id(core::Address::v4(0xC6120000u + i), noon);
            if (lab.reader->noted(incident_note(id))->has_value()) ++count;
        }
        return count;
    };
    lab.desk->idle(noon + 4s);
    EXPECT_EQ(noted(), 500u);
    lab.desk->idle(noon + 4s);
    lab.desk->idle(noon + 4s);
    EXPECT_EQ(noted(), 1200u);
}

TEST(IncidentDesk, WhatARuleHidesIsCountedAndNotTold) {
    Lab lab;
    lab.give({contact("192.0.2.7", 161, 0s), contact("192.0.2.7", 161, 1s)});
    EXPECT_TRUE(lab.notices.take().empty());
    EXPECT_EQ(incident_of_json(lab.records("open")[0].body)->hidden_by, "rule-7");
    lab.give({contact("192.0.2.7", 445, 2s)});
    EXPECT_EQ(lab.notices.take().size(), 1u) << "told once something is not hidden";
    lab.give({contact("192.0.2.8", 161, 3s)});
    lab.desk->idle(noon + 2h);
    EXPECT_EQ(lab.notices.take().size(), 1u) << "the end of what was told, not of what was hidden";
}

TEST(IncidentDesk, AListedBenignScannerIsToldWithItsClass) {
    Lab lab;
    // Of RFC 5398's AS numbers; which addresses it has, the database would say.
    lab.as_of = [](const core::Address& source) {
        return source == *core::Address::parse("198.51.100.9") ? 64500u : 0u;
    };
    IncidentSettings settings;
    settings.benign_list = lab.folder.path() + "/benign.csv";
    std::ofstream(settings.benign_list)
        << "203.0.113.0/24,research,Example University,page,2026-01-01\n"
           "AS64500,uptime,Example Monitor,page,2026-01-01\n";
    lab.open(std::move(settings));
    auto exploit = contact("203.0.113.7", 445, 0s);
    exploit.stage = event::Stage::exploit_attempt;
    lab.give({exploit, contact("198.51.100.9", 80, 1s), contact("198.51.100.8", 80, 2s)});
    const auto told = lab.notices.take();
    ASSERT_EQ(told.size(), 3u);
    EXPECT_EQ(told[0].group, "benign/research");
    EXPECT_EQ(told[0].severity, Severity::info);
    EXPECT_EQ(told[0].title, "203.0.113.7 (benign, research): exploit_attempt on tcp/445");
    EXPECT_NE(told[0].text.find("On the list of benign scanners, class research"),
              std::string::npos);
    EXPECT_EQ(told[1].group, "benign/uptime");
    EXPECT_EQ(told[2].group, "source/198.51.100.8");
    EXPECT_EQ(told[2].text.find("benign"), std::string::npos);
    std::vector<std::string> classes;
    for (const auto& record : lab.records("open"))
        classes.push_back(incident_of_json(record.body)->benign_class);
    std::sort(classes.begin(), classes.end());
    EXPECT_EQ(classes, (std::vector<std::string>{"", "research", "uptime"}));
}

TEST(IncidentDesk, AWaveIsToldOnceAndItsMembersBelongToIt) {
    Lab lab;
    std::vector<event::Event> events;
    for (int host = 1; host <= 200; ++host)
        events.push_back(contact(("198.51.100." + std::to_string(host)).c_str(), 445, host * 1s));
    lab.give(events);
    const auto told = lab.notices.take();
    EXPECT_EQ(told.size(), 201u);
    EXPECT_EQ(
        std::count_if(told.begin(), told.end(),
                      [](const Notice& one) { return one.title.starts_with("Wave on tcp/445"); }),
        1);
    EXPECT_EQ(std::count_if(told.begin(), told.end(),
                            [](const Notice& one) { return one.group == "wave/tcp/445"; }),
              182);  // the twentieth to the last, and the wave itself
    lab.desk->idle(noon + 2h);
    const auto ends = lab.notices.take();
    EXPECT_EQ(std::count_if(ends.begin(), ends.end(),
                            [](const Notice& one) { return one.title.starts_with("Ended: wave"); }),
              1);
}

TEST(IncidentDesk, HostileNamesStayPrintable) {
    Lab lab;
    auto hostile = contact("192.0.2.7", 445, 0s);
    hostile.sensor = "a\r\nBcc: x@y\x1b[31m";
    hostile.labels.push_back({"l\x1b]0;t\x07", event::Grade::likely, "r", {}, {}});
    lab.give({hostile});
    const auto told = lab.notices.take();
    ASSERT_EQ(told.size(), 1u);
    for (const std::string& text : {told[0].title, told[0].text, told[0].body})
        for (const char c : text) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << text;
}

}  // namespace
}  // namespace hitme::console::incidents
