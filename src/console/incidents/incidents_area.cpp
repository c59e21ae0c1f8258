// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incidents_area.h"

#include <array>

#include "console/incidents/incident_desk.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console::incidents {
namespace {

constexpr std::string_view prefix = "/api/v1/incidents";
constexpr std::array<std::string_view, 3> states{"", "open", "ended"};

/// The body with the version of its record.
std::string with_version(const store::Entry& entry) {
    std::string body = entry.body;
    if (!body.empty() && body.back() == '}') {
        body.pop_back();
        body += ",\"version\":" + std::to_string(entry.version) + "}";
    }
    return body;
}

runtime::HttpResponse list(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    store::EntryQuery query;
    query.kind = incident_kind;
    if (const std::size_t state = parameters.choice("state", states, 0); state > 0)
        query.state = std::string(states[state]);
    if (const auto source = parameters.text("source")) {
        const auto address = core::Address::parse(*source);
        if (!address)
            parameters.fail("source", "is no address");
        else
            query.subject = address->source_key().to_string();
    }
    query.offset = parameters.number("offset", 0, 1'000'000'000, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter out;
    out.begin_object();
    out.key("total").number(page->total);
    out.key("offset").number(query.offset);
    out.key("rows").begin_array();
    for (const store::Entry& entry : page->entries) out.raw(with_version(entry));
    out.end_array();
    out.end_object();
    return answer_json(out.take());
}

}  // namespace

std::optional<runtime::HttpResponse> IncidentsArea::answer(const AreaContext& context,
                                                           const AreaRequest& request) {
    if (!request.path.starts_with(prefix)) return {};
    std::string_view rest = request.path.substr(prefix.size());
    if (!rest.empty() && rest.front() != '/') return {};
    if (request.method != "GET")
        return answer_problem({405, "incidents are read only; write to a case instead", ""});
    if (rest.empty()) return list(context, request);
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id) return answer_problem({400, "bad percent-encoding", ""});
    const auto entry = context.book.get(incident_kind, *id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    return answer_json(with_version(*entry));
}

}  // namespace hitme::console::incidents
