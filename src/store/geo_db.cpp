// SPDX-License-Identifier: Apache-2.0
#include "store/geo_db.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/text.h"

namespace hitme::store {
namespace {

// "Thu, 25 Jun 2026 04:33:59 GMT" as "2026-06-25"; empty when it reads differently.
std::string iso_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::istringstream in{std::string(text)};
    std::string weekday;
    std::string name;
    unsigned day = 0;
    unsigned year = 0;
    in >> weekday >> day >> name >> year;
    const auto month = std::find(months.begin(), months.end(), name);
    if (!in || month == months.end() || day < 1 || day > 31 || year > 9999) return {};
    std::array<char, 16> date{};
    std::snprintf(date.data(), date.size(), "%04u-%02u-%02u", year,
                  static_cast<unsigned>(month - months.begin() + 1), day);
    return date.data();
}

bool is_country(std::string_view text) {
    return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

// The range that begins last among those that begin at or before `at`.
template <class Ranges, class Key>
auto range_before(const Ranges& ranges, const Key& at) {
    auto after =
        std::upper_bound(ranges.begin(), ranges.end(), at,
                         [](const Key& key, const auto& range) { return key < range.first; });
    return after == ranges.begin() ? ranges.end() : std::prev(after);
}

}  // namespace

core::Result<GeoDb> GeoDb::open(const std::string& ipv4_path, const std::string& ipv6_path) {
    GeoDb made;
    std::optional<core::Error> missing;
    for (const auto& path : {ipv4_path, ipv6_path}) {
        if (path.empty()) continue;
        const auto read = made.read(path);
        if (read.has_value()) continue;
        if (read.error().code != core::ErrorCode::not_found) return read.error();
        missing = read.error();
    }
    if (!made.known()) {
        if (missing) return *missing;
        return core::error(core::ErrorCode::not_found, "country database: no file is named");
    }
    const auto by_first = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::sort(made.v4_.begin(), made.v4_.end(), by_first);
    std::sort(made.v6_.begin(), made.v6_.end(), by_first);
    made.v4_.shrink_to_fit();
    made.v6_.shrink_to_fit();
    if (made.source_ == "none") {
        made.source_ = "IPFire Location database";
        if (!made.date_.empty()) made.source_ += ", " + made.date_;
        made.source_ += " (CC BY-SA 4.0)";
    }
    return made;
}

core::Result<void> GeoDb::read(const std::string& path) {
    std::ifstream in(path);
    if (!in)
        return core::error(core::ErrorCode::not_found,
                           "country database " + path + ": cannot be read");
    const std::size_t before = ranges();
    std::string line;
    while (std::getline(in, line)) {
        if (ranges() - before >= max_geo_ranges) {
            return core::error(core::ErrorCode::over_limit,
                               "country database " + path + ": too many ranges");
        }
        read_line(line);
    }
    if (ranges() == before)
        return core::error(core::ErrorCode::bad_input,
                           "country database " + path + ": holds no range");
    return {};
}

void GeoDb::read_line(std::string_view line) {
    constexpr std::string_view generated = "# Generated: ";
    if (line.starts_with(generated)) date_ = iso_date(line.substr(generated.size()));
    constexpr std::string_view licensed = "# License:";
    if (line.starts_with(licensed)) {
        auto text = line.substr(licensed.size());
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        licence_ = core::printable(text, 80);
    }
    constexpr std::string_view named = "# Source: ";
    if (line.starts_with(named)) source_ = core::printable(line.substr(named.size()), 80);
    if (line.empty() || line.front() == '#') return;
    const auto first_comma = line.find(',');
    const auto second_comma = line.find(',', first_comma + 1);
    if (line.size() > max_geo_line_bytes || first_comma == std::string_view::npos ||
        second_comma == std::string_view::npos) {
        ++skipped_;
        return;
    }
    const auto from = line.substr(0, first_comma);
    const auto to = line.substr(first_comma + 1, second_comma - first_comma - 1);
    const auto country = line.substr(second_comma + 1);
    if (country == "??") return;
    if (!is_country(country)) {
        ++skipped_;
        return;
    }
    const Code code{country[0], country[1]};
    if (from.find(':') == std::string_view::npos) {
        const auto first = core::parse_unsigned(from, 0xFFFFFFFF);
        const auto last = core::parse_unsigned(to, 0xFFFFFFFF);
        if (first && last && *first <= *last) {
            v4_.push_back(
                {static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*last), code});
            return;
        }
    } else {
        const auto first = core::Address::parse(from);
        const auto last = core::Address::parse(to);
        if (first && last && *first <= *last) {
            v6_.push_back({*first, *last, code});
            return;
        }
    }
    ++skipped_;
}

std::string_view GeoDb::country(const core::Address& address) const {
    if (address.is_v4()) {
        const auto range = range_before(v4_, address.v4_value());
        if (range == v4_.end() || range->last < address.v4_value()) return {};
        return {range->code.data(), range->code.size()};
    }
    const auto range = range_before(v6_, address);
    if (range == v6_.end() || range->last < address) return {};
    return {range->code.data(), range->code.size()};
}

}  // namespace hitme::store
