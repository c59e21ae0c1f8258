// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/filled_store.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;

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
    store::Entry claim;
    claim.kind = "claim";
    claim.author = "mia";
    claim.state = "open";
    claim.id = "1";
    claim.body = R"({"source":"diary","quote":"blaming 192.0.2.77."})";
    ASSERT_TRUE(book->put(claim, 0).has_value());
    claim.id = "2";
    claim.body = R"({"source":"diary","quote":"blaming 192.0.2.7 and 1192.0.2.77"})";
    ASSERT_TRUE(book->put(claim, 0).has_value());
    const auto dossier = gather("192.0.2.77", tests::noon(), 1h);
    ASSERT_EQ(dossier.others.size(), 1u);
    EXPECT_EQ(dossier.others[0].id, "1");
}

}  // namespace
}  // namespace hitme::console::cases
