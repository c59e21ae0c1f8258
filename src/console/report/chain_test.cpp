// SPDX-License-Identifier: Apache-2.0
#include "console/report/chain.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

Finding said(const char* question, std::uint64_t number, const char* at, const char* verdict,
             const char* sentence) {
    Finding finding;
    finding.subject = "tcp/445";
    finding.question = question;
    finding.id = finding_id(finding.subject, question, number);
    finding.judged_at = *core::parse_time(at);
    finding.verdict = verdict;
    finding.sentence = sentence;
    finding.why = number == 1 ? FindingWhy::first : FindingWhy::verdict;
    return finding;
}

// The operator's weekend as the chain should tell it.
KeptStory weekend() {
    KeptStory story;
    story.findings = {
        said("attribution", 1, "2009-01-25T16:00:00Z", "consumer/asia", "Largest: consumer/asia."),
        said("growth", 1, "2009-01-22T17:00:00Z", "no_growth", "Steady."),
        said("growth", 2, "2009-01-24T17:00:00Z", "growing_shape_unresolved",
             "Growing, shape unresolved."),
        said("growth", 3, "2009-01-25T16:00:00Z", "linear", "Growing, linear. Not exponential."),
        said("dormancy", 1, "2009-01-25T16:00:00Z", "scan_then_sleep", "They sleep."),
        said("onset", 1, "2009-01-23T18:00:00Z", "rise", "Visible onset: Fri 9:25 AM."),
    };
    story.findings[3].more = {"Forecast for Mon: 113 hosts."};
    story.scores = {"Forecast for Mon held."};
    return story;
}

TEST(Chain, TellsTheWeekendInItsOrder) {
    const auto lines = story_lines(weekend(), *runtime::Zone::find("America/New_York"));
    ASSERT_EQ(lines.size(), 7u);
    EXPECT_EQ(lines[0], "Fri 2009-01-23 1:00 PM EST: Visible onset: Fri 9:25 AM.");
    EXPECT_EQ(lines[1],
              "Sat 2009-01-24 12:00 PM EST: Growing, shape unresolved. Superseded Sun 2009-01-25 "
              "11:00 AM EST: linear, not growing_shape_unresolved.");
    EXPECT_EQ(lines[2], "Sun 2009-01-25 11:00 AM EST: Growing, linear. Not exponential.");
    EXPECT_EQ(lines[3], "Sun 2009-01-25 11:00 AM EST: They sleep.");
    EXPECT_EQ(lines[4], "Forecast for Mon: 113 hosts.");
    EXPECT_EQ(lines[5], "Forecast for Mon held.");
    EXPECT_EQ(lines[6], "Sun 2009-01-25 11:00 AM EST: Largest: consumer/asia.");
}

TEST(Chain, SaysWhatWasKnownThen) {
    auto story = weekend();
    story.findings[2].superseded_by = "tcp-445.growth.3";
    story.findings[2].superseded_at = story.findings[3].judged_at;
    const auto known = known_at(story, core::parse_time("2009-01-24T18:00:00Z"));
    EXPECT_EQ(known.findings.size(), 3u);
    for (const auto& finding : known.findings) EXPECT_TRUE(finding.stands());
}

TEST(Chain, PutsTogetherWhatOnlyRefines) {
    KeptStory story;
    for (std::uint64_t number = 1; number <= 4; ++number) {
        story.findings.push_back(
            said("growth", number, "2009-01-24T17:00:00Z", "linear", "Growing."));
        story.findings.back().why = FindingWhy::interval;
    }
    const auto lines = story_lines(story, runtime::Zone::utc());
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[1].find("  Sat 2009-01-24 5:00 PM UTC (3 findings later, another size)"),
              std::string::npos)
        << lines[1];
}

TEST(Chain, AQuietMonthIsOneLine) {
    KeptStory story;
    const char* verdicts[] = {"insufficient_data", "undetermined", "no_growth", "undetermined",
                              "no_growth"};
    for (std::uint64_t i = 0; i < 5; ++i)
        story.findings.push_back(
            said("growth", i + 1, "2009-01-24T17:00:00Z", verdicts[i], "Steady."));
    EXPECT_EQ(story_lines(story, runtime::Zone::utc()).size(), 1u);
    EXPECT_TRUE(story_lines({}, runtime::Zone::utc()).empty());
}

// A rise by chance in a quiet month: nothing of it is told when it has gone; and what was confirmed is told from then on.
TEST(Chain, TellsNothingOfASuspicionThatPassed) {
    KeptStory story;
    story.findings = {said("onset", 1, "2009-01-10T00:00:00Z", "no_rise", "None."),
                      said("onset", 2, "2009-01-12T00:00:00Z", "rise", "Rose. Suspected only."),
                      said("onset", 3, "2009-01-13T00:00:00Z", "no_rise", "No rise.")};
    story.findings[1].suspected = true;
    auto lines = story_lines(story, runtime::Zone::utc());
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0], "Tue 2009-01-13 12:00 AM UTC: No rise.");
    story.findings[2] = said("onset", 3, "2009-01-13T00:00:00Z", "rise", "Rose.");
    story.findings[2].why = FindingWhy::rise_confirmed;
    lines = story_lines(story, runtime::Zone::utc());
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0], "Tue 2009-01-13 12:00 AM UTC: Rose.");
    // While it stands it is told for what it is.
    story.findings.pop_back();
    lines = story_lines(story, runtime::Zone::utc());
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0], "Mon 2009-01-12 12:00 AM UTC: Rose. Suspected only.");
}

TEST(Chain, TellsTheLatestOfALongOne) {
    KeptStory story;
    for (std::uint64_t i = 0; i < 40; ++i)
        story.findings.push_back(said("growth", i + 1, "2009-01-24T17:00:00Z",
                                      i % 2 == 0 ? "linear" : "exponential", "Growing."));
    const auto lines = story_lines(story, runtime::Zone::utc());
    EXPECT_LE(lines.size(), max_story_lines);
    EXPECT_EQ(lines[0], "(34 earlier ones are in --json)");
}

}  // namespace
}  // namespace hitme::console
