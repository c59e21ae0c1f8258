// SPDX-License-Identifier: Apache-2.0
// Firewall log lines in the form of DShield.
//
// What     the tab-delimited submission format (isc.sans.edu/specs.html): date, time and zone; author's number; count;
//          source address and port; target address and port; protocol; flags. Times as "2025-02-12 08:28:02 +01:00", in
//          one column or in three. Addresses may have zeros before the numbers; ports may be "???" or "-".
// Count    a line may stand for many packets: `packets` and `count` of the contact say how many.
#pragma once

#include <string_view>

#include "event/kinds.h"

namespace hitme::sensor {

/// Whether the columns of this line are those of DShield: for telling what a file is.
bool looks_like_dshield(std::string_view line);

/// Reads one line into an empty contact.
/// Returns  empty, not_a_record, or bad_row, bad_time, no_source, bad_address.
std::string_view decode_dshield(std::string_view line, event::Contact& contact);

}  // namespace hitme::sensor
