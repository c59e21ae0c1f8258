// SPDX-License-Identifier: Apache-2.0
// Log of Dionaea's log_json handler: one object a line.
//
// What     read from logs of Dionaea 0.11 (fields connection{protocol, transport, type}, src_ip, src_port, dst_ip,
//          dst_port, timestamp, credentials{username[], password[]}, ftp{commands{command[], arguments[]}}). Lines may
//          stand inside a JSON array that was stitched together. Times have no zone: UTC is taken.
// Contacts every line with a source is one. "accept" over TCP means a completed handshake.
// Limits   max_credentials pairs; text by foreign_text().
#pragma once

#include <string_view>

#include "event/kinds.h"

namespace hitme::sensor {

constexpr std::size_t max_credentials = 16;  // ours; also commands of FTP

/// Returns  empty, not_a_record, or bad_json, no_source, bad_address, no_time, bad_time.
std::string_view decode_dionaea(std::string_view line, event::Contact& contact);

}  // namespace hitme::sensor
