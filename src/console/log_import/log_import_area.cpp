// SPDX-License-Identifier: Apache-2.0
#include "console/log_import/log_import_area.h"

#include <charconv>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "core/text.h"

namespace hitme::console {
namespace {

using log_import::LogImport;
using log_import::LogImports;
using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/log-imports";
constexpr std::size_t max_signal_bytes = 20;
constexpr std::size_t max_base64_bytes = (log_import::max_piece_bytes + 2) / 3 * 4;

void put(JsonWriter& json, const LogImport& import) {
    json.begin_object().key("id").number(import.id).key("name").text(import.name);
    json.key("by").text(import.by).key("state").text(name_of(import.state));
    json.key("bytes").number(import.bytes).key("received").number(import.received);
    json.key("format").text(import.format);
    json.key("stored").number(import.stored).key("duplicates").number(import.duplicates);
    json.key("skipped").begin_object();
    for (const auto& [reason, count] : import.skipped) json.key(reason).number(count);
    json.end_object().key("truncated").text(import.truncated);
    json.key("first").time(import.first).key("last").time(import.last);
    json.key("steps").number(import.steps).key("steps_done").number(import.steps_done);
    json.key("findings").number(import.findings).key("why").text(import.why).end_object();
}

HttpResponse answer_of(const core::Result<LogImport>& import) {
    if (!import) {
        const auto code = import.error().code;
        if (code == core::ErrorCode::over_limit)
            return answer_problem({413, import.error().context, ""});
        if (code == core::ErrorCode::refused)
            return answer_problem({409, import.error().context, ""});
        return answer_problem(problem_of(import.error()));
    }
    JsonWriter json;
    put(json, *import);
    return answer_json(json.take());
}

HttpResponse list(const LogImports& imports) {
    JsonWriter json;
    json.begin_object().key("rows").begin_array();
    for (const auto& import : imports.all()) put(json, import);
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse begin(LogImports& imports, const AreaRequest& request) {
    JsonBody body(request.body);
    std::string name = body.text("name", log_import::max_name_bytes);
    const auto bytes = body.number("bytes", 1, log_import::max_log_bytes);
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    return answer_of(imports.begin(std::move(name), bytes, request.caller.name));
}

HttpResponse add(LogImports& imports, std::uint64_t id, std::string_view text) {
    JsonBody body(text);
    const auto offset = body.number("offset", 0, log_import::max_log_bytes);
    const auto piece = core::from_base64(body.text("base64", max_base64_bytes));
    if (!piece) body.fail("base64", "is no base64 (RFC 4648 section 4)");
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    return answer_of(imports.add(id, offset, *piece));
}

HttpResponse go(LogImports& imports, std::uint64_t id, std::string_view text) {
    JsonBody body(text);
    log_import::Wanted wanted;
    wanted.columns = body.text("columns", log_import::max_columns_bytes, Needed::no);
    wanted.judge = body.truth("judge", true);
    const auto signal = body.text("signal", max_signal_bytes, Needed::no);
    if (!signal.empty()) {
        wanted.signal = event::Signal::parse(signal);
        if (!wanted.signal) body.fail("signal", "is no signal such as tcp/445");
    }
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    return answer_of(imports.go(id, std::move(wanted)));
}

}  // namespace

std::optional<HttpResponse> LogImportArea::answer(const AreaContext&, const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    std::string_view rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    if (!request.caller.may(Role::admin))
        return answer_problem({403, "importing logs is for admins", ""});
    if (rest.empty()) {
        if (request.method == "GET") return list(*imports_);
        if (request.method == "POST") return begin(*imports_, request);
        return answer_problem({405, "GET or POST", ""});
    }
    rest.remove_prefix(1);
    std::uint64_t id = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), id);
    if (failed != std::errc{}) return answer_problem({404, "no such import", ""});
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.empty() && request.method == "DELETE") {
        const auto done = imports_->forget(id);
        if (done) return answer_json("{}");
        return answer_of(core::Result<LogImport>{done.error()});
    }
    if (request.method != "POST")
        return answer_problem({405, "this path does not take that method", ""});
    if (rest == "/pieces") return add(*imports_, id, request.body);
    if (rest == "/start") return go(*imports_, id, request.body);
    return answer_problem({404, "no such path", ""});
}

}  // namespace hitme::console
