// SPDX-License-Identifier: Apache-2.0
#include "console/retention/retention_area.h"

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"

namespace hitme::console {
namespace {

using runtime::HttpResponse;

constexpr std::string_view path = "/api/v1/retention";

void put_numbers(JsonWriter& json, const store::Retention& retention) {
    json.key("keep_days").number(retention.keep_days);
    json.key("quota_bytes").number(retention.quota_bytes);
}

}  // namespace

HttpResponse RetentionArea::tell(const AreaContext& context) const {
    const auto in_force = retention_in_force(context.book, settings_);
    if (!in_force) return answer_problem(problem_of(in_force.error()));
    JsonWriter json;
    json.begin_object();
    put_numbers(json, in_force->retention);
    json.key("from").text(in_force->from_book ? "book" : "settings");
    json.key("version").number(in_force->version);
    json.key("settings").begin_object();
    put_numbers(json, settings_);
    json.end_object().end_object();
    return answer_json(json.take());
}

HttpResponse RetentionArea::write(const AreaContext& context, const AreaRequest& request) const {
    store::Entry entry;
    entry.kind = retention_kind;
    entry.id = retention_id;
    entry.at = context.now;
    entry.author = request.caller.name;
    if (request.method == "DELETE") {
        entry.state = "ended";
        entry.body = "{}";
    } else {
        JsonBody body(request.body);
        store::Retention wanted;
        wanted.keep_days = static_cast<std::uint32_t>(body.number("keep_days", 1, max_keep_days));
        wanted.quota_bytes = body.number("quota_bytes", min_quota_bytes, max_quota_bytes);
        if (const auto fault = body.fault())
            return answer_problem({400, fault->reason, fault->parameter});
        entry.state = "active";
        entry.body = retention_body(wanted);
    }
    if (const auto put = context.book.put(entry, std::nullopt); !put)
        return answer_problem(problem_of(put.error()));
    return tell(context);
}

std::optional<HttpResponse> RetentionArea::answer(const AreaContext& context,
                                                  const AreaRequest& request) {
    if (request.path != path) return {};
    if (request.method == "GET") return tell(context);
    if (request.method != "PUT" && request.method != "DELETE")
        return answer_problem({405, "GET, PUT or DELETE", ""});
    // It deletes events.
    if (!request.caller.may(Role::admin))
        return answer_problem({403, "how long events are kept is for admins", ""});
    return write(context, request);
}

}  // namespace hitme::console
