// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/json_fields.h"

#include <boost/json/parse.hpp>

#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

std::string_view without_array_signs(std::string_view line) {
    constexpr std::string_view before = "[, \t";
    constexpr std::string_view after = "], \t";
    const std::size_t first = line.find_first_not_of(before);
    if (first == line.npos) return {};
    line.remove_prefix(first);
    const std::size_t last = line.find_last_not_of(after);
    return last == line.npos ? std::string_view{} : line.substr(0, last + 1);
}

std::string_view view_of(const boost::json::string& text) {
    return {text.data(), text.size()};
}

const boost::json::value* find(const boost::json::object& object, std::string_view key) {
    return object.if_contains(boost::json::string_view(key.data(), key.size()));
}

}  // namespace

bool holds_nothing(std::string_view line) {
    return without_array_signs(line).empty();
}

std::optional<boost::json::object> parse_object(std::string_view line) {
    line = without_array_signs(line);
    if (line.empty() || line.front() != '{') return {};
    boost::json::parse_options options;
    options.max_depth = max_depth;
    options.allow_invalid_utf8 =
        true;  // attackers' names are not always UTF-8; foreign_text() makes them so
    boost::json::error_code failed;
    auto value =
        boost::json::parse(boost::json::string_view(line.data(), line.size()), failed, {}, options);
    if (failed || !value.is_object()) return {};
    return std::move(value.get_object());
}

std::string_view text_field(const boost::json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    return value != nullptr && value->is_string() ? view_of(value->get_string())
                                                  : std::string_view{};
}

std::optional<std::uint16_t> port_field(const boost::json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    if (value == nullptr) return {};
    if (value->is_string()) return port_of(view_of(value->get_string()));
    std::int64_t number = -1;
    if (value->is_int64()) number = value->get_int64();
    if (number < 0 || number > 65535) return {};
    return static_cast<std::uint16_t>(number);
}

const boost::json::object* object_field(const boost::json::object& object, std::string_view key) {
    const auto* value = find(object, key);
    return value != nullptr ? value->if_object() : nullptr;
}

}  // namespace hitme::sensor
