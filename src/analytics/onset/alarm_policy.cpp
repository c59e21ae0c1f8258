// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/alarm_policy.h"

#include <algorithm>

namespace hitme::analytics {
namespace {

constexpr int hours_to_close = 24;

}  // namespace

std::string_view name_of(AlarmKind kind) {
    return kind == AlarmKind::rise ? "rise" : "loud_source";
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::low:
            return "low";
        case Severity::medium:
            return "medium";
        case Severity::high:
            return "high";
        case Severity::very_high:
            return "very_high";
    }
    return "low";
}

Severity severity_of(double excess) {
    if (excess < 10) return Severity::low;
    if (excess < 100) return Severity::medium;
    return excess < 1000 ? Severity::high : Severity::very_high;
}

OpenEvent* AlarmPolicy::open(AlarmKind kind) {
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (event->kind == kind && !event->closed) return &*event;
    }
    return nullptr;
}

bool AlarmPolicy::close_hour(const SignalHour& hour) {
    if (!hour.observed) return false;
    bool told = false;
    const core::Time end = hour.from + std::chrono::hours{1};
    const double excess = std::max(0.0, hour.new_hosts - hour.expected);

    OpenEvent* rise = open(AlarmKind::rise);
    if (rise == nullptr && hour.alarmed) {
        events_.push_back({AlarmKind::rise, end, {}, {}, excess, severity_of(excess), 0, 0});
        calm_hours_ = 0;
        told = true;
    } else if (rise != nullptr) {
        if (hour.alarmed) ++rise->absorbed;
        if (excess > rise->peak_excess) rise->peak_excess = excess;
        rise->severity = severity_of(rise->peak_excess);
        calm_hours_ = excess < rise->peak_excess / 2 ? calm_hours_ + 1 : 0;
        if (calm_hours_ >= hours_to_close) rise->closed = end;
    }

    const bool loud = hour.events >= least_loud_events && hour.loudest_events > hour.events / 2;
    OpenEvent* noise = open(AlarmKind::loud_source);
    if (loud && (noise == nullptr || noise->source != hour.loudest)) {
        if (noise != nullptr) noise->closed = end;
        events_.push_back({AlarmKind::loud_source, end, {}, {}, 0, Severity::low, 0, hour.loudest});
        quiet_hours_ = 0;
        told = true;
    } else if (noise != nullptr) {
        if (loud) ++noise->absorbed;
        quiet_hours_ = loud ? 0 : quiet_hours_ + 1;
        if (quiet_hours_ >= hours_to_close) noise->closed = end;
    }
    return told;
}

}  // namespace hitme::analytics
