// SPDX-License-Identifier: Apache-2.0
#include "console/findings/findings_area.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <functional>
#include <utility>
#include <vector>

#include "console/finding.h"
#include "console/findings/alarm_record.h"
#include "console/findings/forecast_score.h"
#include "console/findings/wide_watch.h"
#include "console/growth_picture.h"
#include "console/json_members.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console {
namespace {

constexpr std::string_view findings_path = "/api/v1/findings";
constexpr std::string_view alarms_path = "/api/v1/alarms";
constexpr std::string_view scores_path = "/api/v1/forecast-scores";
constexpr std::size_t max_chain = 1000;
constexpr std::size_t max_offset = 1'000'000;

constexpr std::array<std::string_view, 3> finding_states{"all", "standing", "superseded"};
constexpr std::array<std::string_view, 3> alarm_states{"all", "open", "closed"};

using Response = runtime::HttpResponse;

Response problem(const QueryFault& fault) {
    return answer_problem({400, fault.reason, fault.parameter});
}

void put_record(JsonWriter& json, const Finding& finding) {
    json.begin_object();
    put_finding(json, finding);
    json.key("state").text(finding.stands() ? "standing" : "superseded");
    json.key("made_at").time(finding.made_at);
    json.end_object();
}

/// Walks the newest versions of a kind, last written first, until `each` says enough or max_looked_through are passed.
core::Result<void> walk(store::Book& book, store::EntryQuery query,
                        const std::function<bool(const store::Entry&)>& each) {
    query.limit = store::max_entries_per_page;
    for (query.offset = 0; query.offset < max_looked_through; query.offset += query.limit) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries)
            if (!each(entry)) return {};
        if (page->entries.size() < query.limit) break;
    }
    return {};
}

Response list_findings(const AreaContext& context, std::string_view text) {
    Parameters parameters{text};
    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = parameters.text("subject");
    std::array<std::string_view, finding_questions.size() + 1> questions;  // the first: any
    std::ranges::copy(finding_questions, questions.begin() + 1);
    const std::string_view question = questions[parameters.choice("question", questions, 0)];
    const std::size_t state = parameters.choice("state", finding_states, 0);
    if (state > 0) query.state = std::string(finding_states[state]);
    const auto from = parameters.time("from");
    const auto to = parameters.time("to");
    const auto offset = parameters.number("offset", 0, max_offset, 0);
    const auto limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);

    std::vector<Finding> found;
    std::optional<core::Error> broken;
    const auto walked = walk(context.book, query, [&](const store::Entry& entry) {
        auto finding = finding_of(entry);
        if (!finding) {
            broken = finding.error();
            return false;
        }
        const bool is_asked = (question.empty() || finding->question == question) &&
                              (!from || finding->judged_at >= *from) &&
                              (!to || finding->judged_at < *to);
        if (is_asked) {
            finding->answer.clear();
            found.push_back(std::move(*finding));
        }
        return true;
    });
    if (!walked) return answer_problem(problem_of(walked.error()));
    if (broken) return answer_problem(problem_of(*broken));
    // A superseded one was written later than it was judged.
    std::ranges::stable_sort(found, std::ranges::greater{}, &Finding::judged_at);
    JsonWriter json;
    const auto wide = context.book.noted(std::string(wide_look_note));
    if (!wide) return answer_problem(problem_of(wide.error()));
    json.begin_object().key("total").number(found.size()).key("offset").number(offset);
    json.key("all_signals").raw(wide->value_or("null"));
    json.key("rows").begin_array();
    for (std::size_t i = offset; i < found.size() && i < offset + limit; ++i)
        put_record(json, found[i]);
    json.end_array().end_object();
    return answer_json(json.take());
}

core::Result<std::vector<ForecastScore>> scores_of(store::Book& book, const std::string& subject,
                                                   const std::string& finding) {
    std::vector<ForecastScore> scores;
    store::EntryQuery query;
    query.kind = forecast_score_kind;
    query.subject = subject;
    std::optional<core::Error> broken;
    const auto walked = walk(book, query, [&](const store::Entry& entry) {
        auto score = score_of(entry);
        if (!score) {
            broken = score.error();
            return false;
        }
        if (score->forecast.finding == finding) scores.push_back(std::move(*score));
        return true;
    });
    if (!walked) return walked.error();
    if (broken) return *broken;
    return scores;
}

void put_score_row(JsonWriter& json, const ForecastScore& score) {
    json.begin_object().key("id").text(score.forecast.id());
    put_score(json, score);
    json.key("state").text(name_of(score.state)).end_object();
}

Response one_finding(const AreaContext& context, const std::string& id) {
    const auto entry = context.book.get(std::string(finding_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    const auto finding = finding_of(*entry);
    if (!finding) return answer_problem(problem_of(finding.error()));
    JsonWriter json;
    json.begin_object().key("finding");
    put_record(json, *finding);
    json.key("answer").raw(finding->answer);
    json.key("chain").begin_array();
    // Numbers of a chain have no gaps.
    for (std::uint64_t number = 1; number <= max_chain; ++number) {
        const auto one = context.book.get(std::string(finding_kind),
                                          finding_id(finding->subject, finding->question, number));
        if (!one) break;
        if (const auto link = finding_of(*one)) put_record(json, *link);
    }
    json.end_array().key("confirmed");
    const auto confirmed = context.book.noted("finding_confirmed/" + id);
    if (confirmed && *confirmed)
        json.raw(**confirmed);
    else
        json.null();
    const auto scores = scores_of(context.book, finding->subject, id);
    if (!scores) return answer_problem(problem_of(scores.error()));
    json.key("scores").begin_array();
    for (const auto& score : *scores) put_score_row(json, score);
    json.end_array();
    json.key("has_chart").truth(context.book.get(std::string(finding_chart_kind), id).has_value());
    json.end_object();
    return answer_json(json.take());
}

Response chart(const AreaContext& context, const std::string& id) {
    const auto entry = context.book.get(std::string(finding_chart_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    // The record is one object without its id.
    JsonWriter json;
    json.begin_object().key("id").text(id);
    std::string body = json.take();
    body += ',';
    body += std::string_view{entry->body}.substr(1);
    return answer_json(std::move(body));
}

Response picture(const AreaContext& context, const std::string& id, std::string_view query) {
    constexpr std::array<std::string_view, 2> scales{"linear", "log"};
    Parameters parameters(query);
    const auto scale = static_cast<PictureScale>(parameters.choice("scale", scales, 0));
    const auto found = runtime::Zone::find(parameters.text("zone").value_or("UTC"));
    if (!found) parameters.fail("zone", "is no time zone");
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto entry = context.book.get(std::string(finding_chart_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    auto svg = growth_picture(entry->body, scale, *found);
    if (!svg) return answer_problem(problem_of(svg.error()));
    return answer_text(std::move(*svg), "image/svg+xml; charset=utf-8");
}

/// A page of records that are written as they are kept.
Response list_records(const AreaContext& context, std::string_view text, std::string_view kind,
                      std::span<const std::string_view> states,
                      const std::function<bool(JsonWriter&, const store::Entry&)>& put) {
    Parameters parameters{text};
    store::EntryQuery query;
    query.kind = kind;
    query.subject = parameters.text("subject");
    if (!states.empty()) {
        const std::size_t state = parameters.choice("state", states, 0);
        if (state > 0) query.state = std::string(states[state]);
    }
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("offset").number(query.offset);
    json.key("rows").begin_array();
    for (const auto& entry : page->entries)
        if (!put(json, entry))
            return answer_problem({500, entry.id + ": the record cannot be read", ""});
    json.end_array().end_object();
    return answer_json(json.take());
}

bool put_alarm_row(JsonWriter& json, const store::Entry& entry) {
    const auto alarm = alarm_of(entry);
    if (!alarm) return false;
    json.begin_object();
    put_alarm(json, *alarm);
    json.key("state").text(alarm->open() ? "open" : "closed").end_object();
    return true;
}

bool put_score_entry(JsonWriter& json, const store::Entry& entry) {
    const auto score = score_of(entry);
    if (!score) return false;
    put_score_row(json, *score);
    return true;
}

}  // namespace

std::optional<Response> FindingsArea::answer(const AreaContext& context,
                                             const AreaRequest& request) {
    const bool is_ours = request.path == alarms_path || request.path == scores_path ||
                         request.path == findings_path ||
                         request.path.starts_with(std::string(findings_path) + "/");
    if (!is_ours) return std::nullopt;
    if (request.method != "GET")
        return answer_problem({405, "findings are written by the judging job alone", ""});
    if (request.path == findings_path) return list_findings(context, request.query);
    if (request.path == alarms_path)
        return list_records(context, request.query, alarm_kind, alarm_states, put_alarm_row);
    if (request.path == scores_path)
        return list_records(context, request.query, forecast_score_kind, {}, put_score_entry);
    std::string_view rest = request.path.substr(findings_path.size() + 1);
    constexpr std::string_view below_chart = "/chart";
    constexpr std::string_view below_picture = "/chart.svg";
    const bool is_chart = rest.ends_with(below_chart);
    const bool is_picture = rest.ends_with(below_picture);
    if (is_chart) rest.remove_suffix(below_chart.size());
    if (is_picture) rest.remove_suffix(below_picture.size());
    const auto id = decode_percent(rest, Plus::is_plus);
    if (!id) return answer_problem({400, "the path has a % without two digits", ""});
    if (is_picture) return picture(context, *id, request.query);
    return is_chart ? chart(context, *id) : one_finding(context, *id);
}

}  // namespace hitme::console
