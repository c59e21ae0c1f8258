// SPDX-License-Identifier: Apache-2.0
// When did it begin? The alarm of a watched signal, and the posterior of the visible onset (docs/methods/onset.md).
//
// For each minute that could be the onset: the likelihood of the new hosts' times under the expected rate until then and
// the rate times 1 + excess after it; excess a step, a linear ramp or an exponential (doubling 1, 2, 4 h), its size on 24
// steps from 0.15 to 40, equal weight per shape, averaged. Noise that lasts an hour is a gamma factor per clock hour, so
// that it widens the interval without blurring the minutes.
// Pure; the same input gives the same finding, bit for bit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/onset/monitor.h"

namespace hitme::analytics {

enum class OnsetShape { step, ramp, exponential };

/// Why no onset is given although the alarm stands; `none` where it is given.
enum class OnsetRefusal {
    none,
    no_alarm,        ///< nothing rose above the threshold
    short_baseline,  ///< under 72 h of exposed baseline before the rise
    sensor_change,   ///< sensors were lost or added inside the interval
    wide_interval,   ///< the 95 % interval is longer than 24 h
    forged_sources,  ///< withheld: the sources prove no address and look forged; nothing was judged
    unfit_baseline,  ///< dispersion of the last clean day above 5: the expected rate is wrong
};

std::string_view name_of(OnsetShape shape);
std::string_view name_of(OnsetRefusal refusal);  ///< "short_baseline"

struct OnsetInput {
    /// Hosts that are new by the 24-hour rule, in any order; times outside [from, now) are left out.
    std::vector<core::Time> new_hosts;
    core::Time from;        ///< since when the signal was counted
    core::Time watch_from;  ///< alarms from here on
    core::Time now;
    std::vector<ExposedSpan> reduced;  ///< times of less than full exposure, apart from one another
    std::vector<core::Time> sensor_changes;  ///< sensors lost or added
    core::Duration clock_error{};  ///< of the sensors; above 60 s it widens the interval by as much
    MonitorSettings monitor;
    /// Judge with what was known then; by default two hours after the alarm.
    std::optional<core::Time> asked_at;
    std::string display_zone = "UTC";  ///< handed through to the finding
};

/// A later alarm, within a day, whose window holds so many times the excess per hour that was left between the two begins a
/// rise of its own, and that is dated. A chance alarm hours before a worm would otherwise give the worm its date. Growth does not
/// reach this within the hours that part two alarms, or passes it so fast that both dates are one.
constexpr double dwarfing = 8;

/// A finding lists no more alarms than this; at four a day, the most that the monitor raises, that is 250 days.
constexpr std::size_t most_alarms_listed = 1000;

struct OnsetInterval {
    core::Time low;
    core::Time high;
};

struct OnsetFinding {
    std::optional<core::Time> alarm_at;  ///< the first of the watched time
    /// Of the rise that is dated. Later than `alarm_at` where that one was dwarfed: see `dwarfing`.
    std::optional<core::Time> dated_alarm_at;
    std::optional<core::Time> onset;  ///< to the minute
    std::optional<OnsetInterval> ci95;
    std::optional<OnsetShape> shape;
    OnsetRefusal refusal = OnsetRefusal::no_alarm;
    std::optional<double> baseline_per_h;
    std::optional<double>
        excess_per_h;  ///< mean above the baseline from the onset (or the alarm's window) to `judged_at`
    std::optional<double> phi;
    double threshold = 0;
    std::optional<double> score;  ///< of the alarm of the dated rise
    std::optional<core::Time> judged_at;
    std::size_t alarms = 0;  ///< in the watched time
    /// When each of them was raised, in order; the first `most_alarms_listed` of them.
    std::vector<core::Time> alarms_at;
    std::string display_zone;
};

OnsetFinding judge_onset(const OnsetInput& input);

/// The posterior alone: of a rise in `times` (sorted, seconds) on [base_end, now), not after `latest`, against `fit`.
struct OnsetPosterior {
    double median = 0;
    double low = 0;
    double high = 0;
    OnsetShape shape = OnsetShape::step;
};
OnsetPosterior onset_posterior(std::span<const double> times, double base_end, double latest,
                               double now, const Intensity& fit,
                               std::span<const ExposedSpan> reduced = {});

}  // namespace hitme::analytics
