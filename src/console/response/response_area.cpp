// SPDX-License-Identifier: Apache-2.0
#include "console/response/response_area.h"

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"
#include "console/response/drill.h"
#include "console/response/order.h"
#include "console/response/quarantine.h"

namespace hitme::console {
namespace {

constexpr std::string_view quarantine_prefix = "/api/v1/quarantine";
constexpr std::string_view drills_prefix = "/api/v1/drills";
constexpr std::size_t max_offset = 1'000'000'000;
constexpr std::size_t max_id = 64;

runtime::HttpResponse problem(unsigned status, std::string detail, std::string parameter = {}) {
    return answer_problem({status, std::move(detail), std::move(parameter)});
}
runtime::HttpResponse problem(const QueryFault& fault) {
    return problem(400, fault.reason, fault.parameter);
}
runtime::HttpResponse no_method() {
    return problem(405, "this path does not take that method");
}
runtime::HttpResponse forbidden() {
    return problem(403, "only an admin may do that");
}
/// What follows the prefix: "" for itself, "/x" below; nothing where the path is another's.
std::optional<std::string_view> below(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    const auto rest = path.substr(prefix.size());
    if (!rest.empty() && rest.front() != '/') return std::nullopt;
    return rest;
}

core::Result<Order> order_in(const AreaContext& context, const std::string& id) {
    const auto entry = context.book.get(std::string(quarantine_kind), id);
    if (!entry) return entry.error();
    return order_of(*entry);
}
/// Another wrote in between: the caller must look again.
runtime::HttpResponse conflict_or(const core::Error& error) {
    if (error.code == core::ErrorCode::refused)
        return problem(409, "somebody changed this in between; look again");
    return answer_problem(problem_of(error));
}

runtime::HttpResponse list_orders(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters{request.query};
    store::EntryQuery query;
    query.kind = quarantine_kind;
    query.state = parameters.text("state");
    if (query.state && !order_state_named(*query.state))
        parameters.fail("state", "is no state of a request");
    if (const auto source = parameters.text("source")) {
        const auto address = core::Address::parse(*source);
        if (address)
            query.subject = address->to_string();
        else
            parameters.fail("source", "is no address");
    }
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
    if (const auto fault = parameters.fault()) return problem(*fault);
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("rows").begin_array();
    for (const auto& entry : page->entries)
        if (const auto order = order_of(entry)) json.raw(order_json(*order));
    json.end_array().end_object();
    return answer_json(json.take());
}

runtime::HttpResponse one_order(const AreaContext& context, const std::string& id) {
    const auto order = order_in(context, id);
    if (!order) return answer_problem(problem_of(order.error()));
    const auto history = context.book.history(std::string(quarantine_kind), id);
    if (!history) return answer_problem(problem_of(history.error()));
    JsonWriter json;
    json.begin_object().key("request").raw(order_json(*order)).key("history").begin_array();
    for (const auto& entry : *history)
        if (const auto version = order_of(entry)) json.raw(order_json(*version));
    json.end_array().end_object();
    return answer_json(json.take());
}

/// Writes the next version of a request by a person.
runtime::HttpResponse change(const AreaContext& context, const AreaRequest& request, Order order,
                             OrderState state, const std::string& reason) {
    order.state = state;
    order.author = request.caller.name;
    order.at = context.now;
    order.reason = reason;
    const auto version = context.book.put(entry_of(order), order.version);
    if (!version) return conflict_or(version.error());
    order.version = *version;
    return answer_json(order_json(order));
}

runtime::HttpResponse ask(const AreaContext& context, const AreaRequest& request) {
    JsonBody body{request.body};
    const std::string id = body.text("id", max_id);
    const std::string reason = body.text("reason", max_order_text);
    if (const auto fault = body.fault()) return problem(*fault);
    auto order = order_in(context, id);
    if (!order) return answer_problem(problem_of(order.error()));
    if (order->state != OrderState::held && order->state != OrderState::failed &&
        order->state != OrderState::dry_run && order->state != OrderState::not_made)
        return problem(409, "the request is " + std::string(name_of(order->state)));
    return change(context, request, std::move(*order), OrderState::asked, reason);
}

runtime::HttpResponse undo(const AreaContext& context, const AreaRequest& request,
                           const std::string& id) {
    JsonBody body{request.body};
    const std::string reason = body.text("reason", max_order_text);
    if (const auto fault = body.fault()) return problem(*fault);
    auto order = order_in(context, id);
    if (!order) return answer_problem(problem_of(order.error()));
    if (order->state != OrderState::isolated && order->state != OrderState::undo_failed &&
        order->state != OrderState::failed)
        return problem(
            409, "the request is " + std::string(name_of(order->state)) + ": nothing to undo");
    return change(context, request, std::move(*order), OrderState::undo_asked, reason);
}

}  // namespace

runtime::HttpResponse ResponseArea::state(const AreaContext& context) const {
    store::EntryQuery query;
    query.kind = quarantine_kind;
    query.since = context.now - settings_.window;
    query.limit = store::max_entries_per_page;
    const auto page = context.book.list(query);
    if (!page) return answer_problem(problem_of(page.error()));
    std::uint64_t recent = 0;
    for (const auto& entry : page->entries)
        if (const auto order = order_of(entry);
            order && order->drill.empty() && order->state != OrderState::not_made &&
            order->state != OrderState::dry_run &&
            order->detected_at >= context.now - settings_.window)
            ++recent;
    const auto stop = context.book.get(std::string(quarantine_stop_kind), "stop");
    if (!stop && stop.error().code != core::ErrorCode::not_found)
        return answer_problem(problem_of(stop.error()));
    const bool stopped = stop && stop->state == "stopped";
    const auto not_made = read_not_made(context.book);
    if (!not_made) return answer_problem(problem_of(not_made.error()));

    JsonWriter json;
    json.begin_object().key("mode").text(name_of(settings_.mode));
    json.key("dry_run").truth(settings_.dry_run).key("internal").begin_array();
    for (const auto& prefix : settings_.internal) json.text(prefix.to_string());
    json.end_array().key("never").begin_array();
    for (const auto& prefix : settings_.never) json.text(prefix.to_string());
    json.end_array().key("limit").number(settings_.limit);
    json.key("window_seconds").real(std::chrono::duration<double>(settings_.window).count());
    json.key("recent").number(recent).key("stopped").truth(stopped);
    json.key("stopped_at").time(stopped ? std::optional<core::Time>(stop->at) : std::nullopt);
    json.key("not_made").raw(not_made_json(*not_made));
    json.key("drill").begin_object();
    json.key("every_seconds").real(std::chrono::duration<double>(drills_.every).count());
    json.key("source").text(drills_.whole ? drills_.source.to_string() : "");
    json.key("target").text(drills_.whole ? drills_.target.to_string() + " port " +
                                                std::to_string(drills_.target_port)
                                          : "");
    json.end_object().end_object();
    return answer_json(json.take());
}

runtime::HttpResponse ResponseArea::quarantine(const AreaContext& context,
                                               const AreaRequest& request,
                                               std::string_view rest) const {
    const bool reads = request.method == "GET";
    if (!reads && !request.caller.may(Role::admin)) return forbidden();
    if (rest.empty()) {
        if (reads) return list_orders(context, request);
        return request.method == "POST" ? ask(context, request) : no_method();
    }
    if (rest == "/state") return reads ? state(context) : no_method();
    if (rest == "/resume") {
        if (request.method != "POST") return no_method();
        JsonBody body{request.body};
        const std::string reason = body.text("reason", max_order_text);
        if (const auto fault = body.fault()) return problem(*fault);
        JsonWriter json;
        json.begin_object().key("reason").text(reason).key("recent").number(0);
        json.key("at").time(context.now).end_object();
        store::Entry entry;
        entry.kind = quarantine_stop_kind;
        entry.id = "stop";
        entry.at = context.now;
        entry.author = request.caller.name;
        entry.state = "running";
        entry.body = json.take();
        if (auto version = context.book.put(entry, {}); !version)
            return answer_problem(problem_of(version.error()));
        return state(context);
    }
    std::string id{rest.substr(1)};
    if (id.ends_with("/undo")) {
        id.resize(id.size() - std::string_view("/undo").size());
        return request.method == "POST" ? undo(context, request, id) : no_method();
    }
    return reads ? one_order(context, id) : no_method();
}

runtime::HttpResponse ResponseArea::drills(const AreaContext& context, const AreaRequest& request,
                                           std::string_view rest) const {
    const bool reads = request.method == "GET";
    if (!rest.empty()) {
        if (!reads) return no_method();
        const auto entry = context.book.get(std::string(drill_kind), std::string(rest.substr(1)));
        if (!entry) return answer_problem(problem_of(entry.error()));
        const auto drill = drill_of(*entry);
        if (!drill) return answer_problem(problem_of(drill.error()));
        return answer_json(drill_json(*drill));
    }
    if (reads) {
        Parameters parameters{request.query};
        store::EntryQuery query;
        query.kind = drill_kind;
        query.offset = parameters.number("offset", 0, max_offset, 0);
        query.limit = parameters.number("limit", 1, store::max_entries_per_page, 50);
        if (const auto fault = parameters.fault()) return problem(*fault);
        const auto page = context.book.list(query);
        if (!page) return answer_problem(problem_of(page.error()));
        JsonWriter json;
        json.begin_object().key("total").number(page->total).key("rows").begin_array();
        for (const auto& entry : page->entries)
            if (const auto drill = drill_of(entry)) json.raw(drill_json(*drill));
        json.end_array().end_object();
        return answer_json(json.take());
    }
    if (request.method != "POST") return no_method();
    if (!request.caller.may(Role::admin)) return forbidden();
    JsonBody body{request.body};
    if (const auto fault = body.fault()) return problem(*fault);
    if (!drills_.whole || settings_.mode == ResponseMode::none)
        return problem(
            409,
            "the settings file names no test host ([drill]), or no way to isolate ([response])");
    store::EntryQuery query;
    query.kind = drill_kind;
    query.limit = 1;
    const auto latest = context.book.list(query);
    if (!latest) return answer_problem(problem_of(latest.error()));
    if (!latest->entries.empty() && latest->entries.front().state != name_of(DrillState::done) &&
        context.now - latest->entries.front().at < marked_after)
        return problem(409, "a drill is running");
    Drill drill;
    drill.id = drill_id(context.now);
    drill.at = drill.from = drill.until = context.now;
    drill.author = request.caller.name;
    drill.state = DrillState::asked;
    drill.source = drills_.source;
    drill.target = drills_.target;
    drill.target_port = drills_.target_port;
    const auto version = context.book.put(entry_of(drill), 0);
    if (!version) return conflict_or(version.error());
    drill.version = *version;
    return answer_json(drill_json(drill));
}

std::optional<runtime::HttpResponse> ResponseArea::answer(const AreaContext& context,
                                                          const AreaRequest& request) {
    if (const auto rest = below(request.path, quarantine_prefix))
        return quarantine(context, request, *rest);
    if (const auto rest = below(request.path, drills_prefix))
        return drills(context, request, *rest);
    return std::nullopt;
}

}  // namespace hitme::console
