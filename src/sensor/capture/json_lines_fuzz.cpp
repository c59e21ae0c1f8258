// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/json_lines.h"

#include "core/bytes.h"
#include "core/check.h"
#include "event/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    event::Event event;
    if (!sensor::decode_json_line(core::as_text({data, size}), event).empty()) return 0;
    std::string written;
    event::append_json(written, event);
    core::check(sensor::decode_json_line(written, event).empty(), "what was read reads back");
    return 0;
}
