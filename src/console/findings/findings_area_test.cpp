// SPDX-License-Identifier: Apache-2.0
#include "console/findings/findings_area.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/finding.h"
#include "console/findings/alarm_record.h"
#include "console/findings/forecast_score.h"
#include "console/findings/wide_watch.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using std::chrono::hours;

const core::Time noon = *core::parse_time("2009-01-24T12:00:00Z");

class Findings : public testing::Test {
 protected:
    Findings()
        : store_(
              std::move(*store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write))),
          book_(std::move(*store::open_sqlite_book(folder_.path(), store::Access::write))) {}

    void keep(const std::string& subject, const std::string& question, std::uint64_t number,
              bool stands) {
        Finding finding;
        finding.id = finding_id(subject, question, number);
        finding.subject = subject;
        finding.question = question;
        finding.verdict = "linear";
        finding.judged_at = noon + hours{number};
        finding.sentence = "<b>Growing</b>";
        finding.answer = R"({"verdict":"linear"})";
        if (!stands) {
            finding.superseded_by = finding_id(subject, question, number + 1);
            finding.superseded_at = noon + hours{number + 1};
        }
        ASSERT_TRUE(book_->put(finding_entry(finding, noon), 0));
    }
    runtime::HttpResponse answered(std::string_view path, std::string_view query = "",
                                   std::string_view method = "GET") {
        const AreaContext context{*store_, *book_, geo_, noon, false};
        auto answer = area_.answer(context, {method, path, query, "", {}});
        EXPECT_TRUE(answer) << path;
        return answer.value_or(runtime::HttpResponse{});
    }
    boost::json::object ask(std::string_view path, std::string_view query = "") {
        const auto answer = answered(path, query);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return boost::json::parse(answer.body).as_object();
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    store::GeoDb geo_;
    FindingsArea area_;
};

TEST_F(Findings, AreListedBySubjectQuestionStateAndTime) {
    keep("tcp/445", "growth", 1, false);
    keep("tcp/445", "growth", 2, true);
    keep("tcp/445", "onset", 1, true);
    keep("fleet", "growth", 1, true);
    const std::string path = "/api/v1/findings";
    EXPECT_EQ(ask(path).at("total").to_number<int>(), 4);
    const auto standing = ask(path, "subject=tcp%2F445&question=growth&state=standing");
    ASSERT_EQ(standing.at("rows").as_array().size(), 1u);
    const auto& row = standing.at("rows").as_array()[0].as_object();
    EXPECT_EQ(row.at("id").as_string(), "tcp-445.growth.2");
    EXPECT_EQ(row.at("state").as_string(), "standing");
    EXPECT_EQ(row.at("made_at").as_string(), "2009-01-24T12:00:00Z");
    EXPECT_FALSE(row.contains("finding"));
    EXPECT_EQ(ask(path, "from=2009-01-24T14:00:00Z").at("total").to_number<int>(), 1);
    EXPECT_EQ(ask(path, "to=2009-01-24T14:00:00Z").at("total").to_number<int>(), 3);
    // The latest first, and a page of them.
    const auto page = ask(path, "limit=1&offset=1");
    EXPECT_EQ(page.at("rows").as_array().size(), 1u);
    EXPECT_EQ(ask(path, "limit=1").at("rows").as_array()[0].at("id").as_string(),
              "tcp-445.growth.2");
    EXPECT_EQ(answered(path, "question=weather").status, 400u);
    EXPECT_EQ(answered(path, "subjetc=x").status, 400u);
}

TEST_F(Findings, SayHowManySignalsWereWatched) {
    EXPECT_TRUE(ask("/api/v1/findings").at("all_signals").is_null()) << "nobody looked yet";
    WideLook look;
    look.signals = 812;
    look.threshold = 14.5;
    look.rose = {{event::Signal{event::Transport::tcp, 9034}, noon - hours{1}, 21.5}};
    JsonWriter json;
    put_wide_look(json, look, noon);
    ASSERT_TRUE(book_->note(std::string(wide_look_note), json.take()));
    const auto said = ask("/api/v1/findings").at("all_signals").as_object();
    EXPECT_EQ(said.at("signals").to_number<int>(), 812);
    EXPECT_EQ(said.at("at").as_string(), "2009-01-24T12:00:00Z");
    EXPECT_EQ(said.at("rose").at(0).at("signal").as_string(), "tcp/9034");
    EXPECT_EQ(said.at("passed_over").to_number<int>(), 0);
}

TEST_F(Findings, ComeWithTheirChainTheirAnswerAndTheirScores) {
    keep("tcp/445", "growth", 1, false);
    keep("tcp/445", "growth", 2, true);
    MadeForecast forecast{
        "tcp-445.growth.2", "tcp/445", noon, noon + hours{6}, hours{1}, 1, 2, 3, 4, 5};
    ASSERT_TRUE(
        book_->put(score_entry(score_forecast(forecast, 3, 1, runtime::Zone::utc()), noon), 0));
    ASSERT_TRUE(book_->note("finding_confirmed/tcp-445.growth.2",
                            R"({"at":"2009-01-24T15:00:00Z","times":1})"));
    const auto one = ask("/api/v1/findings/tcp-445.growth.2");
    EXPECT_EQ(one.at("finding").at("verdict").as_string(), "linear");
    EXPECT_EQ(one.at("answer").at("verdict").as_string(), "linear");
    ASSERT_EQ(one.at("chain").as_array().size(), 2u);
    EXPECT_EQ(one.at("chain").as_array()[0].at("superseded_by").as_string(), "tcp-445.growth.2");
    EXPECT_EQ(one.at("confirmed").at("times").to_number<int>(), 1);
    ASSERT_EQ(one.at("scores").as_array().size(), 1u);
    EXPECT_EQ(one.at("scores").as_array()[0].at("state").as_string(), "hit");
    EXPECT_FALSE(one.at("has_chart").as_bool());
    EXPECT_EQ(answered("/api/v1/findings/tcp-445.growth.9").status, 404u);
    EXPECT_EQ(answered("/api/v1/findings/%zz").status, 400u);
}

TEST_F(Findings, GiveTheirChart) {
    store::Entry entry;
    entry.kind = finding_chart_kind;
    entry.id = "tcp-445.growth.2";
    entry.author = "hitme";
    entry.body = R"({"subject":"tcp/445","bins":[]})";
    ASSERT_TRUE(book_->put(entry, 0));
    const auto chart = ask("/api/v1/findings/tcp-445.growth.2/chart");
    EXPECT_EQ(chart.at("id").as_string(), "tcp-445.growth.2");
    EXPECT_EQ(chart.at("subject").as_string(), "tcp/445");
    EXPECT_EQ(answered("/api/v1/findings/tcp-445.growth.1/chart").status, 404u);
    EXPECT_EQ(answered("/api/v1/findings/tcp-445.growth.1/chart.svg").status, 404u);
    // This one has no bins to draw.
    EXPECT_EQ(answered("/api/v1/findings/tcp-445.growth.2/chart.svg").status, 400u);
    entry.id = "tcp-445.growth.3";
    entry.body = R"({"bin_seconds":3600,"bins":[{"at":"2009-01-24T10:00:00Z","hosts":5,"loud":0,)"
                 R"("exposure":1,"judged":true}],"curves":[],"forecasts":[]})";
    ASSERT_TRUE(book_->put(entry, 0));
    const auto picture = answered("/api/v1/findings/tcp-445.growth.3/chart.svg");
    EXPECT_EQ(picture.status, 200u);
    EXPECT_TRUE(picture.body.starts_with("<svg "));
}

TEST_F(Findings, ListAlarmsAndScores) {
    AlarmRecord alarm;
    alarm.id = "tcp-445.alarm.1";
    alarm.subject = "tcp/445";
    alarm.opened = noon;
    ASSERT_TRUE(book_->put(alarm_entry(alarm, noon), 0));
    const auto open = ask("/api/v1/alarms", "state=open");
    ASSERT_EQ(open.at("rows").as_array().size(), 1u);
    EXPECT_EQ(open.at("rows").as_array()[0].at("state").as_string(), "open");
    EXPECT_EQ(ask("/api/v1/alarms", "state=closed").at("total").to_number<int>(), 0);
    EXPECT_EQ(ask("/api/v1/forecast-scores").at("total").to_number<int>(), 0);
}

TEST_F(Findings, CanNotBeWrittenFromOutside) {
    EXPECT_EQ(answered("/api/v1/findings", "", "POST").status, 405u);
    EXPECT_EQ(answered("/api/v1/findings/x", "", "DELETE").status, 405u);
    const AreaContext context{*store_, *book_, geo_, noon, false};
    EXPECT_FALSE(area_.answer(context, {"GET", "/api/v1/findingsx", "", "", {}}));
}

}  // namespace
}  // namespace hitme::console
