// SPDX-License-Identifier: Apache-2.0
// Events as JSON lines, made from the field walk.
//
// Form     one object a line: "kind" first, then the fields under their names. A field that has its default value is
//          left out. Instants are RFC 3339 UTC, addresses text, bytes Base64, enumerations their names, keys of 64
//          bits sixteen hexadecimal digits.
// Reading  unknown keys are skipped, so a later version's line still reads. What follows from other fields
//          (first_bytes_sha256, similarity) is worked out again, never believed.
// Limits   max_line_bytes per line; Boost.JSON's depth limit of 32.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "event/kinds.h"

namespace hitme::event {

constexpr std::size_t max_line_bytes =
    1 << 20;  // ours: first bytes are 4 KiB by default, 64 KiB at most
constexpr std::size_t max_repeated = 4096;  // ours: elements of one repeated field

/// Appends `event` as one JSON object, without a line end.
void append_json(std::string& out, const Event& event);
void append_json(std::string& out, const Contact& contact);

/// Reads one line.
/// Errors   over_limit: longer than max_line_bytes, or a repeated field too long. bad_value: not JSON, no known kind, or
///          `field` names the member of the wrong type.
core::Parsed<Event> decode_json(std::string_view line);

}  // namespace hitme::event
