// SPDX-License-Identifier: Apache-2.0
// Our own JSON lines (event/json.h), read back as they were written: all kinds of event, with their numbers.
#pragma once

#include <string>
#include <string_view>

#include "event/kinds.h"

namespace hitme::sensor {

/// Reads one line.
/// Returns  empty, not_a_record for an empty line, or why it is skipped: bad_json, bad_event.
std::string_view decode_json_line(std::string_view line, event::Event& event);

}  // namespace hitme::sensor
