// SPDX-License-Identifier: Apache-2.0
// Instants, RFC 3339 text, UTC days and bins. All times inside are UTC; zones are for display (runtime/zone.h).
// Pure: nothing here asks what time it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hitme::core {

/// An instant, UTC, to the nanosecond; covers the years 1678 to 2261.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;
/// A UTC calendar day.
using Day = std::chrono::sys_days;

inline std::int64_t nanoseconds_of(Time at) {
    return at.time_since_epoch().count();
}
inline Time from_nanoseconds(std::int64_t count) {
    return Time{Duration{count}};
}

/// "2008-11-06T14:25:00Z", with as many of three, six or nine decimals as the instant needs.
std::string format_rfc3339(Time at);
/// "2008-11-06".
std::string format_day(Day day);

/// Reads RFC 3339 (section 5.6), and what logs write instead of it: a space for the T, a comma for the point, a
/// missing zone (taken as UTC), one to nine decimals, offsets +01:00, +0100 and +01. A bare date is its midnight.
/// Nothing for anything else, or outside the covered years.
std::optional<Time> parse_time(std::string_view text);
std::optional<Day> parse_day(std::string_view text);

/// "90s", "15m", "24h", "7d", "500ms": a whole number and a unit, at most ten years.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest of those forms that is exact.
std::string format_duration(Duration span);

inline Day day_of(Time at) {
    return std::chrono::floor<std::chrono::days>(at);
}

/// Start of the bin of width `width` (> 0) that holds `at`, counted from 1970-01-01T00:00Z.
inline Time bin_of(Time at, Duration width) {
    std::int64_t index = nanoseconds_of(at) / width.count();
    if (nanoseconds_of(at) % width.count() < 0) --index;
    return from_nanoseconds(index * width.count());
}

}  // namespace hitme::core
