// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/notes.h"

#include <gtest/gtest.h>

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;

const core::Time now = core::from_nanoseconds(1'700'000'000'000'000'000);

TEST(Notes, SayWhyAStageIsReachedWithMessageAndCommand) {
    Notes notes("smb1");
    notes.begin_message(4, now);
    notes.begin_message(100, now);
    notes.command("TREE_CONNECT_ANDX");
    EXPECT_TRUE(notes.needs(Stage::probe));
    notes.reach(Stage::probe, "ADMIN$");
    EXPECT_FALSE(notes.needs(Stage::probe));
    notes.reach(Stage::probe, "later");
    ASSERT_EQ(notes.told().stages.size(), 1u);
    EXPECT_EQ(notes.told().stages[0].why, "message 2, TREE_CONNECT_ANDX, ADMIN$");
}

TEST(Notes, TellOneFaultOfAMessageAndOneOfWhatNeverEnds) {
    Notes notes("smb1");
    notes.begin_message(10, now);
    notes.malformed({core::Fault::bad_value, 5, "first"});
    notes.malformed({core::Fault::truncated, 6, "second"});
    notes.begin_message(100, now);
    notes.malformed({core::Fault::bad_value, 7, "third"});
    notes.unfinished(10, "TotalDataCount");
    const Story story = notes.told();
    ASSERT_EQ(story.malformed.size(), 3u);
    EXPECT_EQ(story.malformed[0].field, "first");
    EXPECT_EQ(story.malformed[0].offset, 15u);
    EXPECT_EQ(story.malformed[1].field, "third");
    EXPECT_EQ(story.malformed[2].offset, 10u);
    EXPECT_EQ(story.malformed[2].fault, core::Fault::truncated);
}

TEST(Notes, TellNoFaultOfWhatWasNotCaptured) {
    Notes notes("smb1");
    notes.begin_message(10, now);
    notes.ends_uncaptured(true);
    notes.malformed({core::Fault::truncated, 5, "Bytes"});
    notes.ends_uncaptured(false);
    EXPECT_EQ(notes.faults(), 0u);
    notes.begin_message(100, now);
    notes.malformed({core::Fault::bad_value, 7, "Command"});
    EXPECT_EQ(notes.faults(), 1u);
}

TEST(Notes, SayHowMuchTheSentenceLeavesOut) {
    Notes notes("smb1");
    notes.begin_message(10, now);
    for (int call = 0; call < 20; ++call)
        notes.phrase(Weight::listing, "called " + std::to_string(call));
    EXPECT_EQ(notes.told().sentence, "called 0, called 1, called 2, called 3 and 16 more");
    notes.phrase(Weight::attack, "wrote evil.exe");
    EXPECT_EQ(notes.told().sentence, "called 1, called 2, called 3, wrote evil.exe and 12 more");
}

TEST(Notes, MakeWhatTheClientNamedPrintable) {
    Notes notes("smb1");
    notes.begin_message(10, now);
    notes.phrase(Weight::logon, std::string("failed to log on as a\r\n\x1b[2J\\b"));
    EXPECT_EQ(notes.told().sentence, R"(failed to log on as a\r\n\x1b[2J\b)");
}

TEST(Notes, PutTheEvidenceOfARuleAtItsPlaceInTheStream) {
    Notes notes("smb1");
    notes.begin_message(1000, now);
    notes.command("WRITE_ANDX");
    notes.found(rules::printnightmare, Grade::certain, {{60, 12, "pDriverPath \\\\host\\x"}});
    const Story story = notes.told();
    EXPECT_EQ(story.stage, Stage::exploit_attempt);
    ASSERT_EQ(story.labels.size(), 1u);
    EXPECT_EQ(story.labels[0].rule, "smb.printnightmare.spoolss@2");
    EXPECT_EQ(story.labels[0].attack_ids, std::vector<std::string>{"T1547.012"});
    ASSERT_EQ(story.labels[0].evidence.size(), 1u);
    EXPECT_EQ(story.labels[0].evidence[0].offset, 1060u);
    EXPECT_EQ(story.labels[0].evidence[0].length, 12u);
    EXPECT_EQ(story.labels[0].evidence[0].value, "message 1, WRITE_ANDX, pDriverPath \\\\host\\x");
    EXPECT_TRUE(notes.has(rules::printnightmare));
    EXPECT_FALSE(notes.has(rules::zerologon));
}

TEST(Notes, MakeASentenceOfWhatWeighsMost) {
    Notes notes("smb1");
    notes.begin_message(0, now);
    notes.phrase(Weight::opening, "asked for dialects");
    notes.phrase(Weight::logon, "logged on anonymously");
    notes.phrase(Weight::pipe, "asked for SRVSVC over \\browser");
    EXPECT_EQ(notes.told().sentence,
              "asked for dialects, logged on anonymously, asked for SRVSVC over \\browser");
    notes.phrase(Weight::attack, "called NetprPathCanonicalize");
    notes.raise(Weight::attack, "asked for SRVSVC over \\browser");
    notes.found(rules::ms08_067, Grade::certain, {});
    notes.found(rules::metasploit, Grade::likely, {});
    EXPECT_EQ(notes.told().sentence,
              "asked for SRVSVC over \\browser, called NetprPathCanonicalize: MS08-067 exploit "
              "attempt, certain (client like Metasploit, likely)");
}

TEST(Notes, SayOtherwiseHowAPhraseEnded) {
    Notes notes("smb1");
    notes.phrase(Weight::logon, "tried");
    notes.phrase(Weight::logon, "tried");
    notes.rephrase("tried", "failed");
    EXPECT_EQ(notes.told().sentence, "tried, failed");
    notes.rephrase("tried", "failed");
    EXPECT_EQ(notes.told().sentence, "failed (2 times)");
    notes.rephrase("tried", "failed");
    EXPECT_EQ(notes.told().sentence, "failed (2 times)") << "nobody tried again";
}

TEST(Notes, CountAPhraseThatIsSaidAgainAndKeepTheirNumberBounded) {
    Notes notes("smb1");
    notes.phrase(Weight::check, "pinged");
    notes.phrase(Weight::check, "pinged");
    EXPECT_EQ(notes.told().sentence, "pinged (2 times)");
    for (int i = 0; i < 1000; ++i) notes.phrase(Weight::opening, std::to_string(i));
    EXPECT_LT(notes.memory(), 8192u);
    EXPECT_NE(notes.told().sentence.find("pinged"), std::string::npos);
}

// smb.md 1.15: "high with two of these".
TEST(Notes, AFamilyIsNamedByTwoKindsOfSigns) {
    Notes notes("smb1");
    notes.begin_message(100, {});
    notes.family_sign(rules::wannacry, "prepared host", SignWorth::own, {4, 2, "host"});
    notes.family_sign(rules::wannacry, "prepared host", SignWorth::own, {4, 2, "host"});
    notes.family_sign(rules::notpetya, "ping", SignWorth::own, {4, 2, "ping"});
    EXPECT_TRUE(notes.so_far().labels.empty()) << "one kind each";
    notes.begin_message(200, {});
    notes.family_sign(rules::wannacry, "copied packet", SignWorth::own, {8, 2, "numbers"});
    EXPECT_EQ(notes.grade_of(rules::wannacry), event::Grade::certain);
    EXPECT_FALSE(notes.has(rules::notpetya));
    ASSERT_EQ(notes.so_far().labels[0].evidence.size(), 2u);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, 104u);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].value, "message 1, host");
    EXPECT_EQ(notes.so_far().labels[0].evidence[1].offset, 208u);
}

TEST(Notes, ASharedSignNamesAFamilyOnlyBesideItsOwn) {
    Notes notes("smb1");
    notes.begin_message(0, {});
    // EternalBlue is anybody's.
    notes.found(rules::eternalblue, event::Grade::certain, {{0, 4, "exploit"}});
    EXPECT_FALSE(notes.has(rules::wannacry));
    EXPECT_TRUE(notes.so_far().facts.empty());
    notes.family_sign(rules::wannacry, "prepared host", SignWorth::own, {4, 2, "host"});
    EXPECT_EQ(notes.grade_of(rules::wannacry), event::Grade::likely);
}

TEST(Notes, EachRuleHasAnIdWithAVersionAndAttackIdsOfTheirForm) {
    for (const Rule& rule : {rules::ms08_067, rules::eternalblue, rules::psexec, rules::nmap,
                             rules::wannacry, rules::rid_cycling, rules::conficker_copy}) {
        EXPECT_TRUE(rule.id.starts_with("smb.")) << rule.id;
        EXPECT_NE(rule.id.find('@'), rule.id.npos) << rule.id;
        if (rule.attack_ids.empty()) continue;
        EXPECT_EQ(rule.attack_ids.front(), 'T') << rule.id;
    }
}

// Every third byte lies a hundred further.
class Apart final : public PieceFinder {
 public:
    Run find(std::uint64_t at) const override {
        return {1000 + 100 * (at / 3) + at % 3, 3 - at % 3};
    }
};

std::string evidence_of(const Notes& notes, std::size_t label) {
    std::string text;
    for (const auto& one : notes.so_far().labels[label].evidence)
        text +=
            std::to_string(one.offset) + "+" + std::to_string(one.length) + " " + one.value + "; ";
    return text;
}

TEST(Notes, AMarkInPiecesIsSeveralPlaces) {
    Notes notes("smb1");
    notes.begin_message(50, {});
    const Apart pieces;
    notes.count_in(&pieces);
    notes.found(rules::service, event::Grade::likely, {{1, 4, "x"}});
    notes.found(rules::at_job, event::Grade::likely, {{0, 20, "y"}});
    notes.count_in(nullptr);
    notes.found(rules::run_key, event::Grade::likely, {{1, 4, "z"}});
    std::string all;
    for (std::size_t label = 0; label < 3; ++label) all += evidence_of(notes, label);
    for (const char* expected : {"1001+2 message 1, x; 1100+2 message 1, x (goes on); ",
                                 "1000+3 message 1, y; 1100+3 message 1, y (goes on); "
                                 "1200+3 message 1, y (goes on) (11 bytes more lie elsewhere); ",
                                 "51+4 message 1, z; "})
        EXPECT_NE(all.find(expected), std::string::npos) << all;
}

}  // namespace
}  // namespace hitme::recognition::smb
