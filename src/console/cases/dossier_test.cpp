// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/claim.h"
#include "store/sqlite/book.h"
#include "support/filled_store.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// filled_store.h: alpha listened from 11:00 to 12:00; 192.0.2.77 came at 11:50 (tcp/445) and 11:58 (udp/53).
class DossierTest : public testing::Test {
 protected:
    Dossier gather(const char* address, core::Time at, core::Duration within) {
        auto reader = filled.reader();
        auto book = *store::open_sqlite_book(filled.folder(), store::Access::write);
        Hosts hosts{{{}, ""}};
        auto dossier =
            gather_dossier(*reader, *book, hosts, {*core::Address::parse(address), at, "", within},
                           tests::noon() + 24h, runtime::clock_quality_of(0, 0, 12'000));
        EXPECT_TRUE(dossier.has_value());
        return std::move(*dossier);
    }
    tests::FilledStore filled;
};

TEST_F(DossierTest, WhatWasSeenIsTold) {
    const auto dossier = gather("192.0.2.77", tests::noon() - 5min, 20min);
    EXPECT_EQ(dossier.verdict, DossierVerdict::seen);
    EXPECT_EQ(dossier.contacts_total, 2u);
    EXPECT_TRUE(dossier.contacts_complete);
    EXPECT_EQ(dossier.first, tests::noon() - 10min);
    EXPECT_EQ(dossier.last, tests::noon() - 2min);
    EXPECT_EQ(dossier.contacts[0].contact.seen_at, tests::noon() - 10min);
}

TEST_F(DossierTest, NoEvidenceNeedsCoverage) {
    // From 11:10 to 11:30 alpha listened all the time.
    EXPECT_EQ(gather("203.0.113.99", tests::noon() - 40min, 10min).verdict,
              DossierVerdict::no_evidence);
    // From 11:00 to 13:00 for half of it.
    EXPECT_EQ(gather("203.0.113.99", tests::noon(), 1h).verdict, DossierVerdict::not_covered);
    // A day before nobody listened; nothing is said of an address that came later, either.
    EXPECT_EQ(gather("192.0.2.77", tests::noon() - 24h, 1h).verdict, DossierVerdict::not_covered);
}

TEST_F(DossierTest, WhereMoreCasesConcernItThanAreToldTheirHistoryIsToldToo) {
    auto book = *store::open_sqlite_book(filled.folder(), store::Access::write);
    for (std::size_t i = 0; i <= max_dossier_cases; ++i) {
        Case record;
        record.id = "c-" + std::to_string(i);
        record.key = "address 192.0.2.77 " + std::to_string(i);
        record.what = "opened";
        record.addresses = {{*core::Address::parse("192.0.2.77"), tests::noon() - 10min,
                             tests::noon(), KnownBy::none, std::nullopt, std::nullopt}};
        ASSERT_TRUE(book->put(entry_of(record, tests::noon(), "mia"), 0).has_value());
    }
    const auto dossier = gather("192.0.2.77", tests::noon(), 1h);
    EXPECT_EQ(dossier.cases.size(), max_dossier_cases);
    EXPECT_EQ(dossier.actions.size(), max_dossier_cases) << "each was opened once";
    EXPECT_FALSE(dossier.hosts.empty());
}

TEST_F(DossierTest, ClaimsThatNameTheAddressAreOthersReports) {
    auto book = *store::open_sqlite_book(filled.folder(), store::Access::write);
    const auto say = [&](const char* quote) {
        Claim claim;
        claim.who = "diary";
        claim.said_at = tests::noon() - 72h;
        claim.quote = quote;
        claim.subject = "tcp/445";
        claim.id = claim_id(claim);
        EXPECT_TRUE(book->put(claim_entry(claim, tests::noon(), "mia"), 0).has_value());
        return claim.id;
    };
    const auto naming = say("blaming 192.0.2.77.");
    say("blaming 192.0.2.7 and 1192.0.2.77");
    const auto dossier = gather("192.0.2.77", tests::noon(), 1h);
    ASSERT_EQ(dossier.others.size(), 1u);
    EXPECT_EQ(dossier.others[0].id, naming);
    EXPECT_EQ(dossier.others[0].at, tests::noon() - 72h) << "when it was said, not written down";
    EXPECT_THAT(dossier.others[0].text, HasSubstr("diary (rumour, open): \"blaming 192.0.2.77.\""));
}

TEST_F(DossierTest, RowsOfListsAreToldInWordsWithTheDaysThatTheCallerAsksAbout) {
    auto book = *store::open_sqlite_book(filled.folder(), store::Access::write);
    // docs/formats/book.md, outside_set.
    const auto import = [&](const std::string& kind, const std::string& rows) {
        store::Entry entry;
        entry.kind = "outside_set";
        entry.id = kind + "-1";
        entry.at = tests::noon();
        entry.author = "mia";
        entry.subject = kind;
        entry.state = "kept";
        entry.body =
            R"({"kind":")" + kind +
            R"(","source":"DShield","licence":"quoted","subject":"x","sha256":"x","skipped":0,)"
            R"("fetched_at":"2026-03-01T12:00:00Z","days":[],"rows":)" +
            rows + "}";
        ASSERT_TRUE(book->put(entry, 0).has_value());
    };
    import(
        "dshield_as_report",
        R"([{"network":"192.0.2.77/32","count":12,"targets":3,"first":"2026-02-20","last":"2026-02-25"},{"network":"192.0.2.78/32","count":9}])");
    import("dshield_block_list", R"([{"network":"192.0.2.0/24","targets":40,"name":"EXAMPLE"}])");
    const auto dossier = gather("192.0.2.77", tests::noon(), 1h);
    ASSERT_EQ(dossier.others.size(), 2u);
    const auto& row = dossier.others[dossier.others[0].first ? 0 : 1];
    EXPECT_EQ(row.kind, "list");
    EXPECT_EQ(row.first, core::parse_day("2026-02-20"));
    EXPECT_EQ(row.last, core::parse_day("2026-02-25"));
    EXPECT_EQ(row.text,
              "DShield, list of 2026-03-01: 12 reports about 3 targets, first seen 2026-02-20, "
              "last seen 2026-02-25");
    const auto& network = dossier.others[dossier.others[0].first ? 1 : 0];
    EXPECT_THAT(network.text, HasSubstr("a row for 192.0.2.0/24, which holds the address"));
    EXPECT_THAT(network.text, HasSubstr("the list does not say when"));
    for (const auto& other : dossier.others) EXPECT_THAT(other.text, Not(HasSubstr("{")));
}

TEST_F(DossierTest, ASensorsClassIsTheOneThatItAnnounced) {
    // sample_events.h: alpha announced "consumer" at 11:00; nobody registered it.
    const auto dossier = gather("192.0.2.77", tests::noon(), 30min);
    ASSERT_EQ(dossier.sensors.size(), 1u);
    EXPECT_EQ(dossier.sensors[0].name, "alpha");
    EXPECT_EQ(dossier.sensors[0].sensor_class, SensorClass::consumer);
    EXPECT_FALSE(dossier.sensors[0].said_later_at);
    // Of a time before that it is told with the time at which it was said.
    const auto before = gather("192.0.2.77", tests::noon() - 90min, 1h);
    ASSERT_EQ(before.sensors.size(), 1u);
    EXPECT_EQ(before.sensors[0].sensor_class, SensorClass::consumer);
    EXPECT_EQ(before.sensors[0].said_later_at, tests::noon() - 1h);
}

}  // namespace
}  // namespace hitme::console::cases
