// SPDX-License-Identifier: Apache-2.0
#include "console/access/users.h"

#include <algorithm>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "runtime/password_hash.h"

namespace hitme::console {
namespace {

constexpr const char* kind = "user";
constexpr std::string_view roles[] = {"viewer", "analyst", "admin"};

core::Result<User> user_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    User user;
    user.name = entry.id;
    user.role = static_cast<Role>(body.choice("role", roles));
    user.active = body.truth("active", true);
    user.password_hash = body.text("password_hash", runtime::max_password_hash_bytes);
    user.version = entry.version;
    user.changed_at = entry.at;
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           "user " + entry.id + ": " + fault->parameter + " " + fault->reason);
    return user;
}

/// What a name that does not exist is compared with, so that it takes as long: 256 zero bits, which no password gives.
const std::string nobody =
    "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

}  // namespace

std::string_view name_of(Role role) {
    return roles[static_cast<std::size_t>(role)];
}

std::optional<Role> role_named(std::string_view name) {
    const auto found = std::find(std::begin(roles), std::end(roles), name);
    if (found == std::end(roles)) return {};
    return static_cast<Role>(found - std::begin(roles));
}

bool is_user_name(std::string_view name) {
    if (name.empty() || name.size() > max_user_name_bytes || name == "local" || name == "hitme")
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

core::Result<User> read_user(store::Book& book, const std::string& name) {
    const auto entry = book.get(kind, name);
    if (!entry) return entry.error();
    return user_of(*entry);
}

core::Result<std::vector<User>> read_users(store::Book& book) {
    store::EntryQuery query;
    query.kind = kind;
    query.limit = max_users;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<User> users;
    for (const auto& entry : page->entries) {
        auto user = user_of(entry);
        if (!user) return user.error();
        users.push_back(std::move(*user));
    }
    std::sort(users.begin(), users.end(),
              [](const User& a, const User& b) { return a.name < b.name; });
    return users;
}

core::Result<void> write_user(store::Book& book, const User& user, const std::string& author,
                              core::Time now) {
    if (!is_user_name(user.name))
        return core::error(core::ErrorCode::bad_input,
                           "a user's name has 1 to 64 of a-z 0-9 . _ - and is neither local nor "
                           "hitme");
    if (user.version == 0) {
        store::EntryQuery query;
        query.kind = kind;
        query.limit = 1;
        const auto page = book.list(query);
        if (!page) return page.error();
        if (page->total >= max_users)
            return core::error(core::ErrorCode::over_limit,
                               "there are " + std::to_string(max_users) + " users already");
    }
    JsonWriter json;
    json.begin_object();
    json.key("role").text(name_of(user.role));
    json.key("active").truth(user.active);
    json.key("password_hash").text(user.password_hash);
    json.end_object();
    store::Entry entry;
    entry.kind = kind;
    entry.id = user.name;
    entry.at = now;
    entry.author = author;
    entry.subject = user.name;
    entry.state = user.active ? "active" : "inactive";
    entry.body = json.take();
    const auto written = book.put(entry, user.version);
    if (!written) return written.error();
    return {};
}

core::Result<std::optional<Caller>> sign_in(store::Book& book, const std::string& name,
                                            std::string_view password) {
    const auto user = read_user(book, name);
    if (!user && user.error().code != core::ErrorCode::not_found) return user.error();
    const bool matches = runtime::password_matches(password, user ? user->password_hash : nobody);
    if (!user || !user->active || !matches) return std::optional<Caller>{};
    return std::optional<Caller>{Caller{user->name, user->role}};
}

}  // namespace hitme::console
