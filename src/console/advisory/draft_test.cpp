// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/advisory/render.h"
#include "support/advisory_material.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tests::at;

runtime::Zone eastern() {
    return *runtime::Zone::find("America/New_York");
}
Advisory published_draft() {
    auto advisory = *draft_advisory(tests::made_material(), eastern());
    advisory.id = "tcp-445.campaign.1.advisory.1";
    advisory.state = "published";
    advisory.published_at = at("2008-11-08T00:10:00Z");
    return advisory;
}
std::string of_section(const Advisory& advisory, Section section) {
    std::string text;
    for (const auto& statement : advisory.statements)
        if (statement.section == section) text += statement.text + '\n';
    return text;
}

TEST(DraftAdvisory, HoldsWhatTheReportsHeld) {
    const auto advisory = published_draft();
    EXPECT_EQ(advisory.level, AdvisoryLevel::alert);
    const auto seen = of_section(advisory, Section::seen);
    EXPECT_THAT(seen, HasSubstr("9:25 AM EST"));
    EXPECT_THAT(seen, HasSubstr("every 5.0 min (4.5-5.6)"));
    EXPECT_THAT(seen, HasSubstr("SANS (report, Thu 2008-11-06 7:00 AM EST)"));
    const auto to_do = of_section(advisory, Section::to_do);
    EXPECT_THAT(to_do, HasSubstr("Block 445/tcp at the border"));
    EXPECT_THAT(to_do, HasSubstr("hosts without SMB"));
    EXPECT_EQ(advisory.credits, std::vector<std::string>{"SANS"});
}

TEST(DraftAdvisory, PassesItsOwnGuard) {
    std::string found;
    for (const auto& problem :
         check_advisory(published_draft(), carriers_of(tests::made_material())))
        found += problem.statement + ": " + problem.phrase + '\n';
    EXPECT_EQ(found, "");
}

/// Twelve forecasts a day apart of which the second and the last did not hold, and a question of two explanations.
Material long_watched() {
    auto material = tests::made_material();
    for (int i = 0; i < 12; ++i) {
        ScoredForecast score;
        score.id = "f" + std::to_string(i);
        score.state = i == 1 || i == 11 ? "miss" : "hit";
        score.sentence = "Forecast " + score.id + (score.state == "hit" ? " held." : " missed.");
        score.at = at("2008-10-20T12:00:00Z") + std::chrono::hours{24 * i};
        material.scores.push_back(score);
    }
    OpenQuestion question;
    question.question = "Why did tcp/445 rise?";
    for (const char* name : {"more_hosts", "spoofed"}) {
        Hypothesis one;
        one.name = name;
        one.text = std::string("It is ") + name + ".";
        one.by = "hitme";
        one.test = "A look.";
        question.hypotheses.push_back(one);
    }
    material.questions = {question};
    return material;
}

TEST(DraftAdvisory, ForecastsThatCameDueAreSummedAndTheMissesAreTold) {
    const auto material = long_watched();
    const auto advisory = *draft_advisory(material, eastern());
    EXPECT_EQ(of_section(advisory, Section::questions),
              "Of 12 forecasts whose time has come 10 held; their limits are made to hold 95 times "
              "of 100.\nForecast f1 missed.\nForecast f9 held.\nForecast f10 held.\n"
              "Forecast f11 missed.\n");
    EXPECT_THAT(check_advisory(advisory, carriers_of(material)), IsEmpty());
}

TEST(DraftAdvisory, AQuestionIsAskedOnceAboveItsExplanations) {
    EXPECT_EQ(of_section(*draft_advisory(long_watched(), eastern()), Section::change_our_mind),
              "Why did tcp/445 rise?\nIt is more_hosts. (open) Would decide: A look.\n"
              "It is spoofed. (open) Would decide: A look.\n");
}

TEST(DraftAdvisory, EveryNumberHasItsLinkAndJudgementIsMarked) {
    for (const auto& statement : published_draft().statements) {
        if (statement.nature == Nature::data) {
            EXPECT_THAT(statement.links, testing::Not(IsEmpty())) << statement.text;
        }
        if (statement.section == Section::means_it ||
            statement.section == Section::means_security) {
            EXPECT_EQ(statement.nature, Nature::judgement);
            EXPECT_EQ(statement.text.find_first_of("0123456789"), std::string::npos)
                << statement.text;
        }
    }
}

TEST(DraftAdvisory, TheSameMaterialGivesTheSameBytes) {
    EXPECT_EQ(as_text(published_draft(), eastern()), as_text(published_draft(), eastern()));
    EXPECT_EQ(as_html(published_draft(), eastern()), as_html(published_draft(), eastern()));
}

TEST(DraftAdvisory, NothingToReportIsRefused) {
    Material nothing;
    nothing.campaign = tests::made_material().campaign;
    const auto draft = draft_advisory(nothing, eastern());
    ASSERT_FALSE(draft);
    EXPECT_THAT(draft.error().context, HasSubstr("nothing to report"));
}

TEST(DraftAdvisory, BlindSensorsSayThatAndNoNumber) {
    auto material = tests::made_material();
    material.blind =
        "Our 445/tcp sensors are blind since 2008-11-05T00:00:00Z: none can be reached.";
    const auto advisory = *draft_advisory(material, eastern());
    const auto seen = of_section(advisory, Section::seen);
    EXPECT_THAT(seen, HasSubstr("blind since"));
    EXPECT_THAT(seen, testing::Not(HasSubstr("every 5.0 min")));
    EXPECT_THAT(advisory.title, HasSubstr("blind"));
}

TEST(DraftAdvisory, AnUpdateNamesWhatItReplacesAndTheOriginalStays) {
    const auto before = published_draft();
    const auto growth = std::ranges::find_if(before.statements, [](const auto& statement) {
        return statement.links.size() == 1 && statement.links[0].id == "tcp-445.growth.1";
    });
    ASSERT_NE(growth, before.statements.end());
    UpdateAsked asked;
    asked.author = "mara";
    asked.at = at("2009-01-25T16:00:00Z");
    const auto after = updated(before, tests::later_material(), asked, eastern());
    ASSERT_TRUE(after) << after.error().context;
    ASSERT_EQ(after->updates.size(), 1u);
    const auto& update = after->updates[0];
    EXPECT_EQ(update.label, "** Sun 2009-01-25 11:00 AM EST Update:");
    EXPECT_THAT(update.replaces, testing::Contains(growth->id));
    EXPECT_EQ(after->statement(growth->id)->text, growth->text);
    EXPECT_EQ(after->statement(growth->id)->superseded_by, update.statements.front());
    const auto& told = after->statement(update.statements.front())->text;
    EXPECT_THAT(told, HasSubstr("grow linearly"));
    EXPECT_THAT(
        told, HasSubstr("This replaces " + growth->id + ": undetermined [tcp-445.growth.1, 48 h]"));
    EXPECT_THAT(told, HasSubstr("[tcp-445.growth.2, 72 h]"));
    EXPECT_FALSE(updated(*after, tests::later_material(), asked, eastern()));
}

TEST(DraftAdvisory, AnUpdateByAPersonIsGuarded) {
    UpdateAsked asked;
    asked.author = "mara";
    asked.at = at("2008-11-10");
    asked.text = "It appears that the growth is linear, AND NOT EXPONENTIAL.";
    asked.replaces = {"s3"};
    const auto check = [&](const Material& material) {
        const auto after = updated(published_draft(), material, asked, eastern());
        EXPECT_TRUE(after);
        return check_advisory(*after, carriers_of(material), after->updates.back().statements);
    };
    EXPECT_THAT(check(tests::later_material()), IsEmpty());
    EXPECT_THAT(check(tests::made_material()), testing::SizeIs(2));
    asked.replaces = {"s99"};
    EXPECT_FALSE(updated(published_draft(), tests::later_material(), asked, eastern()));
}

// The onset of the material was judged 32 hours before as_of, its growth at as_of.
TEST(DraftAdvisory, AFigureWhoseDataAreOldSaysUntilWhenTheyGo) {
    const auto material = tests::made_material();
    const auto advisory = *draft_advisory(material, eastern());
    const auto text_of = [&](std::string_view words) -> std::string {
        for (const auto& statement : advisory.statements)
            if (statement.text.find(words) != std::string::npos) return statement.text;
        return "nothing";
    };
    EXPECT_TRUE(text_of("new hosts rose").ends_with(" (Data up to Thu 2008-11-06 11:00 AM EST.)"))
        << text_of("new hosts rose");
    EXPECT_EQ(text_of("is undetermined").find("Data up to"), std::string::npos);
    EXPECT_TRUE(check_advisory(advisory, carriers_of(material)).empty());
}

}  // namespace
}  // namespace hitme::console
