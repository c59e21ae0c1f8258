// SPDX-License-Identifier: Apache-2.0
// The events of one signal: its monitor and the alarm policy over its whole watched time, in one pass (docs/methods/onset.md).
//
// While a rise is open, what is expected is the rate that was in force when it opened: refitting to the outbreak itself would
// make an outbreak that goes on look like the new normal, and its alarm end. The last hour, which is not over, opens a rise as
// soon as its alarm comes, and ends none.
// Pure; the same input gives the same events, so that a replay tells what was told live.
#pragma once

#include <cstdint>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "analytics/onset/monitor.h"

namespace hitme::analytics {

/// Contacts of one hour, and its busiest source: what makes a source loud.
struct HourLoad {
    std::uint64_t events = 0;
    std::uint64_t loudest_events = 0;
    std::uint32_t loudest = 0;
};

struct SignalEventsInput {
    BinnedCounts cells;          ///< new hosts, in the monitor's cells, from a whole hour on
    double watch_from = 0;       ///< seconds since 1970; alarms from here on
    MonitorSettings monitor;     ///< cells must divide an hour
    std::vector<HourLoad> load;  ///< by hour from the first cell on; missing ones had no contact
};

/// In order of opening. `opened` of a rise is its first alarm, `confirmed` the first alarm in it of a monitor at
/// the confirming threshold, `closed` the end of the hour that closed it.
std::vector<OpenEvent> signal_events(const SignalEventsInput& input);

}  // namespace hitme::analytics
