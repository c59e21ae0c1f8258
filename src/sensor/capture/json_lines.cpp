// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/json_lines.h"

#include <cstring>
#include <utility>

#include "event/json.h"
#include "sensor/capture/delivery.h"

namespace hitme::sensor {

std::string_view decode_json_line(std::string_view line, event::Event& event) {
    if (line.find_first_not_of(" \t") == line.npos) return not_a_record;
    auto decoded = event::decode_json(line);
    if (!decoded) return std::strcmp(decoded.error().field, "json") == 0 ? "bad_json" : "bad_event";
    event = std::move(*decoded);
    return {};
}

}  // namespace hitme::sensor
