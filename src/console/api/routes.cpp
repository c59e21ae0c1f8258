// SPDX-License-Identifier: Apache-2.0
#include "console/api/routes.h"

#include "console/api/ask.h"
#include "console/api/contacts.h"
#include "console/api/pictures.h"
#include "console/api/sensors.h"
#include "console/api/series.h"
#include "console/api/sources.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console::api {
namespace {

runtime::HttpResponse answer_of(core::Result<std::string> made) {
    if (!made.has_value()) return answer_problem(problem_of(made.error()));
    return answer_json(std::move(*made));
}

}  // namespace

runtime::HttpResponse Routes::answer(const Context& context, std::string_view path,
                                     std::string_view query) {
    Parameters parameters(query);
    // Reads the question, and asks only if nothing was wrong with it.
    const auto ask = [&parameters](auto question, auto&& asked) {
        if (const auto fault = parameters.fault())
            return answer_problem({400, fault->reason, fault->parameter});
        return answer_of(asked(question));
    };
    const auto named = [&path](std::string_view prefix) -> std::optional<std::string> {
        if (!path.starts_with(prefix) || path.size() == prefix.size()) return {};
        return decode_percent(path.substr(prefix.size()), Plus::is_plus);
    };
    if (path == "/api/v1/now")
        return ask(read_now(parameters), [&](const auto& q) { return now_.answer(context, q); });
    if (path == "/api/v1/series") {
        return ask(read_series(parameters, context.now),
                   [&](const auto& q) { return answer_series(context, q); });
    }
    if (path == "/api/v1/sources") {
        return ask(read_sources(parameters),
                   [&](const auto& q) { return answer_sources(context, q); });
    }
    if (path == "/api/v1/pictures") {
        return ask(read_pictures(parameters),
                   [&](const auto& q) { return answer_pictures(context, q); });
    }
    if (path == "/api/v1/contacts") {
        return ask(read_contacts(parameters),
                   [&](const auto& q) { return answer_contacts(context, q); });
    }
    if (path == "/api/v1/ask") {
        const auto text = parameters.text("q");
        if (!text) parameters.fail("q", "is missing");
        return ask(0, [&](int) { return answer_ask(context, *text); });
    }
    if (path == "/api/v1/sensors") return ask(0, [&](int) { return answer_sensors(context); });
    if (path == "/api/v1/report") {
        if (!report_) return answer_problem({501, "this program makes no reports here", ""});
        ReportQuestion question;
        question.signal = parameters.signal("signal");
        question.from = parameters.time("from");
        question.to = parameters.time("to");
        if (question.from && question.to && *question.from >= *question.to)
            parameters.fail("from", "the range is empty: from must lie before to");
        return ask(question, [&](const auto& q) { return report_(context.store, q); });
    }
    if (const auto address = named("/api/v1/sources/"))
        return ask(*address, [&](const auto& q) { return answer_source(context, q); });
    if (const auto id = named("/api/v1/contacts/"))
        return ask(*id, [&](const auto& q) { return answer_contact(context, q); });
    return answer_problem({404, "no such path; see docs/formats/api.yaml", ""});
}

}  // namespace hitme::console::api
