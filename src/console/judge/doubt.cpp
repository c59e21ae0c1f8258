// SPDX-License-Identifier: Apache-2.0
#include "console/judge/doubt.h"

#include <algorithm>

#include "analytics/onset/monitor.h"
#include "console/judge/sentences.h"

namespace hitme::console {

bool is_rise(const analytics::OpenEvent& event) {
    return event.kind == analytics::AlarmKind::rise;
}

bool is_confirmed(const std::vector<analytics::OpenEvent>& events, core::Time from) {
    return std::ranges::any_of(events, [&](const analytics::OpenEvent& event) {
        return is_rise(event) && event.confirmed && (!event.closed || *event.closed >= from);
    });
}

std::string suspected_rise() {
    return " Suspected only: chance alone opens about " +
           rounded(analytics::false_alarms_per_30_days(analytics::MonitorSettings{}.threshold)) +
           " such rises in 30 days of one signal.";
}

std::string suspected_without_rise() {
    return " Suspected only: no rise was confirmed in this time.";
}

}  // namespace hitme::console
