// SPDX-License-Identifier: Apache-2.0
// "every 5.0 min (4.5-5.6)": the mean interval between events, with the exact interval of a Poisson count (C-11).
//
// mean = window / count. The 95 % limits of the rate are quantiles of gamma distributions, exact for a Poisson count
// (Garwood 1936): count k allows means between qgamma(0.025, k) and qgamma(0.975, k + 1), so the mean interval lies
// between window / qgamma(0.975, k + 1) and window / qgamma(0.025, k). Worked example: docs/methods/intervals.md.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

struct Interval {
    std::uint64_t count = 0;
    double window_seconds = 0;
    /// Nothing where nothing was counted: then only `low_seconds` is known.
    std::optional<double> mean_seconds;
    std::optional<double> low_seconds;   ///< lower limit; nothing for an empty window
    std::optional<double> high_seconds;  ///< upper limit; nothing for a count of 0
};

/// How far a limit may lie from the mean for "or so" to be honest (C-11 (4)).
constexpr double or_so_tolerance = 0.25;

/// The interval for `count` events in `window`; all empty for a window that is not positive.
Interval mean_interval(std::uint64_t count, core::Duration window);

/// mean_interval() as it may be shown: without the mean and its upper limit where may_be_said() is false. What words refuse, no
/// number says.
Interval interval_to_say(std::uint64_t count, core::Duration window);

/// One arrival has no other from which it came at an interval, and arrivals of one moment have no window: then the mean is no
/// interval that could be said, though its limits are those of a rate.
bool may_be_said(const Interval& interval);
/// Ours: a log that ends with its only contact has a window of a nanosecond.
constexpr double least_window_seconds = 1;

/// True when both limits lie within or_so_tolerance of the mean.
bool may_say_or_so(const Interval& interval);

/// "every 5.0 min (4.5-5.6)", in the unit of the mean: s below 90 s, min below 90 min, h below 48 h, else d. A limit of
/// another size keeps that unit. "none in 24 h" for a count of 0, "once in 24 h, too few for an interval" for one, and "at one moment,
/// which is no interval" for a window under least_window_seconds.
std::string sentence(const Interval& interval);

/// "every 5 min or so" where may_say_or_so(), else sentence().
std::string rough_sentence(const Interval& interval);

/// The median of the gaps between successive instants, in any order; of an even number the mean of the middle two,
/// rounded down. Nothing for fewer than two instants.
std::optional<core::Duration> median_gap(std::vector<core::Time> instants);

}  // namespace hitme::analytics
