// SPDX-License-Identifier: Apache-2.0
#include "console/json_members.h"

#include <boost/json/value.hpp>

namespace hitme::console {

std::string JsonMembers::text(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member != nullptr && member->is_string()) return std::string(member->get_string());
    fail(key);
    return {};
}

core::Time JsonMembers::time(std::string_view key) {
    const auto at = core::parse_time(text(key));
    if (!at) fail(key);
    return at.value_or(core::Time{});
}

std::uint64_t JsonMembers::number(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member == nullptr) return fail(key), 0;
    boost::system::error_code failed;
    const auto value = member->to_number<std::uint64_t>(failed);
    if (failed) return fail(key), 0;
    return value;
}

double JsonMembers::real(std::string_view key) {
    const auto value = maybe_real(key);
    if (!value) fail(key);
    return value.value_or(0);
}

std::optional<std::string> JsonMembers::maybe_text(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member == nullptr || member->is_null()) return std::nullopt;
    return text(key);
}

std::optional<core::Time> JsonMembers::maybe_time(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member == nullptr || member->is_null()) return std::nullopt;
    return time(key);
}

std::optional<double> JsonMembers::maybe_real(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member == nullptr || !member->is_number()) return std::nullopt;
    return member->to_number<double>();
}

std::optional<bool> JsonMembers::maybe_truth(std::string_view key) {
    const auto* member = object_.if_contains(key);
    if (member == nullptr || !member->is_bool()) return std::nullopt;
    return member->get_bool();
}

std::vector<std::string> JsonMembers::texts(std::string_view key) {
    std::vector<std::string> out;
    for (const auto& one : list(key))
        if (one.is_string()) out.emplace_back(one.get_string());
    return out;
}

const boost::json::array& JsonMembers::list(std::string_view key) {
    static const boost::json::array none;
    const auto* member = object_.if_contains(key);
    return member != nullptr && member->is_array() ? member->get_array() : none;
}

const boost::json::object& JsonMembers::object(std::string_view key) {
    static const boost::json::object none;
    const auto* member = object_.if_contains(key);
    if (member != nullptr && member->is_object()) return member->get_object();
    fail(key);
    return none;
}

void JsonMembers::fail(std::string_view key) {
    if (failed_.empty()) failed_ = key;
}

}  // namespace hitme::console
