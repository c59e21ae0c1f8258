// SPDX-License-Identifier: Apache-2.0
// Fields out of one line of a foreign JSON log.
//
// Limits   max_depth of nesting; the line itself is bounded by whoever cut it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "core/ip.h"
#include "core/time.h"

namespace hitme::sensor {

constexpr std::size_t max_depth = 16;  // ours; the logs that are read nest four deep

/// The object of a line; a leading `[` and a trailing `,` or `]` of an array that spans lines are passed over.
/// Nothing when it is not one JSON object.
std::optional<boost::json::object> parse_object(std::string_view line);
/// True when, but for such array signs, nothing is there.
bool holds_nothing(std::string_view line);

/// A string; empty when absent or of another type. Lives as long as the object.
std::string_view text_field(const boost::json::object& object, std::string_view key);
/// A port given as a number or as text; nothing when absent or outside 0..65535 (OpenCanary writes -1 for none).
std::optional<std::uint16_t> port_field(const boost::json::object& object, std::string_view key);
/// A nested object; null when absent.
const boost::json::object* object_field(const boost::json::object& object, std::string_view key);

}  // namespace hitme::sensor
