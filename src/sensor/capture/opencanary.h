// SPDX-License-Identifier: Apache-2.0
// Log of OpenCanary: one object a line.
//
// What     read from OpenCanary 0.9's logger.py: src_host, src_port, dst_host, dst_port, logtype, node_id, utc_time,
//          local_time, logdata. Despite its name local_time is UTC there and local_time_adjusted is not; utc_time is
//          preferred. Lines about the sensor itself (logtype 1000 to 1999) are not records.
// Contacts every other line with a source is one: OpenCanary writes one line per login or request.
// Limits   text by foreign_text().
#pragma once

#include <string_view>

#include "event/kinds.h"

namespace hitme::sensor {

/// Returns  empty, not_a_record, or bad_json, no_source, bad_address, no_time, bad_time.
std::string_view decode_opencanary(std::string_view line, event::Contact& contact);

}  // namespace hitme::sensor
