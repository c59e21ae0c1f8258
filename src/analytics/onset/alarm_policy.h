// SPDX-License-Identifier: Apache-2.0
// One event, one alarm (docs/methods/onset.md). An open event takes in the further alarms of its signal, and closes when
// the excess stayed below half of its peak for 24 h. Severity follows hosts, never events. One source with over half of an
// hour's events is a loud source: its own kind, never growth.
// Pure; the caller feeds closed hours in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

enum class AlarmKind { rise, loud_source };
/// By the peak's excess of new hosts per hour over the baseline: low under 10, medium under 100, high under 1,000.
enum class Severity { low, medium, high, very_high };

std::string_view name_of(AlarmKind kind);
std::string_view name_of(Severity severity);
Severity severity_of(double excess_hosts_per_hour);

struct SignalHour {
    core::Time from;  ///< start of the hour
    double new_hosts = 0;
    double expected = 0;  ///< new hosts by the intensity in force
    std::uint64_t events = 0;
    std::uint64_t loudest_events = 0;  ///< of the source with the most
    std::uint32_t loudest = 0;
    bool alarmed = false;  ///< the monitor raised an alarm in this hour
    bool observed =
        true;  ///< false: no sensor listened; such hours neither close nor raise anything
};

struct OpenEvent {
    AlarmKind kind = AlarmKind::rise;
    core::Time opened;
    /// When a rise passed `confirming_threshold`: chance opens an event now and then, and hardly ever confirms one.
    std::optional<core::Time> confirmed;
    std::optional<core::Time> closed;
    double peak_excess = 0;  ///< new hosts per hour
    Severity severity = Severity::low;
    std::size_t absorbed = 0;  ///< further alarms
    std::uint32_t source = 0;  ///< of a loud source
};

/// Fewer events in an hour than this make no source loud.
constexpr std::uint64_t least_loud_events = 100;

class AlarmPolicy {
 public:
    /// True where somebody is to be told: an event has opened (it is the last of events()).
    bool close_hour(const SignalHour& hour);
    const std::vector<OpenEvent>& events() const { return events_; }

 private:
    OpenEvent* open(AlarmKind kind);

    std::vector<OpenEvent> events_;
    int calm_hours_ = 0;   ///< of the open rise
    int quiet_hours_ = 0;  ///< of the loud source
};

}  // namespace hitme::analytics
