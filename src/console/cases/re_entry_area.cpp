// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry_area.h"

#include "console/cases/re_entry_report.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"
#include "core/digest.h"

namespace hitme::console::cases {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/re-entry";

HttpResponse list(const AreaContext& context) {
    ReEntryWatches watches;
    if (const auto done = watches.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    JsonWriter json;
    json.begin_object().key("watches").begin_array();
    for (const auto& watch : watches.all()) json.raw(watch_json(watch, context.now));
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse add(const AreaContext& context, const AreaRequest& request) {
    {
        JsonBody body{request.body};
        for (const char* name : {"name", "from", "until", "before", "sensors"}) body.raw(name);
        if (const auto fault = body.fault())
            return answer_problem({400, fault->reason, fault->parameter});
    }
    store::Entry entry;
    entry.kind = re_entry_kind;
    entry.id = "w-" + core::sha256_hex(core::as_bytes(std::string(request.body) +
                                                      core::format_rfc3339(context.now)))
                          .substr(0, 8);
    entry.body = std::string(request.body);
    auto watch = re_entry_watch_of(entry);
    if (!watch) return answer_problem(problem_of(watch.error()));
    entry.body = body_of(*watch);
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.state = "active";
    const auto put = context.book.put(entry, 0);
    if (!put) return answer_problem(problem_of(put.error()));
    watch->version = *put;
    return answer_json(watch_json(*watch, context.now));
}

HttpResponse end(const AreaContext& context, const AreaRequest& request, store::Entry entry,
                 ReEntryWatch watch) {
    if (watch.ended || watch.until <= context.now)
        return answer_json(watch_json(watch, context.now));
    watch.ended = context.now;
    entry.body = body_of(watch);
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.state = "ended";
    const auto put = context.book.put(entry, watch.version);
    if (!put) return answer_problem(problem_of(put.error()));
    watch.version = *put;
    return answer_json(watch_json(watch, context.now));
}

}  // namespace

std::optional<HttpResponse> ReEntryArea::answer(const AreaContext& context,
                                                const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    const auto rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    const bool reads = request.method == "GET";
    if (!reads && !request.caller.may(Role::analyst))
        return answer_problem({403, "planning a watch needs the role analyst", ""});
    if (rest.empty()) {
        if (reads) return list(context);
        if (request.method == "POST") return add(context, request);
        return answer_problem({405, "GET or POST", ""});
    }
    const auto id = decode_percent(rest.substr(1), Plus::is_plus);
    if (!id || id->find('/') != std::string::npos) return answer_problem({404, "no such path", ""});
    const auto entry = context.book.get(std::string(re_entry_kind), *id);
    if (!entry) return answer_problem(problem_of(entry.error()));
    const auto watch = re_entry_watch_of(*entry);
    if (!watch) return answer_problem(problem_of(watch.error()));
    if (request.method == "DELETE") return end(context, request, *entry, *watch);
    if (!reads) return answer_problem({405, "GET or DELETE", ""});
    hosts_.refresh(context.now);
    const auto report = re_entry_report(context.store, context.book, hosts_, *watch, context.now);
    if (!report) return answer_problem(problem_of(report.error()));
    return answer_json(re_entry_json(*report, context.now));
}

}  // namespace hitme::console::cases
