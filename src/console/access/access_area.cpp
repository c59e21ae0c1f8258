// SPDX-License-Identifier: Apache-2.0
#include "console/access/access_area.h"

#include <algorithm>

#include "console/access/tokens.h"
#include "console/access/users.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/query.h"
#include "runtime/password_hash.h"

namespace hitme::console {
namespace {

using runtime::HttpResponse;

constexpr std::string_view roles[] = {"viewer", "analyst", "admin"};
constexpr core::Duration least_token_life = std::chrono::minutes{5};
constexpr core::Duration most_token_life = std::chrono::hours{24 * 366};

HttpResponse nothing() {
    HttpResponse response;
    response.status = 204;
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

HttpResponse fault_answer(const QueryFault& fault) {
    return answer_problem({400, fault.reason, fault.parameter});
}

HttpResponse not_allowed(std::string_view allowed) {
    auto response = answer_problem({405, "this path takes " + std::string(allowed), ""});
    response.headers.push_back({"Allow", std::string(allowed)});
    return response;
}

void write_json(JsonWriter& json, const User& user) {
    json.begin_object();
    json.key("name").text(user.name);
    json.key("role").text(name_of(user.role));
    json.key("active").truth(user.active);
    json.key("version").number(user.version);
    json.key("changed_at").time(user.changed_at);
    json.end_object();
}

void write_json(JsonWriter& json, const ApiToken& token, core::Time now) {
    json.begin_object();
    json.key("id").text(token.id);
    json.key("label").text(token.label);
    json.key("role").text(name_of(token.role));
    json.key("scopes").begin_array();
    for (const auto& scope : token.scopes) json.text(scope);
    json.end_array();
    json.key("expires_at").time(token.expires_at);
    json.key("state").text(token.revoked             ? "revoked"
                           : token.expires_at <= now ? "expired"
                                                     : "live");
    json.key("made_by").text(token.made_by);
    json.key("made_at").time(token.made_at);
    json.end_object();
}

/// Keeps that a sign-in was tried. What cannot be kept does not stop it.
void keep_try(store::Book& book, const std::string& name, std::string_view outcome,
              core::Time now) {
    store::Entry entry;
    entry.kind = "sign_in";
    entry.id = random_secret().substr(0, 24);
    entry.at = now;
    entry.author = is_user_name(name) ? name : "unknown";
    entry.subject = entry.author;
    entry.state = outcome;
    entry.body = "{}";
    (void)book.put(entry, 0);
}

HttpResponse audit(const AreaContext& context, const AreaRequest& request) {
    Parameters parameters(request.query);
    store::TrailQuery query;
    query.kind = parameters.text("kind");
    query.author = parameters.text("author");
    query.from = parameters.time("from");
    query.to = parameters.time("to");
    query.offset = parameters.number("offset", 0, 1'000'000, 0);
    query.limit = parameters.number("limit", 1, store::max_entries_per_page, 100);
    if (const auto fault = parameters.fault()) return fault_answer(*fault);
    const auto page = context.book.trail(query);
    if (!page) return answer_problem(problem_of(page.error()));
    JsonWriter json;
    json.begin_object();
    json.key("total").number(page->total);
    json.key("entries").begin_array();
    for (const auto& entry : page->entries) {
        // Bodies stay away: some hold hashes, and each kind has a page of its own.
        json.begin_object();
        json.key("at").time(entry.at);
        json.key("author").text(entry.author);
        json.key("kind").text(entry.kind);
        json.key("id").text(entry.id);
        json.key("version").number(entry.version);
        json.key("state").text(entry.state);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return answer_json(json.take());
}

}  // namespace

HttpResponse AccessArea::sign_in_by(const AreaContext& context, const AreaRequest& request) {
    JsonBody body(request.body);
    const auto name = body.text("name", max_user_name_bytes);
    const auto password = body.text("password", runtime::max_password_bytes);
    if (const auto fault = body.fault()) return fault_answer(*fault);
    const auto wait = throttle_.ask(name, clock_.steady());
    if (wait > core::Duration{}) {
        auto response = answer_problem({429, "too many tries; wait and try again", ""});
        response.headers.push_back(
            {"Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count())});
        return response;
    }
    const auto caller = sign_in(context.book, name, password);
    if (!caller) return answer_problem(problem_of(caller.error()));
    if (!*caller) {
        throttle_.failed(name, clock_.steady());
        keep_try(context.book, name, "refused", context.now);
        return answer_problem({401, "the name or the password is wrong", ""});
    }
    throttle_.succeeded(name);
    keep_try(context.book, name, "signed_in", context.now);
    auto response = nothing();
    response.headers.push_back(
        {"Set-Cookie", set_cookie(sessions_->cookie_name(), sessions_->open(**caller))});
    return response;
}

HttpResponse AccessArea::users(const AreaContext& context, const AreaRequest& request) {
    if (request.method == "GET") {
        const auto users = read_users(context.book);
        if (!users) return answer_problem(problem_of(users.error()));
        JsonWriter json;
        json.begin_object();
        json.key("users").begin_array();
        for (const auto& user : *users) write_json(json, user);
        json.end_array();
        json.end_object();
        return answer_json(json.take());
    }
    if (request.method != "POST") return not_allowed("GET, POST");
    JsonBody body(request.body);
    User user;
    user.name = body.text("name", max_user_name_bytes);
    user.role = static_cast<Role>(body.choice("role", roles));
    const auto password = body.text("password", runtime::max_password_bytes);
    if (const auto fault = body.fault()) return fault_answer(*fault);
    const auto hash = runtime::hash_password(password);
    if (!hash) return answer_problem({400, hash.error().context, "password"});
    user.password_hash = *hash;
    const auto written = write_user(context.book, user, request.caller.name, context.now);
    if (!written) {
        auto problem = problem_of(written.error());
        if (written.error().code == core::ErrorCode::refused) problem.status = 409;
        return answer_problem(problem);
    }
    return nothing();
}

HttpResponse AccessArea::change_user(const AreaContext& context, const AreaRequest& request,
                                     const std::string& name) {
    if (request.method != "PUT") return not_allowed("PUT");
    auto user = read_user(context.book, name);
    if (!user) return answer_problem(problem_of(user.error()));
    JsonBody body(request.body);
    user->role =
        static_cast<Role>(body.choice("role", roles, static_cast<std::size_t>(user->role)));
    user->active = body.truth("active", user->active);
    const auto password = body.text("password", runtime::max_password_bytes, Needed::no);
    user->version = body.number("version", 1, UINT32_MAX, user->version);
    if (const auto fault = body.fault()) return fault_answer(*fault);
    if (!password.empty()) {
        const auto hash = runtime::hash_password(password);
        if (!hash) return answer_problem({400, hash.error().context, "password"});
        user->password_hash = *hash;
    }
    const auto written = write_user(context.book, *user, request.caller.name, context.now);
    if (!written) {
        auto problem = problem_of(written.error());
        if (written.error().code == core::ErrorCode::refused) problem.status = 409;
        return answer_problem(problem);
    }
    sessions_->close_all_of(name);
    return nothing();
}

HttpResponse AccessArea::change_password(const AreaContext& context, const AreaRequest& request) {
    if (request.method != "POST") return not_allowed("POST");
    JsonBody body(request.body);
    const auto old = body.text("old", runtime::max_password_bytes);
    const auto password = body.text("new", runtime::max_password_bytes);
    if (const auto fault = body.fault()) return fault_answer(*fault);
    const auto wait = throttle_.ask(request.caller.name, clock_.steady());
    if (wait > core::Duration{}) return answer_problem({429, "too many tries; wait", ""});
    const auto caller = sign_in(context.book, request.caller.name, old);
    if (!caller) return answer_problem(problem_of(caller.error()));
    if (!*caller) {
        throttle_.failed(request.caller.name, clock_.steady());
        return answer_problem({403, "the old password is wrong", "old"});
    }
    const auto hash = runtime::hash_password(password);
    if (!hash) return answer_problem({400, hash.error().context, "new"});
    auto user = read_user(context.book, request.caller.name);
    if (!user) return answer_problem(problem_of(user.error()));
    user->password_hash = *hash;
    const auto written = write_user(context.book, *user, request.caller.name, context.now);
    if (!written) return answer_problem(problem_of(written.error()));
    sessions_->close_all_of(request.caller.name);
    return nothing();
}

HttpResponse AccessArea::tokens(const AreaContext& context, const AreaRequest& request) {
    constexpr std::string_view path = "/api/v1/tokens";
    if (request.path != path) {
        if (request.method != "DELETE") return not_allowed("DELETE");
        const auto id = decode_percent(request.path.substr(path.size() + 1), Plus::is_plus);
        const auto revoked =
            revoke_token(context.book, id.value_or(""), request.caller.name, context.now);
        if (!revoked) return answer_problem(problem_of(revoked.error()));
        return nothing();
    }
    if (request.method == "GET") {
        const auto tokens = read_tokens(context.book);
        if (!tokens) return answer_problem(problem_of(tokens.error()));
        JsonWriter json;
        json.begin_object();
        json.key("tokens").begin_array();
        for (const auto& token : *tokens) write_json(json, token, context.now);
        json.end_array();
        json.end_object();
        return answer_json(json.take());
    }
    if (request.method != "POST") return not_allowed("GET, POST");
    JsonBody body(request.body);
    ApiToken token;
    token.label = body.text("label", max_token_label_bytes);
    token.role = static_cast<Role>(body.choice("role", roles, 0));
    token.scopes = body.texts("scopes", max_scopes, max_scope_bytes, Needed::yes);
    token.expires_at = body.time("expires_at", Needed::yes).value_or(context.now);
    for (const auto& scope : token.scopes)
        if (!is_scope(scope)) body.fail("scopes", "is not such as read:sources or write:*");
    if (token.scopes.empty()) body.fail("scopes", "names nothing");
    if (token.expires_at < context.now + least_token_life ||
        token.expires_at > context.now + most_token_life)
        body.fail("expires_at", "lies between five minutes and a year from now");
    if (const auto fault = body.fault()) return fault_answer(*fault);
    const std::string secret = std::string(token_beginning) + random_secret();
    const auto id = write_token(context.book, token, secret, request.caller.name, context.now);
    if (!id) return answer_problem(problem_of(id.error()));
    JsonWriter json;
    json.begin_object();
    json.key("id").text(*id);
    json.key("token").text(secret);
    json.end_object();
    return answer_json(json.take());
}

std::optional<HttpResponse> AccessArea::answer(const AreaContext& context,
                                               const AreaRequest& request) {
    if (request.path == "/api/v1/login") {
        if (request.method == "POST") return sign_in_by(context, request);
        if (request.method != "GET") return not_allowed("GET, POST");
        const auto users = read_users(context.book);
        if (!users) return answer_problem(problem_of(users.error()));
        return answer_json(std::string("{\"passwords\":") + (users->empty() ? "false" : "true") +
                           "}");
    }
    if (request.path == "/api/v1/password") return change_password(context, request);
    const bool is_users = request.path == "/api/v1/users";
    const bool is_user = request.path.starts_with("/api/v1/users/");
    const bool is_tokens =
        request.path == "/api/v1/tokens" || request.path.starts_with("/api/v1/tokens/");
    const bool is_audit = request.path == "/api/v1/audit";
    if (!is_users && !is_user && !is_tokens && !is_audit) return {};
    if (!request.caller.may(Role::admin))
        return answer_problem({403, "only an admin may do this", ""});
    if (is_users) return users(context, request);
    if (is_user) {
        const auto name = decode_percent(
            request.path.substr(std::string_view("/api/v1/users/").size()), Plus::is_plus);
        return change_user(context, request, name.value_or(""));
    }
    if (is_audit) {
        if (request.method != "GET") return not_allowed("GET");
        return audit(context, request);
    }
    return tokens(context, request);
}

}  // namespace hitme::console
