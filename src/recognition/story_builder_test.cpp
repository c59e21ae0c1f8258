// SPDX-License-Identifier: Apache-2.0
#include "recognition/story_builder.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;

TEST(StoryBuilder, KeepsStagesInTheirOrderAndTheFirstReason) {
    StoryBuilder builder{"x"};
    builder.reach(Stage::brute_force, "third logon");
    builder.reach(Stage::probe, "hello");
    builder.reach(Stage::probe, "later");
    const Story story = builder.story("told");
    ASSERT_EQ(story.stages.size(), 2u);
    EXPECT_EQ(story.stages[0], (StageReached{Stage::probe, "hello"}));
    EXPECT_EQ(story.stage, Stage::brute_force);
    EXPECT_EQ(story.sentence, "told");
}

TEST(StoryBuilder, TellsAFactOnceAndMakesItPrintable) {
    StoryBuilder builder{"x"};
    builder.fact("a", std::string_view("one\n"));
    builder.fact("a", std::string_view("one\n"));
    builder.fact("a", std::string_view("two"));
    builder.fact("b", std::string_view());
    ASSERT_EQ(builder.so_far().facts.size(), 2u);
    EXPECT_EQ(builder.so_far().facts[0].value, "one\\n");
}

// A user name may be a whole conversation of its own, or clear the screen.
TEST(StoryBuilder, MakesTheSentenceOneLineThatATerminalCanPrint) {
    const Story story =
        StoryBuilder{"x"}.story("logged on as a\n2026-01-01 \x1b[2J\xe2\x80\xae at \\IPC$");
    EXPECT_EQ(story.sentence, R"(logged on as a\n2026-01-01 \x1b[2J\xe2\x80\xae at \IPC$)");
    EXPECT_LE(StoryBuilder{"x"}.story(std::string(1 << 16, '\n')).sentence.size(),
              max_sentence_bytes + 3);
}

// Harmless labels, however many, leave room for what is certain.
TEST(StoryBuilder, LetsALabelOfAHigherGradeTakeTheLastPlace) {
    StoryBuilder builder{"x"};
    for (std::size_t i = 0; i < max_labels + 5; ++i)
        builder.label({"low " + std::to_string(i), Grade::consistent, "r@1", {}, {}});
    builder.label({"high", Grade::certain, "r@1", {}, {}});
    EXPECT_EQ(builder.so_far().labels.size(), max_labels);
    EXPECT_EQ(builder.so_far().labels[0].name, "high");
}

TEST(StoryBuilder, PutsTheHighestGradeFirstAndJoinsTheSameLabel) {
    StoryBuilder builder{"x"};
    builder.label({"low", Grade::consistent, "r@1", {}, {{1, 2, "a"}}});
    builder.label({"high", Grade::certain, "r@1", {}, {{1, 2, "a"}}});
    builder.label({"low", Grade::likely, "r@1", {}, {{5, 2, "b"}}});
    const Story& story = builder.so_far();
    ASSERT_EQ(story.labels.size(), 2u);
    EXPECT_EQ(story.labels[0].name, "high");
    EXPECT_EQ(story.labels[1].grade, Grade::likely);
    EXPECT_EQ(story.labels[1].evidence.size(), 2u);
}

TEST(StoryBuilder, CountsACredentialOnce) {
    StoryBuilder builder{"x"};
    builder.logon_failed("root:1");
    builder.logon_failed("root:1");
    builder.logon_failed("root:2");
    EXPECT_EQ(builder.so_far().logons_failed, 2u);
}

TEST(StoryBuilder, LeavesTheBackslashesOfAPathAlone) {
    StoryBuilder builder{"x"};
    builder.fact("path", std::string_view("\\\\HOST\\IPC$\\\n"));
    EXPECT_EQ(builder.so_far().facts[0].value, "\\\\HOST\\IPC$\\\\n");
}

TEST(StoryBuilder, GivesAnOutcomeToTheOperationItBelongsTo) {
    StoryBuilder builder{"x"};
    const std::size_t first = builder.operation("READ", "", 0);
    builder.operation("CLOSE", "", 9);
    builder.outcome(first, "STATUS_SUCCESS");
    builder.outcome(no_operation, "lost");
    EXPECT_EQ(builder.so_far().operations[0].outcome, "STATUS_SUCCESS");
    EXPECT_EQ(builder.so_far().operations[1].outcome, "");
}

TEST(StoryBuilder, CountsWhatItDoesNotKeep) {
    StoryBuilder builder{"x"};
    for (std::size_t i = 0; i < max_operations + 3; ++i) builder.operation("op", "", i);
    // Ten fields, the first of them broken once more later on.
    const char* const fields[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    static_assert(std::size(fields) == max_malformed + 2);
    for (std::size_t i = 0; i < std::size(fields); ++i)
        builder.malformed({core::Fault::bad_value, 1, fields[i]}, i);
    builder.malformed({core::Fault::bad_value, 1, "a"}, 77);
    for (std::size_t i = 0; i < max_facts + 9; ++i) builder.fact("n", std::to_string(i));
    EXPECT_EQ(builder.so_far().operations.size(), max_operations);
    EXPECT_EQ(builder.so_far().operations_not_kept, 3u);
    EXPECT_EQ(builder.so_far().malformed_not_kept, 3u);
    EXPECT_EQ(builder.so_far().malformed.size(), max_malformed);
    EXPECT_EQ(builder.so_far().malformed[0].offset, 1u);
    EXPECT_EQ(builder.so_far().malformed[1].offset, 2u);  // place in the stream: base 1, offset 1
    EXPECT_EQ(builder.so_far().facts.size(), max_facts);
}

}  // namespace
}  // namespace hitme::recognition
