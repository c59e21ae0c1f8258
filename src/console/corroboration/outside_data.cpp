// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/outside_data.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <map>

namespace hitme::console {
namespace {

namespace json = boost::json;
using core::Fault;

constexpr std::array<std::string_view, 7> kinds{
    "isc_port_history",   "isc_top_ports", "isc_top_sources", "dshield_as_report",
    "dshield_block_list", "isc_infocon",   "csv_series"};
constexpr std::size_t max_depth = 8;
constexpr std::size_t max_columns = 16;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

/// A number that is not negative; nothing for anything else, also for an empty text.
std::optional<double> number_in(std::string_view text) {
    text = trimmed(text);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) ||
        value < 0)
        return std::nullopt;
    return value;
}

/// Strangers' words: what is not printable ASCII becomes a question mark.
std::string words_in(std::string_view text) {
    std::string out(trimmed(text).substr(0, max_field_bytes));
    for (char& c : out)
        if (c < 0x20 || c > 0x7E) c = '?';
    return out;
}

std::optional<core::Day> day_in(std::string_view text) {
    text = trimmed(text);
    return text.size() < 10 ? std::nullopt : core::parse_day(text.substr(0, 10));
}

std::optional<double> member_number(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return number_in(std::string_view(value->get_string()));
    double number = -1;
    if (value->is_double()) number = value->get_double();
    if (value->is_int64()) number = static_cast<double>(value->get_int64());
    if (value->is_uint64()) number = static_cast<double>(value->get_uint64());
    if (!std::isfinite(number) || number < 0) return std::nullopt;
    return number;
}
std::string_view member_text(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

std::optional<json::value> json_in(std::string_view text) {
    json::parse_options options;
    options.max_depth = max_depth;
    boost::system::error_code failed;
    auto value = json::parse(json::string_view(text.data(), text.size()), failed,
                             json::storage_ptr{}, options);
    if (failed) return std::nullopt;
    return value;
}

/// The objects of a list, or of an object's numbered keys.
std::vector<const json::object*> rows_in(const json::value& value, std::uint64_t& skipped) {
    std::vector<const json::object*> rows;
    const auto take = [&](const json::value& one) {
        if (rows.size() >= max_outside_rows || !one.is_object())
            ++skipped;
        else
            rows.push_back(&one.get_object());
    };
    if (value.is_array())
        for (const auto& one : value.get_array()) take(one);
    if (value.is_object())
        for (const auto& member : value.get_object()) {
            const auto key = std::string_view(member.key());
            if (!key.empty() &&
                std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; }))
                take(member.value());
        }
    return rows;
}

void put_days(OutsideData& data, const std::map<core::Day, OutsideDay>& days) {
    for (const auto& [day, row] : days) data.days.push_back(row);
}

void parse_port_history(const json::value& value, OutsideData& data) {
    std::map<core::Day, OutsideDay> days;
    for (const auto* row : rows_in(value, data.skipped)) {
        const auto day = day_in(member_text(*row, "date"));
        if (!day) {
            ++data.skipped;
            continue;
        }
        days[*day] = {*day, member_number(*row, "records"), member_number(*row, "targets"),
                      member_number(*row, "sources")};
    }
    put_days(data, days);
}

void parse_top_ports(const json::value& value, OutsideData& data) {
    for (const auto* row : rows_in(value, data.skipped)) {
        const auto port = member_number(*row, "targetport");
        if (!port || *port > 65535 || *port != std::floor(*port)) {
            ++data.skipped;
            continue;
        }
        OutsideRow one;
        one.port = static_cast<std::uint16_t>(*port);
        one.count = member_number(*row, "records");
        one.targets = member_number(*row, "targets");
        data.rows.push_back(std::move(one));
    }
}

/// Calls each(columns) for every line that is no comment; false counts it as skipped.
template <class Each>
void each_line(std::string_view text, char separator, OutsideData& data, Each each) {
    const std::size_t whole = text.size();
    while (!text.empty()) {
        const std::size_t begins = whole - text.size();
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
        std::vector<std::string_view> columns;
        while (columns.size() < max_columns) {
            const auto at = line.find(separator);
            columns.push_back(trimmed(line.substr(0, at)));
            if (at == line.npos) break;
            line.remove_prefix(at + 1);
        }
        if (data.rows.size() < max_outside_rows && each(columns)) continue;
        if (data.skipped++ == 0) data.first_skipped = begins;
    }
}

void parse_address_lines(std::string_view text, OutsideData& data) {
    each_line(text, '\t', data, [&](const std::vector<std::string_view>& columns) {
        const auto address = core::Address::parse(columns[0]);
        if (!address || columns.size() < 3) return false;
        OutsideRow row;
        row.network = core::Prefix::of(*address, 128);
        row.count = number_in(columns[1]);
        row.targets = number_in(columns[2]);
        if (columns.size() > 3) row.first = day_in(columns[3]);
        if (columns.size() > 4) row.last = day_in(columns[4]);
        data.rows.push_back(std::move(row));
        return true;
    });
}

void parse_block_list(std::string_view text, OutsideData& data) {
    each_line(text, '\t', data, [&](const std::vector<std::string_view>& columns) {
        if (columns.size() < 3) return false;
        const auto start = core::Address::parse(columns[0]);
        const auto length = number_in(columns[2]);
        if (!start || !start->is_v4() || !length || *length > 32 || *length != std::floor(*length))
            return false;
        OutsideRow row;
        row.network = core::Prefix::of(*start, static_cast<int>(*length));
        if (columns.size() > 3) row.targets = number_in(columns[3]);
        if (columns.size() > 4) row.name = words_in(columns[4]);
        data.rows.push_back(std::move(row));
        return true;
    });
}

void parse_infocon(std::string_view text, OutsideData& data) {
    std::string lower(text.substr(0, 4096));
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::size_t first = lower.npos;
    for (const std::string_view level : {"green", "yellow", "orange", "red"}) {
        const auto at = lower.find(level);
        if (at >= first) continue;
        first = at;
        data.level = level;
    }
}

void parse_csv(std::string_view text, OutsideData& data) {
    std::vector<std::string> header;
    std::map<core::Day, OutsideDay> days;
    each_line(text, ',', data, [&](const std::vector<std::string_view>& columns) {
        if (header.empty()) {
            for (const auto column : columns) header.emplace_back(column);
            return std::ranges::find(header, "day") != header.end();
        }
        if (days.size() >= max_outside_rows) return false;
        OutsideDay row;
        std::optional<core::Day> day;
        // An empty cell is a value that is missing; any other that is no number is a mistake.
        const auto number = [](std::string_view cell, std::optional<double>& to) {
            to = number_in(cell);
            return to.has_value() || cell.empty();
        };
        for (std::size_t i = 0; i < columns.size() && i < header.size(); ++i) {
            if (header[i] == "day") day = day_in(columns[i]);
            if (header[i] == "records" && !number(columns[i], row.records)) return false;
            if (header[i] == "targets" && !number(columns[i], row.targets)) return false;
            if ((header[i] == "sources" || header[i] == "value") &&
                !number(columns[i], row.sources))
                return false;
        }
        if (!day) return false;
        row.day = *day;
        days[*day] = row;
        return true;
    });
    put_days(data, days);
}

}  // namespace

std::string_view name_of(OutsideKind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}
std::optional<OutsideKind> outside_kind_named(std::string_view name) {
    const auto found = std::ranges::find(kinds, name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<OutsideKind>(found - kinds.begin());
}
std::string outside_kind_names() {
    std::string text;
    for (const auto kind : kinds) text += (text.empty() ? "" : ", ") + std::string(kind);
    return text;
}

core::Parsed<OutsideData> parse_outside(OutsideKind kind, std::string_view text) {
    if (text.size() > max_payload_bytes)
        return core::ParseError{Fault::over_limit, max_payload_bytes, "payload"};
    OutsideData data;
    switch (kind) {
        case OutsideKind::isc_port_history:
        case OutsideKind::isc_top_ports: {
            const auto value = json_in(text);
            if (!value) return core::ParseError{Fault::bad_value, 0, "JSON"};
            if (kind == OutsideKind::isc_port_history)
                parse_port_history(*value, data);
            else
                parse_top_ports(*value, data);
            break;
        }
        case OutsideKind::isc_top_sources:
        case OutsideKind::dshield_as_report:
            parse_address_lines(text, data);
            break;
        case OutsideKind::dshield_block_list:
            parse_block_list(text, data);
            break;
        case OutsideKind::isc_infocon:
            parse_infocon(text, data);
            break;
        case OutsideKind::csv_series:
            parse_csv(text, data);
            break;
    }
    if (data.days.empty() && data.rows.empty() && data.level.empty())
        return core::ParseError{Fault::bad_value, 0, "rows"};
    const bool has_lines =
        kind != OutsideKind::isc_port_history && kind != OutsideKind::isc_top_ports;
    const std::uint64_t read = data.days.size() + data.rows.size();
    // Rows beyond max_outside_rows are skipped, too, and are no mistake.
    const bool is_full = read >= max_outside_rows;
    if (data.skipped > 0 && !is_full && (kind == OutsideKind::csv_series || data.skipped > read))
        return core::ParseError{Fault::bad_value, data.first_skipped, has_lines ? "line" : "rows"};
    return data;
}

std::string port_history_path(std::uint16_t port, core::Day from, core::Day to) {
    return "porthistory/" + std::to_string(port) + "/" + core::format_day(from) + "/" +
           core::format_day(to);
}

}  // namespace hitme::console
