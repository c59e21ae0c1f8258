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

}  // namespace
}  // namespace hitme::recognition
