// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/area_call.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>

#include "core/text.h"
#include "runtime/clock.h"
#include "store/geo_db.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

constexpr std::size_t max_cell_bytes = 120;

const boost::json::value* find(const boost::json::value& from, std::string_view path) {
    const auto* at = &from;
    while (!path.empty()) {
        const auto name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        if (!at->is_object()) return nullptr;
        at = at->get_object().if_contains(boost::json::string_view(name.data(), name.size()));
        if (at == nullptr) return nullptr;
    }
    return at;
}

std::string text_of(const boost::json::value* value) {
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return std::string(std::string_view(value->get_string()));
    if (value->is_array()) {
        std::string joined;
        for (const auto& each : value->get_array())
            joined += (joined.empty() ? "" : " ") + text_of(&each);
        return joined;
    }
    return boost::json::serialize(*value);
}

boost::json::value parse(std::string_view json) {
    boost::system::error_code failed;
    auto value = boost::json::parse(boost::json::string_view(json.data(), json.size()), failed);
    return failed ? boost::json::value{} : value;
}

}  // namespace

core::Result<AreaCall> AreaCall::open(const std::string& store_folder) {
    AreaCall call;
    store::StoreSettings settings;
    settings.folder = store_folder;
    settings.keep_days = 0;
    settings.quota_bytes = 0;
    auto store = store::open_sqlite_store(settings, store::Access::read);
    if (!store && store.error().code == core::ErrorCode::not_found) {
        std::error_code made;
        std::filesystem::create_directories(store_folder, made);
        if (made) return core::error(core::ErrorCode::io, store_folder + ": " + made.message());
        store = store::open_sqlite_store(settings, store::Access::write);
    }
    if (!store) return store.error();
    call.store_ = std::move(*store);
    auto book = store::open_sqlite_book(store_folder, store::Access::write);
    if (!book) return book.error();
    call.book_ = std::move(*book);
    return call;
}

core::Result<AreaAnswer> AreaCall::ask(console::Area& area, std::string_view method,
                                       std::string_view path, std::string_view query,
                                       std::string_view body) {
    const store::GeoDb geo;
    const runtime::SystemClock clock;
    const console::AreaContext context{*store_, *book_, geo, clock.now(), false};
    const auto response =
        area.answer(context, {method, path, query, body, {person_here(), console::Role::admin}});
    if (!response)
        return core::error(core::ErrorCode::not_found, std::string(path) + ": no such path");
    if (response->status == 200) return AreaAnswer{response->body, response->headers};
    const auto problem = parse(response->body);
    std::string what = text_of(find(problem, "detail"));
    const std::string parameter = text_of(find(problem, "parameter"));
    if (!parameter.empty() && what.find(parameter) == std::string::npos)
        what = parameter + ": " + what;
    const auto code = response->status == 404   ? core::ErrorCode::not_found
                      : response->status == 400 ? core::ErrorCode::bad_input
                      : response->status < 500  ? core::ErrorCode::refused
                                                : core::ErrorCode::io;
    return core::error(code, what);
}

std::string person_here() {
    // Which account this is: a name to be written down, nothing that anybody trusts.
    if (const auto* account = ::getpwuid(::geteuid());
        account != nullptr && account->pw_name != nullptr)
        return core::printable(account->pw_name, 64);
    return "uid " + std::to_string(::geteuid());
}

std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> parameters) {
    std::string query;
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        if (!query.empty()) query += '&';
        query += name;
        query += '=';
        for (const char c : value) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                               c == '~';
            if (plain) {
                query += c;
            } else {
                query += '%';
                query += core::to_hex(core::as_bytes(std::string_view(&c, 1)));
            }
        }
    }
    return query;
}

std::string table_of(std::string_view json, std::string_view list,
                     std::initializer_list<std::string_view> columns) {
    const auto answer = parse(json);
    std::vector<std::vector<std::string>> rows(1);
    for (const auto column : columns) rows[0].emplace_back(column.substr(0, column.find('=')));
    const auto add = [&](const boost::json::value& row) {
        rows.emplace_back();
        for (const auto column : columns) {
            auto text = core::printable(text_of(find(row, column.substr(column.find('=') + 1))),
                                        max_cell_bytes);
            rows.back().push_back(text.empty() ? "-" : std::move(text));
        }
    };
    if (list.empty()) {
        add(answer);
    } else if (const auto* found = find(answer, list); found != nullptr && found->is_array()) {
        for (const auto& row : found->get_array()) add(row);
    }
    std::vector<std::size_t> widths(columns.size(), 0);
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
        }
        out += line + "\n";
    }
    return out;
}

void print_members(std::string_view json, std::initializer_list<std::string_view> members) {
    constexpr std::size_t longest = 1000;  // ours
    for (const auto& member : members) {
        const auto title = member.substr(0, member.find('='));
        const auto text = member_of(json, member.substr(title.size() + 1));
        if (!text.empty())
            std::printf("%-14s%s\n", std::string(title).c_str(),
                        core::printable(text, longest).c_str());
    }
}

std::string member_of(std::string_view json, std::string_view path) {
    const auto answer = parse(json);
    return text_of(find(answer, path));
}

}  // namespace hitme::app
