// SPDX-License-Identifier: Apache-2.0
#include "console/findings/novelty.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hitme::console {
namespace {

Finding said(std::string verdict, FindingNumber number = {}) {
    Finding finding;
    finding.verdict = std::move(verdict);
    finding.method = "growth/1";
    finding.numbers = {std::move(number)};
    finding.data = {1000, 200, 0, "a"};
    return finding;
}

FindingNumber slope(std::optional<double> value, std::optional<double> low,
                    std::optional<double> high) {
    return {"slope", value, low, high, "hosts/h2"};
}

TEST(Novelty, TheFirstFindingIsNew) {
    EXPECT_EQ(what_is_new(std::nullopt, said("no_growth"), {}), FindingWhy::first);
}

TEST(Novelty, TheSameAgainIsNotNew) {
    const Finding before = said("linear", slope(2, 1, 3));
    EXPECT_EQ(what_is_new(before, said("linear", slope(2.5, 1.5, 3.5)), before.data), std::nullopt);
}

TEST(Novelty, AnotherVerdictIs) {
    const Finding before = said("growing_shape_unresolved");
    EXPECT_EQ(what_is_new(before, said("linear"), before.data), FindingWhy::verdict);
}

TEST(Novelty, AnIntervalThatExcludesTheOldValueIs) {
    const Finding before = said("linear", slope(2, 1, 3));
    EXPECT_EQ(what_is_new(before, said("linear", slope(3, 2.1, 4)), before.data),
              FindingWhy::interval);
    EXPECT_EQ(what_is_new(before, said("linear", slope(1, std::nullopt, 1.9)), before.data),
              FindingWhy::interval);
    // An open end excludes nothing on its side; without an interval nothing is excluded.
    EXPECT_EQ(what_is_new(before, said("linear", slope(1.5, 1.5, std::nullopt)), before.data),
              std::nullopt);
    EXPECT_EQ(
        what_is_new(before, said("linear", slope(9, std::nullopt, std::nullopt)), before.data),
        std::nullopt);
}

TEST(Novelty, AnotherNumberOrOneWithoutValueIsNotCompared) {
    const Finding before = said("linear", {"doubling_h", 2, 1, 3, "h"});
    EXPECT_EQ(what_is_new(before, said("linear", slope(30, 20, 40)), before.data), std::nullopt);
    const Finding none = said("linear", slope(std::nullopt, 1, 3));
    EXPECT_EQ(what_is_new(none, said("linear", slope(30, 20, 40)), none.data), std::nullopt);
}

TEST(Novelty, ARefusalForAnotherReasonIs) {
    Finding before = said("refused");
    before.sentence = "Refused: fewer than 50 hosts above the baseline (49).";
    Finding now = before;
    now.sentence = "Refused: fewer than 50 hosts above the baseline (12.5).";
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt) << "only its number moved";
    now.sentence = "Refused: no host's class is known.";
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::reason);
}

TEST(Novelty, TheSameAnswerAboutAnotherTimeIs) {
    const auto at = [](const char* text) { return *core::parse_time(text); };
    Finding before = said("none_stands_out");
    before.question = "attribution";
    before.window = {at("2026-11-20T00:00:00Z"), at("2026-11-22T00:00:00Z"), {}};
    Finding now = before;
    now.window = {at("2026-11-21T00:00:00Z"), at("2026-11-28T00:00:00Z"), {}};
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt) << "the windows overlap";
    now.window.from = at("2026-11-22T00:00:00Z");
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::window);
    before.question = now.question = "growth";
    before.verdict = now.verdict = "no_growth";
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt) << "quiet times go on";
    before.verdict = now.verdict = "refused";
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt)
        << "a refusal says nothing of its time";
}

TEST(Novelty, ARiseTwiceAsLargeIs) {
    Finding before = said("rise", {"onset", 5, 4, 6, "ms"});
    before.question = "onset";
    before.numbers.push_back({"excess_per_h", 7.3, std::nullopt, std::nullopt, "hosts/h"});
    before.numbers.push_back({"peak_excess", 16, std::nullopt, std::nullopt, "hosts/h"});
    Finding now = before;
    now.numbers[2].value = 31.9;
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt);
    now.numbers[2].value = 32;
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::interval);
    now = before;
    now.numbers[1].value = 14.6;
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::interval);
}

TEST(Novelty, WhatARiseIsLikeIsToldAnewOfAWindowTwiceAsLong) {
    const auto at = [](const char* text) { return *core::parse_time(text); };
    Finding before = said("not_continued", {"hours_above", 0.33, std::nullopt, std::nullopt, ""});
    before.question = "persistence";
    before.window = {at("2026-11-20T00:00:00Z"), at("2026-11-20T03:00:00Z"), {}};
    Finding now = before;
    now.window.to = at("2026-11-20T05:59:00Z");
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt);
    now.window.to = at("2026-11-20T06:00:00Z");
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::longer);
    now.verdict = before.verdict = "no_rise";
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt) << "nothing is told of a rise";
    now.verdict = before.verdict = "linear";
    now.question = before.question = "growth";
    EXPECT_EQ(what_is_new(before, now, before.data), std::nullopt)
        << "its numbers have intervals, which say when it is another";
    now.verdict = before.verdict = "consumer/asia";
    now.question = before.question = "attribution";
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::longer);
    // The same of another rise: of a time that the one before did not touch.
    now.verdict = before.verdict = "continued";
    now.question = before.question = "persistence";
    now.window = {at("2026-11-21T00:00:00Z"), at("2026-11-21T03:00:00Z"), {}};
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::window);
}

/// Growth judged at that hour of Sunday 2009-01-25, with one forecast for each of these hours of the month.
Finding foretold(int hour, const std::vector<std::string>& hours_of_january) {
    Finding finding = said("linear");
    finding.question = "growth";
    finding.judged_at = *core::parse_time("2009-01-25T00:00:00Z") + std::chrono::hours{hour};
    finding.answer = R"({"forecast":[)";
    for (const auto& at : hours_of_january)
        finding.answer += std::string(finding.answer.ends_with('[') ? "" : ",") +
                          R"({"at":"2009-01-)" + at + R"(:00:00Z","bin_h":1,"refused":null,)" +
                          R"("hosts":{"q025":1,"q10":2,"q50":3,"q90":4,"q975":5}})";
    finding.answer += "]}";
    return finding;
}

TEST(Novelty, GrowthWhoseForecastsAreOverForetellsAnew) {
    const Finding before = foretold(4, {"25T10", "25T18"});
    EXPECT_EQ(what_is_new(before, foretold(17, {"25T23", "26T08"}), before.data), std::nullopt);
    EXPECT_EQ(what_is_new(before, foretold(18, {"26T00", "26T09"}), before.data),
              FindingWhy::window);
    Finding quiet = foretold(18, {"26T00", "26T09"});
    Finding calm = before;
    calm.verdict = quiet.verdict = "no_growth";
    EXPECT_EQ(what_is_new(calm, quiet, calm.data), std::nullopt) << "quiet times go on";
    EXPECT_EQ(what_is_new(before, foretold(18, {}), before.data), std::nullopt)
        << "what foretells nothing is no news either";
    // What stood while its shape was refused foretold nothing.
    const Finding young = foretold(4, {});
    EXPECT_EQ(what_is_new(young, foretold(5, {"25T11", "25T14"}), young.data), FindingWhy::window);
}

TEST(Novelty, AMondayWithinReachIsTold) {
    const Finding before = foretold(9, {"25T15", "26T01"});
    const Finding now = foretold(14, {"25T20", "26T06", "26T13"});
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::window);
    EXPECT_EQ(what_is_new(now, foretold(15, {"25T21", "26T07", "26T13"}), now.data), std::nullopt)
        << "once";
}

TEST(Novelty, ASuspectedRiseThatIsConfirmedIs) {
    Finding before = said("rise");
    before.suspected = true;
    EXPECT_EQ(what_is_new(before, before, before.data), std::nullopt);
    EXPECT_EQ(what_is_new(before, said("rise"), before.data), FindingWhy::rise_confirmed);
    // What says nothing of a rise was not suspected of anything.
    Finding calm = said("no_growth");
    calm.suspected = true;
    EXPECT_EQ(what_is_new(calm, said("no_growth"), calm.data), std::nullopt);
}

TEST(Novelty, AnotherVersionOfTheMethodIs) {
    const Finding before = said("linear");
    Finding now = said("linear");
    now.method = "growth/2";
    EXPECT_EQ(what_is_new(before, now, before.data), FindingWhy::method);
}

TEST(Novelty, LateEventsAreFromOneInAHundredOn) {
    const Finding before = said("linear");
    FindingData later = before.data;
    later.digest = "b";
    later.events = 1010;  // one in a hundred exactly
    EXPECT_EQ(what_is_new(before, said("linear"), later), std::nullopt);
    later.events = 1011;
    EXPECT_EQ(what_is_new(before, said("linear"), later), FindingWhy::late_events);
    later.events = 900;  // days that retention removed are not late events
    EXPECT_EQ(what_is_new(before, said("linear"), later), std::nullopt);
}

}  // namespace
}  // namespace hitme::console
