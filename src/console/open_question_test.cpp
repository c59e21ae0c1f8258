// SPDX-License-Identifier: Apache-2.0
#include "console/open_question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hitme::console {
namespace {

constexpr std::string_view asked =
    R"({"question":"Why did it fail to propagate?","hypotheses":[)"
    R"({"name":"filtered","text":"Providers filter 445.","test":"Connect to it from several providers.","for":["Cox says so"]},)"
    R"({"name":"weak","text":"Its algorithm is weak.","test":"Read the code.","against":["it spread elsewhere"]}]})";

TEST(OpenQuestion, RivalsStandByTheirEvidence) {
    auto question = question_sent(asked, "mara");
    ASSERT_TRUE(question) << question.error().context;
    question->id = "q";
    question->campaign = "c";
    question->asked_at = *core::parse_time("2008-11-06");
    const auto again = question_of(question_entry(*question, question->asked_at, "mara"));
    ASSERT_TRUE(again) << again.error().context;
    ASSERT_EQ(again->hypotheses.size(), 2u);
    EXPECT_EQ(again->hypotheses[0].standing(), Standing::supported);
    EXPECT_EQ(again->hypotheses[1].standing(), Standing::weakened);
    EXPECT_EQ(again->hypotheses[0].by, "mara");
}

TEST(OpenQuestion, OneHypothesisIsNoQuestion) {
    const auto question = question_sent(
        R"({"question":"Why?","hypotheses":[{"name":"a","text":"b","test":"c"}]})", "mara");
    ASSERT_FALSE(question);
    EXPECT_THAT(question.error().context, testing::HasSubstr("two"));
}

}  // namespace
}  // namespace hitme::console
