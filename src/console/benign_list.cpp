// SPDX-License-Identifier: Apache-2.0
#include "console/benign_list.h"

#include <array>

#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t fields = 5;
constexpr std::uint64_t largest_as = 0xFFFFFFFF;  // RFC 6793

bool is_class(std::string_view word) {
    if (word.empty() || word.size() > 32) return false;
    for (const char c : word)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
    return true;
}

bool is_plain(std::string_view text) {
    if (text.empty() || text.size() > max_benign_field_bytes) return false;
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e)
            return false;
    return true;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

/// What is wrong with a line; nothing where it is good.
std::optional<std::string> read_line(std::string_view line, BenignEntry& entry) {
    std::array<std::string_view, fields> part;
    for (std::size_t i = 0; i < fields; ++i) {
        const auto comma = line.find(',');
        if (comma == std::string_view::npos && i + 1 < fields)
            return "five fields are needed: network,class,name,source,date";
        if (comma != std::string_view::npos && i + 1 == fields)
            return "more than five fields; a comma cannot stand in a field";
        part[i] = trimmed(line.substr(0, comma));
        line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
    }
    if (part[0].starts_with("AS")) {
        const auto number = core::parse_unsigned(part[0].substr(2), largest_as);
        if (!number || *number == 0)
            return "\"" + core::printable(part[0], 40) +
                   "\" is not an autonomous system such as AS64500";
        entry.as_number = static_cast<std::uint32_t>(*number);
    } else {
        entry.network = core::Prefix::parse(part[0]);
        if (!entry.network)
            return "\"" + core::printable(part[0], 40) +
                   "\" is not a prefix such as 192.0.2.0/24, nor AS64500";
    }
    if (!is_class(part[1]))
        return "class \"" + core::printable(part[1], 40) +
               "\": lower-case letters, digits and _, at most 32";
    for (const std::size_t i : {std::size_t{2}, std::size_t{3}})
        if (!is_plain(part[i]))
            return i == 2 ? "name: 1 to 200 printable ASCII characters"
                          : "source: 1 to 200 printable ASCII characters";
    const auto date = core::parse_day(part[4]);
    if (!date) return "date \"" + core::printable(part[4], 40) + "\" is not YYYY-MM-DD";
    entry.scanner_class = part[1];
    entry.name = part[2];
    entry.source = part[3];
    entry.date = *date;
    return {};
}

}  // namespace

core::Result<std::vector<BenignEntry>> parse_benign_list(std::string_view text,
                                                         std::string_view where) {
    if (text.size() > max_benign_bytes)
        return core::error(core::ErrorCode::over_limit,
                           std::string(where) + ": longer than 16 MiB");
    std::vector<BenignEntry> entries;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        if (line.empty() || line.front() == '#') continue;
        const std::string at = std::string(where) + ":" + std::to_string(number) + ": ";
        if (entries.size() == max_benign_entries)
            return core::error(core::ErrorCode::over_limit, at + "more than 100000 entries");
        BenignEntry entry;
        if (const auto wrong = read_line(line, entry))
            return core::error(core::ErrorCode::bad_input, at + *wrong);
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace hitme::console
