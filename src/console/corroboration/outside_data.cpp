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

/// Nothing where it is no JSON: `stopped` is where that shows.
std::optional<json::value> json_in(std::string_view text, std::size_t& stopped) {
    json::parse_options options;
    options.max_depth = max_depth;
    json::parser parser(json::storage_ptr{}, options);
    boost::system::error_code failed;
    stopped = std::min(parser.write(text.data(), text.size(), failed), text.size());
    if (failed) return std::nullopt;
    return parser.release();
}

/// What is being read: the data so far, and the first row that could not be read, with a reason that lives for ever.
struct Reading {
    std::string_view text;
    OutsideData data;
    std::size_t skipped_at = 0;
    const char* reason = nullptr;

    void skip(std::size_t at, const char* why) {
        ++data.skipped;
        if (reason != nullptr) return;
        reason = why;
        skipped_at = at;
    }
};

constexpr const char* too_many = "more rows than are kept";

/// Where the values of a list or of an object begin; of good JSON, which the parser has read before.
std::vector<std::size_t> values_in(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    std::vector<std::size_t> begins;
    int depth = 0;
    bool quoted = false;
    bool is_list = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == '"') quoted = true;
        const bool opens = c == '[' || c == '{';
        if (opens && depth++ == 0) is_list = c == '[';
        if (c == ']' || c == '}') --depth;
        const bool begins_value =
            depth == 1 && (is_list ? c == ',' || (c == '[' && begins.empty()) : c == ':');
        if (begins_value)
            begins.push_back(std::min(text.find_first_not_of(blank, i + 1), text.size()));
    }
    return begins;
}

struct JsonRow {
    const json::object* object = nullptr;
    std::size_t at = 0;
};
/// The objects of a list, or of an object's numbered keys.
std::vector<JsonRow> rows_in(const json::value& value, Reading& reading) {
    std::vector<JsonRow> rows;
    const auto begins = values_in(reading.text);
    std::size_t number = 0;
    const auto take = [&](const json::value& one) {
        const std::size_t at = number < begins.size() ? begins[number] : 0;
        if (rows.size() >= max_outside_rows)
            reading.skip(at, too_many);
        else if (!one.is_object())
            reading.skip(at, "it is no object");
        else
            rows.push_back({&one.get_object(), at});
    };
    if (value.is_array())
        for (const auto& one : value.get_array()) {
            take(one);
            ++number;
        }
    if (value.is_object())
        for (const auto& member : value.get_object()) {
            const auto key = std::string_view(member.key());
            if (!key.empty() &&
                std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; }))
                take(member.value());
            ++number;
        }
    return rows;
}

void put_days(OutsideData& data, const std::map<core::Day, OutsideDay>& days) {
    for (const auto& [day, row] : days) data.days.push_back(row);
}

void parse_port_history(const json::value& value, Reading& reading) {
    std::map<core::Day, OutsideDay> days;
    for (const auto& [row, at] : rows_in(value, reading)) {
        const auto day = day_in(member_text(*row, "date"));
        if (!day) {
            reading.skip(at, "its date is no day such as 2008-11-05");
            continue;
        }
        days[*day] = {*day, member_number(*row, "records"), member_number(*row, "targets"),
                      member_number(*row, "sources")};
    }
    put_days(reading.data, days);
}

void parse_top_ports(const json::value& value, Reading& reading) {
    for (const auto& [row, at] : rows_in(value, reading)) {
        const auto port = member_number(*row, "targetport");
        if (!port || *port > 65535 || *port != std::floor(*port)) {
            reading.skip(at, "its targetport is no port");
            continue;
        }
        OutsideRow one;
        one.port = static_cast<std::uint16_t>(*port);
        one.count = member_number(*row, "records");
        one.targets = member_number(*row, "targets");
        reading.data.rows.push_back(std::move(one));
    }
}

/// Calls each(columns) for every line that is no comment; it gives the reason why that cannot be read, or null.
template <class Each>
void each_line(Reading& reading, char separator, Each each) {
    std::string_view text = reading.text;
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
        const char* reason = reading.data.rows.size() < max_outside_rows ? each(columns) : too_many;
        if (reason != nullptr) reading.skip(begins, reason);
    }
}

void parse_address_lines(Reading& reading) {
    each_line(reading, '\t', [&](const std::vector<std::string_view>& columns) -> const char* {
        const auto address = core::Address::parse(columns[0]);
        if (!address) return "its first column is no address";
        if (columns.size() < 3) return "it has fewer than three columns, split by tabs";
        OutsideRow row;
        row.network = core::Prefix::of(*address, 128);
        row.count = number_in(columns[1]);
        row.targets = number_in(columns[2]);
        if (columns.size() > 3) row.first = day_in(columns[3]);
        if (columns.size() > 4) row.last = day_in(columns[4]);
        reading.data.rows.push_back(std::move(row));
        return nullptr;
    });
}

void parse_block_list(Reading& reading) {
    each_line(reading, '\t', [&](const std::vector<std::string_view>& columns) -> const char* {
        if (columns.size() < 3) return "it has fewer than three columns, split by tabs";
        const auto start = core::Address::parse(columns[0]);
        const auto length = number_in(columns[2]);
        if (!start || !start->is_v4()) return "its first column is no IPv4 address";
        if (!length || *length > 32 || *length != std::floor(*length))
            return "its third column is no prefix length of 0 to 32";
        OutsideRow row;
        row.network = core::Prefix::of(*start, static_cast<int>(*length));
        if (columns.size() > 3) row.targets = number_in(columns[3]);
        if (columns.size() > 4) row.name = words_in(columns[4]);
        reading.data.rows.push_back(std::move(row));
        return nullptr;
    });
}

void parse_infocon(Reading& reading) {
    std::string lower(reading.text.substr(0, 4096));
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::size_t first = lower.npos;
    for (const std::string_view level : {"green", "yellow", "orange", "red"}) {
        const auto at = lower.find(level);
        if (at >= first) continue;
        first = at;
        reading.data.level = level;
    }
    if (reading.data.level.empty())
        reading.skip(0, "it names no level: green, yellow, orange or red");
}

void parse_csv(Reading& reading) {
    std::vector<std::string> header;
    std::map<core::Day, OutsideDay> days;
    each_line(reading, ',', [&](const std::vector<std::string_view>& columns) -> const char* {
        if (header.empty()) {
            for (const auto column : columns) header.emplace_back(column);
            const bool has_day = std::ranges::find(header, "day") != header.end();
            return has_day ? nullptr : "the header has no column day";
        }
        if (days.size() >= max_outside_rows) return too_many;
        OutsideDay row;
        std::optional<core::Day> day;
        // An empty cell is a value that is missing; any other that is no number is a mistake.
        const auto number = [](std::string_view cell, std::optional<double>& to) {
            to = number_in(cell);
            return to.has_value() || cell.empty();
        };
        for (std::size_t i = 0; i < columns.size() && i < header.size(); ++i) {
            if (header[i] == "day") day = day_in(columns[i]);
            if (header[i] == "records" && !number(columns[i], row.records))
                return "its records are no number";
            if (header[i] == "targets" && !number(columns[i], row.targets))
                return "its targets are no number";
            if (header[i] == "sources" && !number(columns[i], row.sources))
                return "its sources are no number";
            if (header[i] == "value" && !number(columns[i], row.sources))
                return "its value is no number";
        }
        if (!day) return "its day is none such as 2008-11-05";
        row.day = *day;
        days[*day] = row;
        return nullptr;
    });
    put_days(reading.data, days);
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

std::uint64_t line_of(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    return static_cast<std::uint64_t>(std::ranges::count(before, '\n')) + 1;
}

core::Parsed<OutsideData> parse_outside(OutsideKind kind, std::string_view text) {
    if (text.size() > max_payload_bytes)
        return core::ParseError{Fault::over_limit, max_payload_bytes, "payload"};
    Reading reading{text, {}, 0, nullptr};
    switch (kind) {
        case OutsideKind::isc_port_history:
        case OutsideKind::isc_top_ports: {
            std::size_t stopped = 0;
            const auto value = json_in(text, stopped);
            if (!value) return core::ParseError{Fault::bad_value, stopped, "it is no JSON"};
            if (kind == OutsideKind::isc_port_history)
                parse_port_history(*value, reading);
            else
                parse_top_ports(*value, reading);
            break;
        }
        case OutsideKind::isc_top_sources:
        case OutsideKind::dshield_as_report:
            parse_address_lines(reading);
            break;
        case OutsideKind::dshield_block_list:
            parse_block_list(reading);
            break;
        case OutsideKind::isc_infocon:
            parse_infocon(reading);
            break;
        case OutsideKind::csv_series:
            parse_csv(reading);
            break;
    }
    OutsideData& data = reading.data;
    const std::uint64_t read = data.days.size() + data.rows.size();
    const bool says_nothing = read == 0 && data.level.empty();
    if (says_nothing && reading.reason == nullptr)
        return core::ParseError{Fault::bad_value, 0, "it has no row"};
    // Rows beyond max_outside_rows are skipped, too, and are no mistake.
    const bool is_full = read >= max_outside_rows;
    if (says_nothing ||
        (data.skipped > 0 && !is_full && (kind == OutsideKind::csv_series || data.skipped > read)))
        return core::ParseError{Fault::bad_value, reading.skipped_at, reading.reason};
    if (reading.reason != nullptr)
        data.first_skipped = {reading.skipped_at, line_of(text, reading.skipped_at),
                              reading.reason};
    return std::move(data);
}

std::string port_history_path(std::uint16_t port, core::Day from, core::Day to) {
    return "porthistory/" + std::to_string(port) + "/" + core::format_day(from) + "/" +
           core::format_day(to);
}

}  // namespace hitme::console
