// SPDX-License-Identifier: Apache-2.0
#include "store/ip/operator_networks.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"

namespace hitme::store {
namespace {

constexpr std::array<std::string_view, 7> types{
    "consumer", "mobile", "commercial", "hosting", "education", "government", "research_scanner"};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '"'))
        text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
    return text;
}

std::string_view next_field(std::string_view& line) {
    const auto comma = line.find(',');
    const auto field = trimmed(line.substr(0, comma));
    line = comma == std::string_view::npos ? std::string_view{} : line.substr(comma + 1);
    return field;
}

}  // namespace

core::Result<OperatorNetworks> OperatorNetworks::parse(std::string_view text) {
    OperatorNetworks made;
    if (text.size() > max_operator_text)
        return core::error(core::ErrorCode::over_limit, "the table is too long");
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (trimmed(line).empty() || line.front() == '#' || line.starts_with("asn,")) continue;
        if (line.size() > max_operator_line) {
            ++made.skipped_;
            continue;
        }
        auto number = next_field(line);
        if (number.starts_with("AS")) number.remove_prefix(2);
        const auto asn = core::parse_unsigned(number, 0xFFFFFFFF);
        const auto type = next_field(line);
        // The source is words: commas in it stay.
        const auto source = core::printable(trimmed(line), 120);
        if (!asn || std::ranges::find(types, type) == types.end()) {
            ++made.skipped_;
            continue;
        }
        if (made.entries_.size() >= max_operator_networks)
            return core::error(core::ErrorCode::over_limit, "the table has too many rows");
        made.entries_[static_cast<std::uint32_t>(*asn)] = {std::string(type), source};
    }
    if (made.entries_.empty())
        return core::error(core::ErrorCode::bad_input,
                           "no row of the form asn,type,source with a known type");
    return made;
}

const OperatorNetworks::Entry* OperatorNetworks::find(std::uint32_t asn) const {
    const auto found = entries_.find(asn);
    return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace hitme::store
