// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/wording_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Finding finding(std::string question, std::string verdict) {
    Finding made;
    made.id = finding_id("tcp/445", question, 1);
    made.subject = "tcp/445";
    made.question = std::move(question);
    made.verdict = std::move(verdict);
    made.sentence = "Hosts seen per hour: exponential or linear, massive or not.";
    return made;
}

Carriers with(std::vector<Finding> findings) {
    Carriers carriers;
    carriers.subject = "tcp/445";
    carriers.findings = std::move(findings);
    return carriers;
}

std::vector<std::string> rules_broken(std::string_view text, const Carriers& carriers) {
    std::vector<std::string> rules;
    for (const auto& problem : check_wording(text, carriers)) rules.push_back(problem.rule);
    return rules;
}

TEST(WordingGuard, PostBsFirstTextOnAnUndeterminedLogIsRejected) {
    const auto problems =
        check_wording("Scanning for port 445/TCP is growing HUGELY, if not EXPONENTIALLY!",
                      with({finding("growth", "undetermined"), finding("onset", "rise")}));
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0].phrase, "HUGELY");
    EXPECT_EQ(problems[1].phrase, "EXPONENTIALLY");
    EXPECT_EQ(problems[1].line, 1u);
    // "Scanning for port 445/TCP is growing HUGELY, if not " has 52 characters.
    EXPECT_EQ(problems[1].column, 53u);
    EXPECT_THAT(problems[1].why, HasSubstr("tcp-445.growth.1 says undetermined"));
    EXPECT_THAT(problems[1].would_carry,
                HasSubstr("growth finding of tcp/445 with the verdict exponential"));
}

TEST(WordingGuard, PostBsUpdateOnALinearLogIsAccepted) {
    constexpr std::string_view b26 = "it appears that the growth is linear, AND NOT EXPONENTIAL";
    EXPECT_THAT(check_wording(b26, with({finding("growth", "linear")})), IsEmpty());
    EXPECT_THAT(rules_broken(b26, with({finding("growth", "undetermined")})),
                testing::ElementsAre("linear", "exponential"));
    EXPECT_THAT(rules_broken(b26, with({finding("growth", "exponential")})),
                testing::ElementsAre("linear", "exponential"));
}

TEST(WordingGuard, EachWordNeedsItsFinding) {
    const auto none = with({});
    const std::pair<const char*, const char*> words[] = {
        {"It doubles every day.", "doubling"},
        {"A massive rise.", "massive"},
        {"Scans started to increase dramatically.", "dramatic"},
        {"Conflicker is here.", "family"},
        {"It is the worm Foo.", "family"},
        {"SANS confirms it.", "confirms"},
        {"A worldwide event.", "worldwide"},
        {"We will see Internet wide impacts.", "worldwide"},
        {"They plateaued.", "plateau"},
        {"It tapers.", "taper"},
        {"It sleeps.", "sleep"},
        {"Much of the growth is coming from broadband.", "share"},
        {"No scans came.", "nothing"},
        {"It began around 9:25 am.", "around"},
        {"New hosts come every 5 mins.", "every"},
        {"New hosts come every 5min or so.", "every"},
        {"One every minute.", "every"},
        {"A new host comes every five minutes.", "every"},
        {"Hosts come each 5 minutes.", "every"},
        {"The number doubles each day.", "doubling"},
        {"Growth is geometric.", "exponential"},
        {"They rose tenfold in a day.", "number"},
        {"It is a worm.", "family"},
        {"The worm spreads.", "family"},
        {"This is worm traffic.", "family"},
        {"SANS verified it.", "confirms"},
        {"Scans have continued throughout the day.", "persistence"},
        {"The rise is unprecedented.", "massive"},
        {"Probes are skyrocketing.", "massive"},
        {"New hosts come at a rate of 9000 an hour.", "number"},
        {"At least 250000 hosts are infected.", "number"},
        {"It spreads like wildfire.", "massive"},
    };
    for (const auto& [text, rule] : words)
        EXPECT_THAT(rules_broken(text, none), testing::Contains(rule)) << text;
    EXPECT_THAT(
        rules_broken("Patch servers first. Block 445 at the border. Every host counts.", none),
        IsEmpty());
}

TEST(WordingGuard, AWordIsComparedAsItsReaderSeesIt) {
    const auto none = with({});
    const std::pair<const char*, const char*> words[] = {
        {"Growth is ex\u00ADponential.", "exponential"},
        {"Growth is ex\u200Bpo\u200Dnen\uFEFFtial.", "exponential"},
        {"Growth is \u0435xp\u03BFnential.", "exponential"},
        {"A m\u0430ssive rise.", "massive"},
        {"A\u00A0massive\u2014so they say\u2014rise.", "massive"},
        {"A \u201Cmassive\u201D rise.", "massive"},
        {"A 'massive' rise.", "massive"},
        {"They rose ten\u00ADfold in a day.", "number"},
        {"C\u043Enficker is here.", "family"},
    };
    for (const auto& [text, rule] : words)
        EXPECT_THAT(rules_broken(text, none), testing::Contains(rule)) << text;
    // The place and the phrase are those of the text: "A " has two characters.
    const auto problems = check_wording("A m\u0430s\u00ADsive rise.", none);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].phrase, "m\u0430s\u00ADsive");
    EXPECT_EQ(problems[0].column, 3u);
    // A record's own sentence is free, also where it has such letters itself.
    auto carriers = none;
    carriers.sentences = {"They called it \u201Cmassive\u201D."};
    EXPECT_THAT(check_wording("They called it \u201Cmassive\u201D.", carriers), IsEmpty());
}

TEST(WordingGuard, OtherWordsForExponentialNeedTheSameFinding) {
    for (const char* text :
         {"Growth is parabolic.", "It went parabolically up.", "The curve is a hockey stick.",
          "We see hockey-stick growth.", "It is a hockey\u2011stick.", "It snowballs.",
          "This is runaway growth.", "Growth is super-exponential."}) {
        EXPECT_THAT(rules_broken(text, with({finding("growth", "linear")})),
                    testing::Contains("exponential"))
            << text;
        EXPECT_THAT(rules_broken(text, with({finding("growth", "exponential")})),
                    testing::Not(testing::Contains("exponential")))
            << text;
    }
    EXPECT_THAT(check_wording("It is not parabolic.", with({finding("growth", "linear")})),
                IsEmpty());
}

TEST(WordingGuard, AWormIsNamedByTheLadderThatFoundItsSignature) {
    auto ladder = finding("worm_ladder", "L3");
    ladder.answer = R"({"level":"L3","called":"worm Conficker","family":"Conficker"})";
    const auto named = with({ladder});
    for (const char* carried : {"The worm Conficker scans.", "Conficker is here.", "It is a worm.",
                                "The worm scans on.", "Worm traffic goes on."})
        EXPECT_THAT(check_wording(carried, named), IsEmpty()) << carried;
    EXPECT_THAT(rules_broken("The worm Foo scans.", named), testing::Contains("family"));
    EXPECT_THAT(rules_broken("WannaCry is here.", named), testing::Contains("family"));
    // A payload that many send, and whose signature nobody knows, is a level and no name.
    ladder.answer = R"({"level":"L3","called":"445 scanning","family":null})";
    EXPECT_THAT(rules_broken("Conficker is here.", with({ladder})), testing::Contains("family"));
}

TEST(WordingGuard, WhatContinuedIsCarriedByAPersistenceFinding) {
    const char* said = "Scans have continued throughout the day.";
    EXPECT_THAT(check_wording(said, with({finding("persistence", "continued")})), IsEmpty());
    EXPECT_THAT(rules_broken(said, with({finding("persistence", "not_continued")})),
                testing::Contains("persistence"));
}

TEST(WordingGuard, EveryNMinutesMustLieInTheMeasuredInterval) {
    auto carriers = with({});
    // C-11: 288 in 24 h is every 5.0 min (4.5-5.6).
    carriers.measures = {{"new_host_interval", 5.0, 4.5, 5.6, "min", {}, {}, "", ""}};
    EXPECT_THAT(check_wording("every 5 mins or so", carriers), IsEmpty());
    EXPECT_THAT(check_wording("every 300 seconds", carriers), IsEmpty());
    const auto wrong = check_wording("every 4 min", carriers);
    ASSERT_EQ(wrong.size(), 1u);
    EXPECT_THAT(wrong[0].why, HasSubstr("every 5 min (4.5-5.6)"));
}

TEST(WordingGuard, ANumberNeedsARecordThatKnowsIt) {
    auto onset = finding("onset", "rise");
    onset.sentence = "New hosts rose from 2.0 to 48 an hour.";
    onset.numbers = {{"baseline_per_h", 2, {}, {}, ""}, {"excess_per_h", 46, {}, {}, ""}};
    auto carriers = with({onset});
    carriers.measures = {{"sources", 2123, {}, {}, "hosts", {}, {}, "", ""},
                         {"coverage", 0.97, {}, {}, "", {}, {}, "", ""}};
    for (const char* carried :
         {"We saw 2,123 hosts.", "About 2100 sources came.", "New hosts now come at 48 an hour.",
          "That is 24 times the rate before.", "Sensors listened for 97 % of the time.",
          "More than 2,000 machines came.", "It cannot be said whether 9000 hosts are infected."})
        EXPECT_THAT(check_wording(carried, carriers), IsEmpty()) << carried;
    const auto wrong = check_wording("So far 2,321 hosts came.", carriers);
    ASSERT_EQ(wrong.size(), 1u);
    EXPECT_EQ(wrong[0].phrase, "2,321 hosts");
    EXPECT_EQ(wrong[0].column, 8u);
    EXPECT_THAT(wrong[0].why, HasSubstr("knows is 2123"));
    for (const char* invented : {"2,123 sensors saw it.", "90 % of the time.", "A hundredfold.",
                                 "Millions of hosts.", "12 networks."})
        EXPECT_THAT(rules_broken(invented, carriers), testing::Contains("number")) << invented;
}

TEST(WordingGuard, NumbersOfTheOnsetCarryItsAdjectives) {
    auto onset = finding("onset", "rise");
    const double at = 1.2e12;
    onset.numbers = {{"onset", at, at - 300'000, at + 300'000, "ms"},
                     {"baseline_per_h", 2, {}, {}, ""},
                     {"excess_per_h", 46, {}, {}, ""},
                     {"peak_excess", 60, {}, {}, ""}};
    EXPECT_THAT(check_wording("It rose dramatically around 9:25 am.", with({onset})), IsEmpty());
    EXPECT_THAT(rules_broken("massive scans", with({onset})), testing::ElementsAre("massive"));
    onset.numbers[0].high = at + 3'600'000;
    onset.numbers[3].value = 5000;
    EXPECT_THAT(rules_broken("massive scans around 9:25", with({onset})),
                testing::ElementsAre("around"));
}

TEST(WordingGuard, WhatRecordsWroteAndWhatIsQuotedPasses) {
    auto carriers = with({finding("growth", "undetermined")});
    EXPECT_THAT(check_wording(carriers.findings[0].sentence, carriers), IsEmpty());
    Claim claim;
    claim.quote = "the worm Foo is massive";
    carriers.claims.push_back(claim);
    EXPECT_THAT(check_wording("SANS said: \"the worm Foo is massive\".", carriers), IsEmpty());
    EXPECT_THAT(rules_broken("So the worm Foo is massive.", carriers),
                testing::ElementsAre("family", "massive"));
}

TEST(WordingGuard, SayingThatItIsNotKnownAssertsNothing) {
    EXPECT_THAT(
        check_wording("Whether it grows exponentially cannot be said. 445 is massive.", with({})),
        testing::SizeIs(1));
}

TEST(WordingGuard, TellsTheLineAndCountsCharactersNotBytes) {
    const auto problems = check_wording(
        "Gr\xC3\xBC\xC3\x9F"
        "e.\nDas \xC3\xBC\xC3\xBC massive",
        with({}));
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].line, 2u);
    EXPECT_EQ(problems[0].column, 8u);
}

TEST(WordingGuard, OnlyAnOutsideVerdictConfirms) {
    auto carriers = with({});
    carriers.outside = {{"rise on a day", OutsideVerdict::consistent, "DShield", "", ""}};
    EXPECT_THAT(rules_broken("SANS confirms it", carriers), testing::ElementsAre("confirms"));
    carriers.outside[0].verdict = OutsideVerdict::not_independent;
    EXPECT_THAT(rules_broken("SANS confirms it", carriers), testing::ElementsAre("confirms"));
    carriers.outside[0].verdict = OutsideVerdict::confirmed;
    EXPECT_THAT(check_wording("SANS confirms it", carriers), IsEmpty());
}

}  // namespace
}  // namespace hitme::console
