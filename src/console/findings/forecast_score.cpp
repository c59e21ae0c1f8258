// SPDX-License-Identifier: Apache-2.0
#include "console/findings/forecast_score.h"

#include <boost/json.hpp>
#include <cmath>
#include <cstdio>

#include "console/json_members.h"

namespace hitme::console {
namespace {

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f", value);
    return text;
}

core::Duration hours(double count) {
    constexpr double most = 24 * 366;
    if (!(count > 0)) return {};
    return std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double, std::ratio<3600>>(std::min(count, most)));
}

void take_quantiles(const boost::json::object& object, MadeForecast& forecast,
                    JsonMembers& failures) {
    JsonMembers members{object};
    forecast.q025 = members.real("q025");
    forecast.q10 = members.real("q10");
    forecast.q50 = members.real("q50");
    forecast.q90 = members.real("q90");
    forecast.q975 = members.real("q975");
    if (!members.failed().empty()) failures.fail("hosts." + members.failed());
}

}  // namespace

std::string_view name_of(ScoreState state) {
    switch (state) {
        case ScoreState::hit:
            return "hit";
        case ScoreState::miss:
            return "miss";
        case ScoreState::not_covered:
            break;
    }
    return "not_covered";
}

std::string MadeForecast::id() const {
    return finding + "." +
           core::format_rfc3339(at).substr(0, std::string_view{"2009-01-26T08"}.size());
}

std::vector<MadeForecast> forecasts_of(const Finding& finding) {
    std::vector<MadeForecast> made;
    boost::system::error_code failed;
    const auto value = boost::json::parse(finding.answer, failed);
    if (failed || !value.is_object()) return made;
    JsonMembers answer{value.get_object()};
    for (const auto& one : answer.list("forecast")) {
        if (!one.is_object()) continue;
        JsonMembers members{one.get_object()};
        if (members.maybe_text("refused")) continue;
        MadeForecast forecast;
        forecast.finding = finding.id;
        forecast.subject = finding.subject;
        forecast.made_at = finding.judged_at;
        forecast.at = members.time("at");
        forecast.bin = hours(members.real("bin_h"));
        take_quantiles(members.object("hosts"), forecast, members);
        if (members.failed().empty() && forecast.bin > core::Duration{}) made.push_back(forecast);
    }
    return made;
}

ForecastScore score_forecast(const MadeForecast& forecast, double seen, double exposure,
                             const runtime::Zone& zone) {
    ForecastScore score;
    score.forecast = forecast;
    score.exposure = exposure;
    const std::string head = "Forecast of " + zone.format(forecast.made_at) + " for " +
                             zone.format(forecast.at) + ": " + number(forecast.q50) +
                             " hosts (95 %: " + number(forecast.q025) + " to " +
                             number(forecast.q975) + "). ";
    if (!(exposure >= least_scored_exposure)) {
        score.sentence = head + "Not scored: only " + number(100 * exposure) +
                         " % of the sensors listened then.";
        return score;
    }
    score.seen = seen;
    score.inside_80 = seen >= forecast.q10 && seen <= forecast.q90;
    score.inside_95 = seen >= forecast.q025 && seen <= forecast.q975;
    score.state = *score.inside_95 ? ScoreState::hit : ScoreState::miss;
    score.sentence =
        head + "Seen: " + number(seen) + (*score.inside_95 ? ". It held." : ". It did not hold.");
    return score;
}

void put_score(JsonWriter& json, const ForecastScore& score) {
    const auto& forecast = score.forecast;
    json.key("finding").text(forecast.finding).key("subject").text(forecast.subject);
    json.key("at").time(forecast.at);
    json.key("bin_h").real(std::chrono::duration<double, std::ratio<3600>>(forecast.bin).count());
    json.key("made_at").time(forecast.made_at);
    json.key("hosts").begin_object();
    json.key("q025").real(forecast.q025).key("q10").real(forecast.q10);
    json.key("q50").real(forecast.q50).key("q90").real(forecast.q90);
    json.key("q975").real(forecast.q975).end_object();
    json.key("seen").real(score.seen).key("exposure").real(score.exposure);
    for (const auto& [key, inside] :
         {std::pair{"inside_80", score.inside_80}, std::pair{"inside_95", score.inside_95}}) {
        json.key(key);
        if (inside)
            json.truth(*inside);
        else
            json.null();
    }
    json.key("sentence").text(score.sentence);
}

store::Entry score_entry(const ForecastScore& score, core::Time written_at) {
    store::Entry entry;
    entry.kind = forecast_score_kind;
    entry.id = score.forecast.id();
    entry.at = written_at;
    entry.author = "hitme";
    entry.subject = score.forecast.subject;
    entry.state = name_of(score.state);
    JsonWriter json;
    json.begin_object();
    put_score(json, score);
    json.end_object();
    entry.body = json.take();
    return entry;
}

core::Result<ForecastScore> score_of(const store::Entry& entry) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(entry.body, failed);
    if (failed || !value.is_object())
        return core::Error{core::ErrorCode::bad_input, entry.id + ": no JSON object"};
    JsonMembers members{value.get_object()};
    ForecastScore score;
    score.forecast.finding = members.text("finding");
    score.forecast.subject = members.text("subject");
    score.forecast.made_at = members.time("made_at");
    score.forecast.at = members.time("at");
    score.forecast.bin = hours(members.real("bin_h"));
    take_quantiles(members.object("hosts"), score.forecast, members);
    for (const auto state : {ScoreState::hit, ScoreState::miss, ScoreState::not_covered})
        if (entry.state == name_of(state)) score.state = state;
    score.seen = members.maybe_real("seen");
    score.exposure = members.real("exposure");
    score.inside_80 = members.maybe_truth("inside_80");
    score.inside_95 = members.maybe_truth("inside_95");
    score.sentence = members.text("sentence");
    if (!members.failed().empty())
        return core::Error{core::ErrorCode::bad_input,
                           entry.id + ": no score: " + members.failed()};
    return score;
}

}  // namespace hitme::console
