// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_record.h"

#include <gtest/gtest.h>

namespace hitme::console::cases {
namespace {

const auto eight = *core::parse_time("2009-01-26T07:00:00Z");

Case sample() {
    Case record;
    record.key = "mac:00:1b:77:0a:bc:de";
    record.id = case_id(record.key);
    record.mac = "00:1b:77:0a:bc:de";
    record.name = "=cmd|' /C calc'!A0";
    record.addresses = {
        {*core::Address::parse("10.1.2.3"), eight, eight, KnownBy::lease, eight, eight}};
    record.opened_at = record.state_since = eight;
    record.state = CaseState::benign;
    record.benign_reason = "scanner";
    record.benign_until = eight;
    record.owner = "mia";
    record.notes = {{eight, "mia", "first\nsecond"}};
    record.reopened = 2;
    record.touches.count = 5;
    record.touches.first = record.touches.last = eight;
    record.touches.signals = {"tcp/445"};
    record.touches.sensors = {"lan-1"};
    record.touches.stage = event::Stage::exploit_attempt;
    event::Contact contact;
    contact.sensor = "lan\x1b[2J";
    contact.seen_at = eight;
    contact.first_bytes = {0x1b, '[', '2', 'J', '<', 's', '>'};
    contact.labels = {{"ms08-067", event::Grade::likely, "r/1", {}, {}}};
    record.evidence = {evidence_of(contact)};
    return record;
}

TEST(CaseRecord, ReadsBackWhole) {
    auto entry = entry_of(sample(), eight, "mia");
    entry.version = 3;
    const auto read = case_of(entry);
    ASSERT_TRUE(read.has_value()) << read.error().context;
    auto again = entry_of(*read, eight, "mia");
    EXPECT_EQ(again.body, entry.body);
    EXPECT_EQ(again.state, "benign");
    EXPECT_EQ(again.subject, "10.1.2.3");
    EXPECT_EQ(read->notes[0].text, "first\nsecond");
    EXPECT_EQ(read->evidence[0].labels, std::vector<std::string>{"ms08-067"});
}

TEST(CaseRecord, CapturedBytesAreTextOnly) {
    const auto evidence = sample().evidence[0];
    EXPECT_EQ(evidence.bytes, "\\x1b[2J<s>");
    EXPECT_EQ(evidence.sensor, "lan\\x1b[2J");
    // sha256sum of the seven bytes 1b 5b 32 4a 3c 73 3e
    EXPECT_EQ(evidence.first_bytes_sha256.size(), 64u);
}

TEST(CaseRecord, AFormulaInAHostNameIsNoFormulaInTheCsv) {
    const auto csv = cases_csv({sample()});
    EXPECT_NE(csv.find(",\"'=cmd|' /C calc'!A0\","), std::string::npos) << csv;
    EXPECT_NE(csv.find("first\\nsecond"), std::string::npos);
    // A header and one line, whatever the texts hold.
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2);
}

TEST(CaseRecord, WhatIsNoCaseIsRefusedWithItsMember) {
    auto entry = entry_of(sample(), eight, "mia");
    entry.state = "open";
    const auto read = case_of(entry);
    ASSERT_FALSE(read.has_value());
    EXPECT_NE(read.error().context.find("state"), std::string::npos);
    EXPECT_FALSE(touches_of("[]"));
}

}  // namespace
}  // namespace hitme::console::cases
