// SPDX-License-Identifier: Apache-2.0
// Is it growing, and in what shape? One judgement of one signal, with its evidence and its refusals (analytics 2.5 - 2.7).
//
// Judged on hosts seen per bin, never on events and never on cumulative counts. Question, formula, assumptions, failure
// cases and a worked example: docs/methods/growth.md.
// Pure: the same sightings give the same finding, bit for bit.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/growth/cycle.h"
#include "analytics/growth/fit.h"
#include "analytics/hosts.h"

namespace hitme::analytics {

constexpr std::size_t least_judged_bins = 12;
constexpr double least_judged_hosts = 60;
constexpr double least_baseline_hours = 48;
/// A swing of 70 % about the day's mean: from 0.3 to 1.7 of it.
constexpr double most_daily_swing = 1.7 / 0.3;
/// Weight of a verdict from which on it is given; more in windows under 36 h, where the daily cycle is hardly identified,
/// and for a shape of fewer than 600 hosts in all: of as few, weights alone are right less often than they say.
constexpr double decisive_weight = 0.7;
constexpr double decisive_weight_unsure = 0.85;
constexpr double short_window_hours = 36;
constexpr double sure_hosts = 600;
/// Under this no shape is ever given.
constexpr double least_shape_hours = 24;
/// What a growth rate's standard error is multiplied by: process noise, calibrated on simulated outbreaks.
constexpr double rate_error_factor = 1.2;

/// Where a window begins. One that holds the quiet before a rise makes a line look exponential.
enum class WindowStart : std::uint8_t {
    asked,       ///< where whoever asked said
    onset,       ///< at the visible onset of what goes on
    last_hours,  ///< so many hours before now, for want of both: no growing shape is given
};

struct GrowthInput {
    std::span<const Sighting> sightings;  ///< any order; duplicates and times after `now` allowed
    Uptimes uptimes;  ///< empty: no heartbeat known, then outages are only suspected
    JudgedWindow window;
    std::optional<core::Duration> bin;  ///< nothing: the shortest that holds 5 hosts in the median
    std::span<const double>
        all_traffic;  ///< hosts of all signals by sensor; empty: no sensor is called blind
    WindowStart start = WindowStart::asked;
};

enum class GrowthReason : std::uint8_t {
    empty_window,          ///< no whole bin between the window's start and now
    few_bins,              ///< under 12 usable bins
    few_hosts,             ///< under 60 hosts
    short_baseline,        ///< under 48 h of exposure before the window
    no_calibrated_sensor,  ///< no sensor with 24 h of uptime before the window
    shorter_than_a_day,    ///< no shape is given
    no_daily_cycle,  ///< under 72 h of baseline and a window of 48 h or less: no shape is given
    no_onset,  ///< the window begins at no onset, nor where anybody asked: no growing shape is given
    sensor_change,   ///< sensors that listened all through say another thing
    no_heartbeat,    ///< uptime is assumed; outages are suspected from silence alone
    no_reference,    ///< the sensors never listened all at once: overlap between them is ignored
    forged_sources,  ///< withheld: the sources prove no address and look forged; nothing was judged
};
std::string_view name_of(GrowthReason reason);

/// A value with its 95 % interval; a missing end is unbounded or not known.
struct Estimate {
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
};

struct GrowthFinding {
    GrowthVerdict verdict = GrowthVerdict::insufficient_data;
    std::vector<GrowthReason> reasons;
    /// By shape: no_growth, linear, exponential, logistic, tapering. All 0 where nothing was fitted.
    std::array<double, shape_count> probabilities{};
    std::array<double, family_count> delta_bic{};  ///< by family, 0 for the best
    double alpha = 0;                              ///< variance = mean + alpha mean^2
    double rho = 0;        ///< autocorrelation of the residuals at lag 1, 0 ... 0.6
    std::size_t bins = 0;  ///< usable ones of the window
    double hosts = 0;      ///< distinct sources of each, added up
    core::Duration bin{};
    JudgedWindow window;
    double window_hours = 0;
    double exposure_min = 1;
    ExposureSource exposure_source = ExposureSource::reference;
    std::vector<std::uint16_t> excluded_sensors, lost_sensors, added_sensors, blind_sensors;
    std::vector<std::uint32_t> loud_sources;  ///< counted in `hosts`, judged in nothing
    std::vector<std::vector<Span>> suspected_outages;
    std::uint64_t future = 0;
    /// What the sensors that listened all through say, where a sensor was lost and they suffice.
    std::optional<GrowthVerdict> panel_verdict;

    /// The whole signal now over the window's start; of a step over the level before it.
    std::optional<double> fold_change;
    Estimate
        doubling_h;  ///< only for exponential and unresolved growth; `high` empty: longer than `low`
    Estimate doubling_if_exponential_h;  ///< on request, whatever the verdict
    Estimate slope_hosts_per_h2;         ///< hosts per hour gained each hour; linear only
    Estimate plateau;                    ///< hosts per hour that it levels off at; logistic only
    std::optional<core::Time> peak_at;   ///< tapering only
    /// Of a step: since when the higher level stands, and the excess an hour before and since.
    std::optional<core::Time> step_at;
    std::optional<double> level_before, level_after;
    std::optional<double> needs_more_hours;  ///< for refusals, where more of the same would decide
    std::string sentence;

    DailyCycle cycle;
    std::vector<FamilyFit> fits;   ///< by family; empty for insufficient_data
    std::vector<FitPoint> points;  ///< what they were fitted to
    FitPriors priors;
    double inflation = 1;  ///< (1 + rho) / (1 - rho)
    double decisive = decisive_weight;

    bool has(GrowthReason reason) const;
    double probability(GrowthVerdict shape) const {
        return probabilities[static_cast<std::size_t>(shape)];
    }
    /// The weightiest shape: what it would say if forced to. Of a step the step, which has no weight beside the curves'.
    GrowthVerdict best() const;
};

/// Errors   none; refusals are verdicts with reasons.
/// Cost     some milliseconds for a window of 72 hours; the sightings are sorted once or twice.
GrowthFinding judge_growth(const GrowthInput& input);

/// The shortest of 1, 3, 6 and 24 hours with a median of 5 hosts or more and at most 200 bins in the window; where none
/// has, the longest that leaves 12 bins.
core::Duration choose_bin(const GrowthInput& input);

/// Weights of the families by BIC, 1 in all.
std::array<double, family_count> family_weights(const GrowthFinding& finding);

}  // namespace hitme::analytics
