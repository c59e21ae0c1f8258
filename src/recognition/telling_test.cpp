// SPDX-License-Identifier: Apache-2.0
#include "recognition/telling.h"

#include <gtest/gtest.h>

namespace hitme::recognition {
namespace {

TEST(Telling, TellsOperationsLogonsLabelsAndStageInOneLine) {
    Story story;
    story.stage = event::Stage::exploit_attempt;
    for (const char* target : {"/a", "/b", "/c", "/d"}) {
        Operation operation;
        operation.name = "GET";
        operation.arguments = target;
        story.operations.push_back(operation);
    }
    story.operations_not_kept = 2;
    story.logons_failed = 1;
    event::Label label;
    label.name = "Log4Shell";
    label.grade = event::Grade::certain;
    story.labels.push_back(label);
    EXPECT_EQ(sentence_of(story, "HTTP"),
              "HTTP: GET /a, GET /b, GET /c and 3 more; 1 logon refused; Log4Shell, certain: "
              "exploit attempt");
}

TEST(Telling, SaysWhenNothingWasSaid) {
    EXPECT_EQ(sentence_of(Story{}, "FTP"), "FTP: connected and said nothing");
}

// Of a capture with a short snap length: it sent something, and nobody knows what.
TEST(Telling, DoesNotCallSilentWhomTheCaptureDidNotKeep) {
    Story story;
    story.stage = event::Stage::scan;
    story.stages = {{story.stage, "connected, no bytes"}};
    story.sentence = "SMTP: connected and said nothing";
    Story kept = story;
    tell_not_captured(kept, 0, false);
    EXPECT_EQ(kept.sentence, story.sentence);

    Story missed = story;
    tell_not_captured(missed, 1364, true);
    EXPECT_EQ(missed.stage, event::Stage::probe);
    EXPECT_EQ(missed.sentence, "sent 1364 bytes that were not captured");

    Story joined = story;
    tell_not_captured(joined, 0, true);
    EXPECT_EQ(joined.stage, event::Stage::none);
    EXPECT_TRUE(joined.stages.empty());

    Story heard = story;
    heard.stage = event::Stage::enumeration;
    tell_not_captured(heard, 5, true);
    EXPECT_EQ(heard.sentence, story.sentence);
}

}  // namespace
}  // namespace hitme::recognition
