// SPDX-License-Identifier: Apache-2.0
#include "console/alert/quiet_hours.h"

#include "runtime/zone.h"

namespace hitme::console::alert {

bool is_quiet(const QuietHours& quiet, core::Time at) {
    if (!quiet.any()) return false;
    const auto zone = runtime::Zone::find(quiet.zone);
    if (!zone) return false;
    // "2009-01-25T11:00:00-05:00": the time of day as people there read it.
    const auto minute = minute_of_day(zone->format_iso(at).substr(11, 5));
    if (!minute) return false;
    if (quiet.from_minute < quiet.to_minute)
        return *minute >= quiet.from_minute && *minute < quiet.to_minute;
    return *minute >= quiet.from_minute || *minute < quiet.to_minute;
}

}  // namespace hitme::console::alert
