// SPDX-License-Identifier: Apache-2.0
#include "console/access/tokens.h"

#include <algorithm>

#include "console/access/users.h"
#include "console/feed_path.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "core/digest.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr const char* kind = "api_token";
constexpr std::string_view roles[] = {"viewer", "analyst", "admin"};

std::string hash_of(std::string_view secret) {
    return core::sha256_hex(core::as_bytes(secret));
}

std::string body_of(const ApiToken& token) {
    JsonWriter json;
    json.begin_object();
    json.key("label").text(token.label);
    json.key("role").text(name_of(token.role));
    json.key("scopes").begin_array();
    for (const auto& scope : token.scopes) json.text(scope);
    json.end_array();
    json.key("expires_at").time(token.expires_at);
    json.key("made_by").text(token.made_by);
    json.key("made_at").time(token.made_at);
    json.end_object();
    return json.take();
}

core::Result<ApiToken> token_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    ApiToken token;
    token.id = entry.id;
    token.label = body.text("label", max_token_label_bytes);
    token.role = static_cast<Role>(body.choice("role", roles));
    token.scopes = body.texts("scopes", max_scopes, max_scope_bytes, Needed::yes);
    token.expires_at = body.time("expires_at", Needed::yes).value_or(core::Time{});
    token.made_by = body.text("made_by", max_user_name_bytes);
    token.made_at = body.time("made_at", Needed::yes).value_or(core::Time{});
    token.revoked = entry.state == "revoked";
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           "token " + entry.id + ": " + fault->parameter + " " + fault->reason);
    return token;
}

std::string_view area_of(std::string_view path) {
    constexpr std::string_view beginning = "/api/v1/";
    if (!path.starts_with(beginning)) return path.starts_with("/metrics") ? "metrics" : "";
    path.remove_prefix(beginning.size());
    return path.substr(0, path.find_first_of("/."));
}

}  // namespace

bool is_scope(std::string_view scope) {
    if (scope.size() > max_scope_bytes) return false;
    const auto colon = scope.find(':');
    if (colon == std::string_view::npos) return false;
    const auto verb = scope.substr(0, colon);
    const auto area = scope.substr(colon + 1);
    if (verb != "read" && verb != "write") return false;
    if (area == "*") return true;
    return !area.empty() && std::all_of(area.begin(), area.end(),
                                        [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

bool scopes_allow(const std::vector<std::string>& scopes, std::string_view method,
                  std::string_view path) {
    const auto area = area_of(path);
    if (area.empty()) return false;
    const bool reads = method == "GET" || method == "HEAD";
    const bool feed = reads && path == feed_path;
    return std::any_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
        const std::string_view view = scope;
        if (feed && view == feed_scope) return true;
        const auto colon = view.find(':');
        if (colon == std::string_view::npos) return false;
        if (!reads && view.substr(0, colon) != "write") return false;
        const auto allowed = view.substr(colon + 1);
        return allowed == "*" || allowed == area;
    });
}

std::string scope_for(std::string_view method, std::string_view path) {
    const bool reads = method == "GET" || method == "HEAD";
    const auto area = area_of(path);
    // Only what a scope may hold is repeated to whoever asked.
    const std::string scope = (reads ? "read:" : "write:") + std::string(area);
    return is_scope(scope) ? scope : reads ? "read:*" : "write:*";
}

core::Result<std::string> write_token(store::Book& book, const ApiToken& token,
                                      std::string_view secret, const std::string& author,
                                      core::Time now) {
    store::Entry entry;
    entry.kind = kind;
    entry.subject = hash_of(secret);
    entry.id = "t-" + entry.subject.substr(0, 12);
    entry.at = now;
    entry.author = author;
    entry.state = "live";
    ApiToken made = token;
    made.made_by = author;
    made.made_at = now;
    entry.body = body_of(made);
    const auto written = book.put(entry, 0);
    if (!written) return written.error();
    return entry.id;
}

core::Result<void> revoke_token(store::Book& book, const std::string& id, const std::string& author,
                                core::Time now) {
    auto entry = book.get(kind, id);
    if (!entry) return entry.error();
    const auto seen = entry->version;
    entry->state = "revoked";
    entry->author = author;
    entry->at = now;
    const auto written = book.put(*entry, seen);
    if (!written) return written.error();
    return {};
}

core::Result<std::vector<ApiToken>> read_tokens(store::Book& book) {
    store::EntryQuery query;
    query.kind = kind;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<ApiToken> tokens;
    for (const auto& entry : page->entries) {
        auto token = token_of(entry);
        if (!token) return token.error();
        tokens.push_back(std::move(*token));
    }
    return tokens;
}

core::Result<std::optional<ApiToken>> find_token(store::Book& book, std::string_view secret,
                                                 core::Time now) {
    if (!secret.starts_with(token_beginning) || secret.size() > max_scope_bytes * 2)
        return std::optional<ApiToken>{};
    store::EntryQuery query;
    query.kind = kind;
    query.subject = hash_of(secret);
    query.state = "live";
    query.limit = 1;
    const auto page = book.list(query);
    if (!page) return page.error();
    if (page->entries.empty()) return std::optional<ApiToken>{};
    auto token = token_of(page->entries.front());
    if (!token) return token.error();
    if (token->expires_at <= now) return std::optional<ApiToken>{};
    return std::optional<ApiToken>{std::move(*token)};
}

}  // namespace hitme::console
