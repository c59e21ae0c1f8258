// SPDX-License-Identifier: Apache-2.0
// The time that a caller names, in the caller's own zone.
//
// Forms    "2009-01-26 08:00", "2009-01-26T08:00:30": read in the zone. With an offset or Z of its own (RFC 3339) the zone is for
//          display only. A reading that happens twice is taken as the first, one that never happens as the change of the clocks,
//          and `note` says so.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "runtime/zone.h"

namespace hitme::console::cases {

struct CallerTime {
    core::Time at;
    std::string note;  ///< empty where the reading happened once
};

/// Errors   bad_input: not a time.
core::Result<CallerTime> caller_time(std::string_view text, const runtime::Zone& zone);

}  // namespace hitme::console::cases
