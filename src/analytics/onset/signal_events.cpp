// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/signal_events.h"

#include <algorithm>
#include <optional>

namespace hitme::analytics {
namespace {

/// One hour's cells as they come.
struct Hour {
    double hosts = 0;
    double expected = 0;
    double exposed = 0;
    std::optional<double> alarm_at;  ///< the first in it
};

bool has_open_rise(const std::vector<OpenEvent>& events) {
    return std::ranges::any_of(events, [](const OpenEvent& event) {
        return event.kind == AlarmKind::rise && !event.closed;
    });
}

SignalHour hour_of(const Hour& seen, double from, const HourLoad& load) {
    SignalHour hour;
    hour.from = time_of_seconds(from);
    hour.new_hosts = seen.hosts;
    hour.expected = seen.expected;
    hour.events = load.events;
    hour.loudest_events = load.loudest_events;
    hour.loudest = load.loudest;
    hour.alarmed = seen.alarm_at.has_value();
    hour.observed = seen.exposed > 0;
    return hour;
}

/// A second watch, at the confirming threshold; a quiet signal has no rise and pays for none.
void confirm(std::vector<OpenEvent>& events, const SignalEventsInput& input) {
    const auto is_rise = [](const OpenEvent& event) { return event.kind == AlarmKind::rise; };
    if (std::ranges::none_of(events, is_rise)) return;
    MonitorSettings strict = input.monitor;
    strict.threshold = std::max(strict.threshold, confirming_threshold);
    std::vector<core::Time> confirmed;  // in order
    for (const auto& alarm : watch(input.cells, input.watch_from, strict))
        confirmed.push_back(time_of_seconds(alarm.at));
    for (auto& event : events) {
        if (!is_rise(event)) continue;
        const auto first = std::ranges::lower_bound(confirmed, event.opened);
        if (first != confirmed.end() && (!event.closed || *first <= *event.closed))
            event.confirmed = *first;
    }
}

}  // namespace

std::vector<OpenEvent> signal_events(const SignalEventsInput& input) {
    const BinnedCounts& cells = input.cells;
    Monitor monitor{cells.from, input.watch_from, input.monitor};
    AlarmPolicy policy;
    std::vector<core::Time> first_alarms;  // of the policy's rises, in order
    std::optional<Intensity> frozen;
    const auto per_hour = static_cast<std::size_t>(std::max(1.0, hour_seconds / cells.width + 0.5));
    Hour hour;
    const auto load_at = [&](std::size_t index) {
        return index < input.load.size() ? input.load[index] : HourLoad{};
    };
    for (std::size_t i = 0; i < cells.count.size(); ++i) {
        const auto alarm = monitor.close(cells.count[i], cells.exposure[i]);
        if (alarm && !hour.alarm_at) hour.alarm_at = alarm->at;
        const auto& fit = frozen ? frozen : monitor.intensity();
        hour.hosts += cells.count[i];
        hour.exposed += cells.exposure[i];
        if (fit) hour.expected += cells.exposure[i] * fit->per_hour(cells.middle(i));
        if ((i + 1) % per_hour != 0) continue;
        const std::size_t index = i / per_hour;
        const bool was_open = has_open_rise(policy.events());
        policy.close_hour(
            hour_of(hour, cells.from + static_cast<double>(index) * hour_seconds, load_at(index)));
        const bool is_open = has_open_rise(policy.events());
        if (is_open && !was_open) {
            first_alarms.push_back(time_of_seconds(*hour.alarm_at));
            frozen = monitor.intensity();
        }
        if (!is_open) frozen.reset();
        hour = {};
    }
    std::vector<OpenEvent> events = policy.events();
    auto first_alarm = first_alarms.begin();
    for (auto& event : events)
        if (event.kind == AlarmKind::rise) event.opened = *first_alarm++;
    if (hour.alarm_at && !has_open_rise(events)) {
        const double excess = std::max(0.0, hour.hosts - hour.expected);
        OpenEvent rise;
        rise.opened = time_of_seconds(*hour.alarm_at);
        rise.peak_excess = excess;
        rise.severity = severity_of(excess);
        events.push_back(rise);
    }
    confirm(events, input);
    std::ranges::stable_sort(events, {}, &OpenEvent::opened);
    return events;
}

}  // namespace hitme::analytics
