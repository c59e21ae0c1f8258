// SPDX-License-Identifier: Apache-2.0
#include "console/cases/cases_area.h"

#include <array>

#include "console/cases/case_change.h"
#include "console/cases/case_record.h"
#include "console/json_body.h"
#include "console/own_networks.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/text.h"

namespace hitme::console::cases {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/cases";
constexpr std::array<std::string_view, case_states> states{"new",     "assigned", "contained",
                                                           "cleaned", "benign",   "closed"};

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

struct Wanted {
    std::optional<std::string> state;
    std::string search;
    std::string owner;
};

bool matches(const Case& record, const Wanted& wanted) {
    if (!wanted.owner.empty() && record.owner != wanted.owner) return false;
    if (wanted.search.empty()) return true;
    if (holds(record.mac, wanted.search) || holds(record.name, wanted.search) ||
        record.id == wanted.search)
        return true;
    const auto prefix = core::Prefix::parse(wanted.search);
    for (const auto& each : record.addresses)
        if (prefix ? prefix->contains(each.address)
                   : holds(each.address.to_string(), wanted.search))
            return true;
    return false;
}

/// All that match, last changed first, up to the limit.
core::Result<std::vector<Case>> find(store::Book& book, const Wanted& wanted) {
    std::vector<Case> found;
    const auto visited = visit_cases(book, wanted.state, max_searched_cases, [&](Case& record) {
        if (matches(record, wanted)) found.push_back(std::move(record));
    });
    if (!visited) return visited.error();
    return found;
}

std::optional<std::string> read_state(Parameters& parameters) {
    const auto index = parameters.choice("state", states, states.size());
    if (index == states.size()) return {};
    return std::string(states[index]);
}

HttpResponse answer_list(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    Wanted wanted;
    wanted.state = read_state(parameters);
    wanted.search = parameters.text("search").value_or("");
    wanted.owner = parameters.text("owner").value_or("");
    const auto offset = parameters.number("offset", 0, 1'000'000, 0);
    const auto limit = parameters.number("limit", 1, 1000, 50);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    JsonWriter json;
    json.begin_object();
    std::uint64_t total = 0;
    std::vector<Case> rows;
    if (wanted.search.empty() && wanted.owner.empty()) {
        store::EntryQuery query;
        query.kind = case_kind;
        query.state = wanted.state;
        query.offset = offset;
        query.limit = limit;
        const auto page = context.book.list(query);
        if (!page) return answer_problem(problem_of(page.error()));
        total = page->total;
        for (const auto& entry : page->entries) {
            auto record = read_case(context.book, entry);
            if (record) rows.push_back(std::move(*record));
        }
    } else {
        auto found = find(context.book, wanted);
        if (!found) return answer_problem(problem_of(found.error()));
        total = found->size();
        for (std::size_t i = offset; i < found->size() && rows.size() < limit; ++i)
            rows.push_back(std::move((*found)[i]));
    }
    json.key("total").number(total).key("offset").number(offset);
    json.key("counts").begin_object();
    for (const auto state : states) {
        store::EntryQuery query;
        query.kind = case_kind;
        query.state = std::string(state);
        query.limit = 1;
        const auto page = context.book.list(query);
        if (!page) return answer_problem(problem_of(page.error()));
        json.key(state).number(page->total);
    }
    json.end_object().key("rows").begin_array();
    for (const auto& row : rows) write_case(json, row);
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse answer_export(const AreaContext& context, const AreaRequest& request) {
    constexpr std::array<std::string_view, 2> forms{"csv", "json"};
    Parameters parameters{request.query};
    const bool as_json = parameters.choice("form", forms, 0) == 1;
    Wanted wanted;
    wanted.state = read_state(parameters);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto found = find(context.book, wanted);
    if (!found) return answer_problem(problem_of(found.error()));
    HttpResponse response;
    if (as_json) {
        JsonWriter json;
        json.begin_array();
        for (const auto& record : *found) write_case(json, record);
        json.end_array();
        response = answer_json(json.take());
        response.headers.push_back({"Content-Disposition", "attachment; filename=\"cases.json\""});
        return response;
    }
    response.headers = {{"Content-Type", "text/csv; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"Content-Disposition", "attachment; filename=\"cases.csv\""}};
    response.body = cases_csv(*found);
    return response;
}

HttpResponse one_case(const Case& record) {
    JsonWriter json;
    write_case(json, record);
    return answer_json(json.take());
}

HttpResponse answer_whole(const AreaContext& context, const std::string& id) {
    const auto history = context.book.history(std::string(case_kind), id);
    if (!history) return answer_problem(problem_of(history.error()));
    if (history->empty())
        return answer_problem({404, "there is no case " + core::printable(id, 64), ""});
    const auto record = read_case(context.book, history->back());
    if (!record) return answer_problem(problem_of(record.error()));
    return answer_json(whole_case(*record, *history));
}

HttpResponse change_case(const AreaContext& context, const AreaRequest& request,
                         const std::string& id) {
    CaseChange change;
    if (const auto wrong = read_change(request.body, change)) return answer_problem(*wrong);
    const auto entry = context.book.get(std::string(case_kind), id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    auto record = read_case(context.book, *entry);
    if (!record) return answer_problem(problem_of(record.error()));
    const std::uint64_t seen = change.version.value_or(record->version);
    if (seen != record->version)
        return answer_problem({409,
                               "version " + std::to_string(record->version) +
                                   " stands, written by " +
                                   core::printable(record->changed_by, 64) + ": " + record->what,
                               "version"});
    if (const auto wrong = apply_change(*record, change, context.now, request.caller.name))
        return answer_problem(*wrong);
    const auto put = context.book.put(entry_of(*record, context.now, request.caller.name), seen);
    if (!put && put.error().code == core::ErrorCode::refused)
        return answer_problem({409, "it was changed meanwhile; read it again", "version"});
    if (!put) return answer_problem(problem_of(put.error()));
    record->version = *put;
    record->changed_at = context.now;
    record->changed_by = request.caller.name;
    return one_case(*record);
}

HttpResponse open_case(const AreaContext& context, const AreaRequest& request) {
    JsonBody body{request.body};
    const auto address = core::Address::parse(body.text("address", 64));
    if (!address || address->is_unspecified()) body.fail("address", "is not an address");
    const auto note = body.text("note", max_note_bytes, Needed::no);
    const auto owner = body.text("owner", 64, Needed::no);
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    store::EntryQuery query;
    query.kind = case_kind;
    query.subject = address->to_string();
    query.limit = 1;
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    if (!page->entries.empty()) {
        const auto there = read_case(context.book, page->entries.front());
        if (!there) return answer_problem(problem_of(there.error()));
        return one_case(*there);
    }
    Case record;
    record.key = "ip:" + address->to_string();
    record.id = case_id(record.key);
    if (context.book.get(std::string(case_kind), record.id)) {
        record.key += "@" + core::format_rfc3339(context.now);
        record.id = case_id(record.key);
    }
    record.addresses.push_back({*address, context.now, context.now, KnownBy::none, {}, {}});
    record.opened_at = record.state_since = context.now;
    record.opened_by = request.caller.name;
    record.owner = owner;
    record.state = owner.empty() ? CaseState::fresh : CaseState::assigned;
    record.what = "opened by hand";
    record.simulated = context.simulated;
    if (!note.empty()) record.notes.push_back({context.now, request.caller.name, note});
    OwnNetworks networks;
    if (networks.refresh(context.book))
        if (const auto* own = networks.owner_of(*address)) record.network = own->id;
    const auto put = context.book.put(entry_of(record, context.now, request.caller.name), 0);
    if (!put) return answer_problem(problem_of(put.error()));
    record.version = *put;
    record.changed_at = context.now;
    return one_case(record);
}

}  // namespace

std::optional<HttpResponse> CasesArea::answer(const AreaContext& context,
                                              const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    auto rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    const bool reads = request.method == "GET";
    if (!reads && !request.caller.may(Role::analyst))
        return answer_problem({403, "changing cases needs the role analyst", ""});
    if (rest.empty()) {
        if (reads) return answer_list(context, request);
        if (request.method == "POST") return open_case(context, request);
        return answer_problem({405, "GET or POST", ""});
    }
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id || id->find('/') != std::string::npos) return answer_problem({404, "no such path", ""});
    if (*id == "export") {
        if (reads) return answer_export(context, request);
        return answer_problem({405, "GET", ""});
    }
    if (reads) return answer_whole(context, *id);
    if (request.method == "PUT") return change_case(context, request, *id);
    return answer_problem({405, "GET or PUT", ""});
}

}  // namespace hitme::console::cases
