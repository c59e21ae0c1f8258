// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/advisory_area.h"

#include <array>

#include "console/advisory/pictures.h"
#include "console/advisory/reminders.h"
#include "console/advisory/render.h"
#include "console/json_body.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console {
namespace {

using Response = runtime::HttpResponse;

constexpr std::string_view base = "/api/v1/advisories";
constexpr std::size_t max_name_bytes = 400;
constexpr std::size_t max_offset = 1'000'000;
constexpr std::array<std::string_view, 4> states{"any", "draft", "published", "withdrawn"};
constexpr std::array<std::string_view, 4> forms{"json", "text", "markdown", "html"};
constexpr std::array<std::string_view, 4> levels{"information", "watch", "alert", "critical"};

Response problem(const QueryFault& fault) {
    return answer_problem({400, fault.reason, fault.parameter});
}
Response problem(const core::Error& error) {
    if (error.code == core::ErrorCode::refused) return answer_problem({409, error.context, ""});
    return answer_problem(problem_of(error));
}

Response answer_advisory(const AdvisoryAnswer& answer, const std::vector<ScoredForecast>& scores) {
    JsonWriter json;
    json.begin_object();
    put_advisory(json, answer.advisory);
    json.key("scores").begin_array();
    for (const auto& score : scores) {
        json.begin_object();
        json.key("id").text(score.id);
        json.key("state").text(score.state);
        json.key("sentence").text(score.sentence);
        json.end_object();
    }
    json.end_array();
    json.key("guard");
    put_guard_answer(json, answer.problems);
    json.end_object();
    return answer_json(json.take());
}
Response answer_guard(const std::vector<GuardProblem>& problems, unsigned status) {
    JsonWriter json;
    put_guard_answer(json, problems);
    auto response = answer_json(json.take());
    response.status = status;
    return response;
}
/// 409 with the guard's list where it has one, and so nothing was written.
Response answer_guarded(const core::Result<AdvisoryAnswer>& answer) {
    if (!answer) return problem(answer.error());
    if (!answer->problems.empty()) return answer_guard(answer->problems, 409);
    return answer_advisory(*answer, {});
}

Response list(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    store::EntryQuery query;
    query.kind = advisory_kind;
    const auto state = parameters.choice("state", states, 0);
    if (state > 0) query.state = std::string(states[state]);
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto page = context.book.list(query);
    if (!page) return problem(page.error());
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("offset").number(query.offset);
    json.key("rows").begin_array();
    for (const auto& entry : page->entries) {
        const auto advisory = advisory_of(entry);
        if (!advisory) return problem(advisory.error());
        json.begin_object();
        json.key("id").text(advisory->id);
        json.key("version").number(advisory->version);
        json.key("state").text(advisory->state);
        json.key("campaign").text(advisory->campaign);
        json.key("subject").text(advisory->subject);
        json.key("title").text(advisory->title);
        json.key("level").text(name_of(advisory->level));
        json.key("as_of").time(advisory->as_of);
        json.key("updates").number(advisory->updates.size());
        json.end_object();
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

Response list_reminders(const AreaContext& context) {
    store::EntryQuery query;
    query.kind = reminder_kind;
    query.limit = store::max_entries_per_page;
    const auto promises = promises_on(context.book, "");
    if (!promises) return problem(promises.error());
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    for (const auto& one : *promises) {
        const auto entry = context.book.get(std::string(reminder_kind), one.id);
        put_promise(json, one, entry ? entry->subject : "");
    }
    json.end_array().end_object();
    return answer_json(json.take());
}

Response add_reminder(const AreaContext& context, const AreaRequest& request) {
    JsonBody body(request.body);
    const auto text = body.text("text", max_promise_bytes);
    const auto due = body.text("due", max_name_bytes);
    const auto zone_name = body.text("zone", runtime::max_zone_name_bytes, Needed::no);
    const auto campaign = body.text("campaign", max_name_bytes, Needed::no);
    const auto zone = runtime::Zone::find(zone_name.empty() ? "UTC" : zone_name);
    std::optional<core::Time> at;
    if (!zone)
        body.fail("zone", "no such time zone");
    else if (!due.empty() && !(at = due_time(due, *zone, context.now)))
        body.fail("due", "is neither a time nor a weekday");
    if (const auto fault = body.fault()) return problem(*fault);
    const auto made = promise(context.book, campaign, text, *at, request.caller.name, context.now);
    if (!made) return problem(made.error());
    JsonWriter json;
    put_promise(json, *made, campaign);
    return answer_json(json.take());
}

}  // namespace

Response AdvisoryArea::answer_one(const AreaContext& context, const AreaRequest& request,
                                  const std::string& id) {
    Publishing publishing(context.store, context.book, sources_);
    if (request.method == "GET") {
        Parameters parameters(request.query);
        const auto form = parameters.choice("form", forms, 0);
        if (const auto fault = parameters.fault()) return problem(*fault);
        const auto shown = publishing.show(id);
        if (!shown) return problem(shown.error());
        const auto zone = runtime::Zone::find(shown->advisory.zone);
        const auto named = zone ? *zone : runtime::Zone::utc();
        if (form == 1)
            return answer_text(as_text(shown->advisory, named), "text/plain; charset=utf-8");
        if (form == 2)
            return answer_text(as_markdown(shown->advisory, named), "text/markdown; charset=utf-8");
        if (form == 3) {
            const auto figures = pictures_of(context.book, shown->advisory, named);
            if (!figures) return problem(figures.error());
            auto page = answer_text(as_html(shown->advisory, named, *figures, dashboard_),
                                    "text/html; charset=utf-8");
            page.headers.push_back({"Content-Security-Policy", html_policy()});
            return page;
        }
        const auto material =
            gather_material(context.store, context.book, {}, shown->advisory.campaign, context.now);
        return answer_advisory(*shown, material ? material->scores : std::vector<ScoredForecast>{});
    }
    if (request.method != "PUT") return answer_problem({405, "this path takes GET and PUT", ""});
    JsonBody body(request.body);
    Publishing::Edit edit;
    if (body.has("title")) edit.title = body.text("title", max_advisory_title_bytes);
    if (body.has("level")) edit.level = static_cast<AdvisoryLevel>(body.choice("level", levels));
    for (auto& row : body.objects("statements", max_statements)) {
        auto statement = row.text("id", max_name_bytes);
        auto text = row.text("text", max_statement_bytes, Needed::no);
        if (const auto fault = row.fault())
            body.fail("statements", fault->parameter + " " + fault->reason);
        edit.texts.emplace_back(std::move(statement), std::move(text));
    }
    Writer writer{request.caller.name, context.now, std::nullopt, notices_};
    if (body.has("version")) writer.version = body.number("version", 0, UINT64_MAX);
    if (const auto fault = body.fault()) return problem(*fault);
    const auto answer = publishing.edit(id, edit, writer);
    return answer ? answer_advisory(*answer, {}) : problem(answer.error());
}

Response AdvisoryArea::answer_action(const AreaContext& context, const AreaRequest& request,
                                     const std::string& id, std::string_view action) {
    Publishing publishing(context.store, context.book, sources_);
    JsonBody body(request.body);
    Writer writer{request.caller.name, context.now, std::nullopt, notices_};
    if (body.has("version")) writer.version = body.number("version", 0, UINT64_MAX);
    if (action == "publish") {
        if (const auto fault = body.fault()) return problem(*fault);
        return answer_guarded(publishing.publish(id, writer));
    }
    if (action == "withdraw") {
        const auto reason = body.text("reason", max_statement_bytes);
        if (reason.empty()) body.fail("reason", "is missing: say why it is taken back");
        if (const auto fault = body.fault()) return problem(*fault);
        return answer_guarded(publishing.withdraw(id, reason, writer));
    }
    UpdateAsked asked;
    asked.text = body.text("text", max_statement_bytes, Needed::no);
    asked.replaces = body.texts("replaces", max_statements, max_name_bytes);
    asked.reason = body.text("reason", max_statement_bytes, Needed::no);
    asked.at = context.now;
    if (const auto fault = body.fault()) return problem(*fault);
    return answer_guarded(publishing.update(id, std::move(asked), context.now, writer));
}

std::optional<Response> AdvisoryArea::answer(const AreaContext& context,
                                             const AreaRequest& request) {
    const auto path = request.path;
    if (!path.starts_with(base)) return std::nullopt;
    auto rest = path.substr(base.size());
    if (!rest.empty() && rest != ".atom" && rest.front() != '/') return std::nullopt;
    const bool reads = request.method == "GET";
    const bool only_checks = rest == "/check";
    if (!reads && !only_checks && !request.caller.may(Role::analyst))
        return answer_problem({403, "this is for analysts", ""});
    Publishing publishing(context.store, context.book, sources_);
    if (rest == ".atom") {
        const auto advisories = publishing.published();
        if (!advisories) return problem(advisories.error());
        return answer_text(as_atom(*advisories, dashboard_), "application/atom+xml; charset=utf-8");
    }
    if (rest.empty()) {
        if (reads) return list(context, request);
        JsonBody body(request.body);
        const auto campaign = body.text("campaign", max_name_bytes);
        const auto zone_name = body.text("zone", runtime::max_zone_name_bytes, Needed::no);
        const auto as_of = body.time("as_of");
        const auto zone = runtime::Zone::find(zone_name.empty() ? "UTC" : zone_name);
        if (!zone) body.fail("zone", "no such time zone");
        if (const auto fault = body.fault()) return problem(*fault);
        const auto answer = publishing.draft(
            campaign, *zone, as_of, {request.caller.name, context.now, std::nullopt, notices_});
        return answer ? answer_advisory(*answer, {}) : problem(answer.error());
    }
    if (only_checks) {
        JsonBody body(request.body);
        const auto text = body.text("text", max_guarded_bytes);
        const auto campaign = body.text("campaign", max_name_bytes, Needed::no);
        if (const auto fault = body.fault()) return problem(*fault);
        const auto problems = publishing.check(text, campaign, std::nullopt);
        return problems ? answer_guard(*problems, 200) : problem(problems.error());
    }
    if (rest == "/reminders")
        return reads ? list_reminders(context) : add_reminder(context, request);
    rest.remove_prefix(1);
    for (const std::string_view action : {"publish", "update", "withdraw"}) {
        if (!rest.ends_with(action) || rest.size() <= action.size() + 1 ||
            rest[rest.size() - action.size() - 1] != '/')
            continue;
        if (request.method != "POST") return answer_problem({405, "this path takes POST", ""});
        return answer_action(context, request,
                             std::string(rest.substr(0, rest.size() - action.size() - 1)), action);
    }
    return answer_one(context, request, std::string(rest));
}

}  // namespace hitme::console
