// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/cases/evidence_pack.h"

namespace hitme::console::cases {
namespace {

using testing::HasSubstr;
using testing::Not;
const auto seven = *core::parse_time("2009-01-26T07:00:00Z");

Dossier sample() {
    Dossier dossier;
    dossier.asked = {*core::Address::parse("203.0.113.7"), seven, "", default_within};
    dossier.from = seven - default_within;
    dossier.to = seven + default_within;
    dossier.verdict = DossierVerdict::seen;
    dossier.contacts_total = 1;
    dossier.first = dossier.last = seven;
    dossier.signals = {"tcp/445"};
    event::Contact contact;
    contact.sensor = "lan-1\x1b[2J";
    contact.seen_at = seven;
    contact.transport = event::Transport::tcp;
    contact.destination_port = 445;
    contact.source = dossier.asked.address;
    contact.first_bytes = {0x1b, ']', '0', ';', 'x', 0x07, '<', 'b', '>'};
    dossier.contacts = {{"id-1", contact}};
    dossier.clock = runtime::clock_quality_of(0, 0, 12'000);
    return dossier;
}

TEST(DossierWords, TimesStandInTheCallersZoneAndInUtc) {
    const auto text = dossier_text(sample(), *runtime::Zone::find("Europe/Berlin"));
    EXPECT_THAT(
        text,
        HasSubstr("Asked for   2009-01-26T08:00:00+01:00 (2009-01-26T07:00:00Z) in Europe/Berlin"));
    EXPECT_THAT(text, HasSubstr("the clock is synchronised, at most 0.012 s wrong"));
    EXPECT_THAT(text, HasSubstr("How it was at that time was not recorded"));
}

TEST(DossierWords, TheDraftKeepsToTheCallersZone) {
    // 07:00 UTC is 02:00 in New York in January (UTC-5).
    const auto draft = answer_draft(sample(), *runtime::Zone::find("America/New_York"));
    EXPECT_THAT(draft, HasSubstr("at 2009-01-26T02:00:00-05:00 (America/New_York"));
    EXPECT_THAT(draft, HasSubstr("the first at 2009-01-26T02:00:00-05:00, the last at "
                                 "2009-01-26T02:00:00-05:00."));
    EXPECT_THAT(draft, Not(testing::ContainsRegex("[0-9]Z")));
}

TEST(DossierWords, NoByteOfAStrangerReachesATerminal) {
    const auto dossier = sample();
    for (const auto& text :
         {dossier_text(dossier, runtime::Zone::utc()), dossier_json(dossier, runtime::Zone::utc()),
          answer_draft(dossier, runtime::Zone::utc())})
        for (const char c : text)
            EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << static_cast<int>(c);
}

TEST(DossierWords, TheDraftSaysNoMoreThanTheVerdict) {
    auto dossier = sample();
    EXPECT_THAT(answer_draft(dossier, runtime::Zone::utc()),
                HasSubstr("1 contact from 203.0.113.7 on tcp/445"));
    dossier.verdict = DossierVerdict::not_covered;
    EXPECT_THAT(answer_draft(dossier, runtime::Zone::utc()),
                HasSubstr("neither confirm nor rule it out"));
    EXPECT_THAT(sentence_of(dossier, runtime::Zone::utc()), Not(HasSubstr("No evidence")));
    dossier.verdict = DossierVerdict::no_evidence;
    dossier.coverage.known = true;
    dossier.coverage.share = 0.998;
    EXPECT_THAT(sentence_of(dossier, runtime::Zone::utc()),
                HasSubstr("listened for 99.8 % of that time"));
    EXPECT_THAT(answer_draft(dossier, runtime::Zone::utc()),
                HasSubstr("does not show that nothing was sent to you"));
}

TEST(DossierWords, ThePackIsAGoodChain) {
    const auto pack = dossier_pack(sample(), runtime::Zone::utc(), seven);
    const auto verified = verify_pack(pack.text);
    ASSERT_TRUE(verified.has_value()) << verified.error().context;
    EXPECT_EQ(verified->head, pack.head);
    EXPECT_EQ(verified->lines, 4u);  // head, dossier, one contact, end
}

}  // namespace
}  // namespace hitme::console::cases
