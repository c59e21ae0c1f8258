// SPDX-License-Identifier: Apache-2.0
#include "console/query.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t shown_bytes = 80;  // of a wrong value in a message

std::string quoted(std::string_view value) {
    return "\"" + core::printable(value, shown_bytes) + "\"";
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            if (text.size() - i < 3) return {};
            const auto byte = core::from_hex(text.substr(i + 1, 2));
            if (!byte) return {};
            out += static_cast<char>(byte->front());
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Parameters::Parameters(std::string_view query) {
    if (query.size() > max_query_bytes) {
        fail("", "the query is longer than " + std::to_string(max_query_bytes) + " bytes");
        return;
    }
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        if (entries_.size() == max_parameters) {
            fail("", "more than " + std::to_string(max_parameters) + " parameters");
            return;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode_percent(pair.substr(0, equals), Plus::is_space);
        auto value = decode_percent(pair.substr(std::min(pair.size(), equals + 1)), Plus::is_space);
        if (!name || !value) {
            fail(name ? core::printable(*name, shown_bytes) : "",
                 "a % must be followed by two hexadecimal digits");
            return;
        }
        for (const auto& entry : entries_) {
            if (entry.name == *name) fail(entry.name, "given twice");
        }
        entries_.push_back({std::move(*name), std::move(*value)});
    }
}

std::optional<std::string> Parameters::text(std::string_view name) {
    asked_.emplace_back(name);
    if (fault_) return {};
    for (const auto& entry : entries_) {
        if (entry.name == name && !entry.value.empty()) return entry.value;
    }
    return {};
}

std::optional<core::Time> Parameters::time(std::string_view name) {
    const auto value = text(name);
    if (!value) return {};
    const auto time = core::parse_time(*value);
    if (!time) fail(name, quoted(*value) + " is not a time such as 2026-03-01T12:00:00Z");
    return time;
}

std::optional<event::Signal> Parameters::signal(std::string_view name) {
    const auto value = text(name);
    if (!value) return {};
    const auto signal = event::Signal::parse(*value);
    if (!signal) fail(name, quoted(*value) + " is not a transport and port such as tcp/445");
    return signal;
}

std::optional<core::Prefix> Parameters::prefix(std::string_view name) {
    const auto value = text(name);
    if (!value) return {};
    const auto prefix = core::Prefix::parse(*value);
    if (!prefix) fail(name, quoted(*value) + " is not an address or a prefix such as 192.0.2.0/24");
    return prefix;
}

std::uint64_t Parameters::number(std::string_view name, std::uint64_t least, std::uint64_t most,
                                 std::uint64_t otherwise) {
    const auto value = text(name);
    if (!value) return otherwise;
    const auto number = core::parse_unsigned(*value, most);
    if (number && *number >= least) return *number;
    fail(name, quoted(*value) + " is not a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
    return otherwise;
}

core::Duration Parameters::duration(std::string_view name, core::Duration least,
                                    core::Duration most, core::Duration otherwise) {
    const auto value = text(name);
    if (!value) return otherwise;
    const auto span = core::parse_duration(*value);
    if (span && *span >= least && *span <= most) return *span;
    fail(name, quoted(*value) + " is not a span such as 24h, from " + core::format_duration(least) +
                   " to " + core::format_duration(most));
    return otherwise;
}

TimeRange Parameters::range(core::Time now, core::Duration otherwise) {
    const auto from = time("from");
    const auto to = time("to");
    TimeRange range;
    range.to = to.value_or(now);
    range.from = from.value_or(range.to - otherwise);
    if (range.from < range.to) return range;
    fail(from ? "from" : "to", "the range is empty: from must lie before to");
    return {now - otherwise, now};
}

std::size_t Parameters::choice(std::string_view name, std::span<const std::string_view> choices,
                               std::size_t otherwise) {
    const auto value = text(name);
    if (!value) return otherwise;
    std::string known;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i] == *value) return i;
        known += (i == 0 ? "" : ", ");
        known += choices[i];
    }
    fail(name, quoted(*value) + " is none of " + known);
    return otherwise;
}

void Parameters::fail(std::string_view parameter, std::string reason) {
    if (!fault_) fault_ = QueryFault{std::string(parameter), std::move(reason)};
}

std::optional<QueryFault> Parameters::fault() const {
    if (fault_) return fault_;
    const std::vector<std::string_view> known(asked_.begin(), asked_.end());
    for (const auto& entry : entries_) {
        if (std::find(known.begin(), known.end(), entry.name) != known.end()) continue;
        std::string reason = "no such parameter here";
        const auto nearest = core::nearest_name(entry.name, known);
        if (!nearest.empty()) reason += "; did you mean " + std::string(nearest) + "?";
        return QueryFault{core::printable(entry.name, shown_bytes), std::move(reason)};
    }
    return {};
}

}  // namespace hitme::console
