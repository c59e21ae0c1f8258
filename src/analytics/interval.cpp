// SPDX-License-Identifier: Apache-2.0
#include "analytics/interval.h"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>
#include <cstdio>

namespace hitme::analytics {
namespace {

using Gamma = boost::math::gamma_distribution<
    double, boost::math::policies::policy<
                boost::math::policies::domain_error<boost::math::policies::errno_on_error>,
                boost::math::policies::overflow_error<boost::math::policies::errno_on_error>,
                boost::math::policies::evaluation_error<boost::math::policies::errno_on_error>>>;

struct Unit {
    double seconds;
    const char* name;
};

constexpr Unit second_unit{1, "s"};
constexpr Unit minute_unit{60, "min"};
constexpr Unit hour_unit{3600, "h"};
constexpr Unit day_unit{86400, "d"};

Unit unit_of(double seconds) {
    if (seconds < 90) return second_unit;
    if (seconds < 90 * 60) return minute_unit;
    if (seconds < 48 * 3600) return hour_unit;
    return day_unit;
}

std::string number(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

// Two significant digits at least: 5.0, 0.25, 12.
std::string number(double value) {
    if (value >= 9.95) return number(value, 0);
    if (value >= 0.995) return number(value, 1);
    if (value >= 0.0995) return number(value, 2);
    return number(value, 3);
}

}  // namespace

Interval mean_interval(std::uint64_t count, core::Duration window) {
    Interval interval;
    interval.count = count;
    interval.window_seconds = std::chrono::duration<double>(window).count();
    if (!(interval.window_seconds > 0)) return interval;
    const auto events = static_cast<double>(count);
    interval.low_seconds = interval.window_seconds / quantile(Gamma(events + 1), 0.975);
    if (count == 0) return interval;
    interval.mean_seconds = interval.window_seconds / events;
    interval.high_seconds = interval.window_seconds / quantile(Gamma(events), 0.025);
    return interval;
}

Interval interval_to_say(std::uint64_t count, core::Duration window) {
    Interval interval = mean_interval(count, window);
    if (!may_be_said(interval)) interval.mean_seconds = interval.high_seconds = {};
    return interval;
}

bool may_be_said(const Interval& interval) {
    return interval.mean_seconds && interval.count >= 2 &&
           interval.window_seconds >= least_window_seconds;
}

bool may_say_or_so(const Interval& interval) {
    return interval.mean_seconds &&
           *interval.low_seconds >= *interval.mean_seconds * (1 - or_so_tolerance) &&
           *interval.high_seconds <= *interval.mean_seconds * (1 + or_so_tolerance);
}

std::string sentence(const Interval& interval) {
    if (!may_be_said(interval)) {
        if (!(interval.window_seconds > 0)) return "nothing observed";
        if (interval.window_seconds < least_window_seconds)
            return interval.count == 0 ? "none at that moment"
                                       : "at one moment, which is no interval";
        const Unit unit = unit_of(interval.window_seconds);
        const double length = interval.window_seconds / unit.seconds;
        const bool whole = std::abs(length - std::round(length)) < 0.05;
        const std::string in_window = " in " + number(length, whole ? 0 : 1) + ' ' + unit.name;
        return interval.count == 0 ? "none" + in_window
                                   : "once" + in_window + ", too few for an interval";
    }
    const Unit unit = unit_of(*interval.mean_seconds);
    const double mean = *interval.mean_seconds / unit.seconds;
    const double low = *interval.low_seconds / unit.seconds;
    const double high = *interval.high_seconds / unit.seconds;
    return "every " + number(mean) + ' ' + unit.name + " (" + number(low) + '-' + number(high) +
           ')';
}

std::string rough_sentence(const Interval& interval) {
    if (!may_say_or_so(interval)) return sentence(interval);
    const Unit unit = unit_of(*interval.mean_seconds);
    const double mean = *interval.mean_seconds / unit.seconds;
    // A whole number where that moves the mean by no more than a tenth.
    const bool whole = std::abs(std::round(mean) - mean) <= mean / 10;
    return "every " + (whole ? number(mean, 0) : number(mean)) + ' ' + unit.name + " or so";
}

std::optional<core::Duration> median_gap(std::vector<core::Time> instants) {
    if (instants.size() < 2) return std::nullopt;
    std::sort(instants.begin(), instants.end());
    std::vector<std::uint64_t> gaps;
    gaps.reserve(instants.size() - 1);
    for (std::size_t i = 1; i < instants.size(); ++i)
        gaps.push_back(static_cast<std::uint64_t>(core::nanoseconds_of(instants[i])) -
                       static_cast<std::uint64_t>(core::nanoseconds_of(instants[i - 1])));
    std::sort(gaps.begin(), gaps.end());
    const std::uint64_t low = gaps[(gaps.size() - 1) / 2];
    const std::uint64_t high = gaps[gaps.size() / 2];
    const std::uint64_t middle = low + (high - low) / 2;
    const auto longest = static_cast<std::uint64_t>(core::Duration::max().count());
    return core::Duration{static_cast<std::int64_t>(std::min(middle, longest))};
}

}  // namespace hitme::analytics
