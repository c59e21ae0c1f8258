// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incidents_area.h"

#include <algorithm>
#include <array>
#include <optional>

#include "console/incidents/incident.h"
#include "console/incidents/incident_desk.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console::incidents {
namespace {

constexpr std::string_view prefix = "/api/v1/incidents";
constexpr std::array<std::string_view, 3> states{"", "open", "ended"};
constexpr std::array<std::string_view, 6> severities{"",       "info", "low",
                                                     "medium", "high", "critical"};
constexpr std::array<std::string_view, 3> truths{"", "false", "true"};

/// What is asked of a record's body.
struct Wanted {
    std::optional<Severity> least;
    std::optional<bool> told;

    bool everything() const { return !least && !told; }
    bool matches(const store::Entry& entry) const {
        const auto incident = incident_of_json(entry.body);
        if (!incident) return false;
        return (!least || severity_of(*incident) >= *least) && (!told || incident->told == *told);
    }
};

struct Found {
    std::uint64_t total = 0;
    std::uint64_t looked_through = 0;
    bool complete = true;
    std::vector<store::Entry> entries;
};

/// The newest state of the incident, with the version of its record.
core::Result<std::string> body_now(store::Book& book, const store::Entry& entry) {
    std::string body = entry.body;
    if (entry.state == "open") {
        auto noted = book.noted(incident_note(entry.id));
        if (!noted) return noted.error();
        if (*noted) body = std::move(**noted);
    }
    if (!body.empty() && body.back() == '}') {
        body.pop_back();
        body += ",\"version\":" + std::to_string(entry.version) + "}";
    }
    return body;
}

core::Result<Found> page_of(store::Book& book, const store::EntryQuery& query) {
    auto page = book.list(query);
    if (!page) return page.error();
    Found found;
    found.total = page->total;
    found.looked_through = page->total;  // the book counted them
    found.entries = std::move(page->entries);
    return found;
}

/// The same, of those that match among the newest `most`; `query`'s offset and limit count these.
core::Result<Found> matching(store::Book& book, const store::EntryQuery& query,
                             const Wanted& wanted, std::size_t most) {
    Found found;
    store::EntryQuery walk = query;
    walk.offset = 0;
    for (;;) {
        walk.limit = std::min(store::max_entries_per_page, most - walk.offset);
        const auto page = book.list(walk);
        if (!page) return page.error();
        for (const store::Entry& entry : page->entries) {
            if (!wanted.matches(entry)) continue;
            ++found.total;
            if (found.total > query.offset && found.entries.size() < query.limit)
                found.entries.push_back(entry);
        }
        walk.offset += page->entries.size();
        found.looked_through = walk.offset;
        found.complete = page->entries.empty() || walk.offset >= page->total;
        if (found.complete || walk.offset >= most) return found;
    }
}

runtime::HttpResponse list(const AreaContext& context, const AreaRequest& request,
                           std::size_t looked_through) {
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
    Wanted wanted;
    if (const std::size_t least = parameters.choice("severity", severities, 0); least > 0)
        wanted.least = severity_named(severities[least]);
    if (const std::size_t told = parameters.choice("told", truths, 0); told > 0)
        wanted.told = truths[told] == "true";
    query.offset = parameters.number("offset", 0, 1'000'000'000, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto page = wanted.everything() ? page_of(context.book, query)
                                          : matching(context.book, query, wanted, looked_through);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter out;
    out.begin_object();
    out.key("total").number(page->total);
    out.key("offset").number(query.offset);
    out.key("looked_through").number(page->looked_through);
    out.key("complete").truth(page->complete);
    out.key("rows").begin_array();
    for (const store::Entry& entry : page->entries) {
        const auto body = body_now(context.book, entry);
        if (!body) return answer_problem(problem_of(body.error()));
        out.raw(*body);
    }
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
    if (rest.empty()) return list(context, request, looked_through_);
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id) return answer_problem({400, "bad percent-encoding", ""});
    const auto entry = context.book.get(incident_kind, *id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    auto body = body_now(context.book, *entry);
    if (!body) return answer_problem(problem_of(body.error()));
    return answer_json(std::move(*body));
}

}  // namespace hitme::console::incidents
