// SPDX-License-Identifier: Apache-2.0
#include "console/finding.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

Finding sample() {
    Finding finding;
    finding.id = finding_id("tcp/445", "growth", 3);
    finding.subject = "tcp/445";
    finding.question = "growth";
    finding.verdict = "linear";
    finding.judged_at = *core::parse_time("2009-01-25T16:00:00Z");
    finding.window = {*core::parse_time("2009-01-23T14:25:00Z"), finding.judged_at,
                      *core::parse_time("2009-01-16T00:00:00Z")};
    finding.numbers = {{"slope_hosts_per_h2", 1.5, 1.25, 1.75, "hosts/h2"},
                       {"doubling_if_exponential_h", 20.0, 15.0, std::nullopt, "h"}};
    finding.sentence = "Growing. Linear 0.87. Not exponential.";
    finding.more = {"Forecast for Mon: 113 hosts."};
    finding.coverage = {true, 0.97, 0.8, 10, {"3"}, {"10"}};
    finding.method = "growth/1";
    finding.data = {14541, 4000, 2, "00ff00ff00ff00ff"};
    finding.supersedes = "tcp-445.growth.2";
    finding.why = FindingWhy::verdict;
    finding.was = {"growing_shape_unresolved", *core::parse_time("2009-01-24T17:00:00Z")};
    finding.answer = R"({"verdict":"linear"})";
    return finding;
}

Finding saying(const char* verdict) {
    Finding finding = sample();
    finding.verdict = verdict;
    return finding;
}

TEST(Finding, AWithheldLadderIsNoLevel) {
    Finding ladder;
    ladder.question = worm_ladder_question;
    ladder.verdict = "L3";
    EXPECT_TRUE(speaks(ladder));
    EXPECT_TRUE(tells_of_a_rise(ladder));
    ladder.verdict = "refused";
    EXPECT_FALSE(speaks(ladder));
    EXPECT_FALSE(tells_of_a_rise(ladder));
}

TEST(Finding, IsReadBackAsItWasWritten) {
    const Finding written = sample();
    const store::Entry entry = finding_entry(written, *core::parse_time("2009-01-25T16:05:00Z"));
    EXPECT_EQ(entry.kind, "finding");
    EXPECT_EQ(entry.id, "tcp-445.growth.3");
    EXPECT_EQ(entry.subject, "tcp/445");
    EXPECT_EQ(entry.state, "standing");
    EXPECT_EQ(entry.author, "hitme");
    const auto read = finding_of(entry);
    ASSERT_TRUE(read) << read.error().context;
    EXPECT_EQ(read->made_at, entry.at);
    EXPECT_EQ(finding_body(*read), entry.body);
    EXPECT_EQ(read->numbers, written.numbers);
    EXPECT_EQ(read->coverage, written.coverage);
    EXPECT_EQ(read->data, written.data);
    EXPECT_EQ(read->was, written.was);
    EXPECT_EQ(read->why, FindingWhy::verdict);
    EXPECT_TRUE(read->stands());
    EXPECT_FALSE(read->suspected);
    Finding suspected = written;
    suspected.suspected = true;
    EXPECT_TRUE(finding_of(finding_entry(suspected, entry.at))->suspected);
}

TEST(Finding, SaysThatItIsSuperseded) {
    Finding finding = sample();
    finding.superseded_by = "tcp-445.growth.4";
    finding.superseded_at = finding.judged_at + std::chrono::hours{6};
    const auto entry = finding_entry(finding, finding.judged_at);
    EXPECT_EQ(entry.state, "superseded");
    const auto read = finding_of(entry);
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->stands());
    EXPECT_EQ(read->superseded_at, finding.superseded_at);
}

TEST(Finding, IsNumberedInItsChain) {
    EXPECT_EQ(finding_id("fleet", "onset", 1), "fleet.onset.1");
    EXPECT_EQ(finding_number("tcp-445.growth.12"), 12u);
    EXPECT_EQ(finding_number("tcp-445"), std::nullopt);
    EXPECT_EQ(finding_number("a.b"), std::nullopt);
}

TEST(Finding, RefusesABodyThatIsNone) {
    store::Entry entry = finding_entry(sample(), core::Time{});
    for (const char* body : {"", "[]", "{}", R"({"subject":1})"}) {
        entry.body = body;
        const auto read = finding_of(entry);
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, core::ErrorCode::bad_input);
    }
}

TEST(Finding, TellsWhatAPersonShouldHear) {
    for (const char* verdict : {"linear", "tapering", "rise", "ended", "scan_then_sleep"})
        EXPECT_TRUE(speaks(saying(verdict))) << verdict;
    for (const char* verdict :
         {"no_growth", "undetermined", "insufficient_data", "no_rise", "refused", "persistent"})
        EXPECT_FALSE(speaks(saying(verdict))) << verdict;
}

}  // namespace
}  // namespace hitme::console
