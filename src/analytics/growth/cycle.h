// SPDX-License-Identifier: Apache-2.0
// The background's daily cycle and level, from the baseline before the judged window (analytics 2.10).
//
// log mean = log E + level + two harmonics of the day [+ a weekend step from three weeks on], Poisson, with a ridge on all
// but the level: a baseline with little in it gets hardly any cycle. Under 72 h of exposure there is none at all.
// Days are UTC; a change to summer time never moves a bin.
// Pure.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "analytics/hosts.h"

namespace hitme::analytics {

constexpr double cycle_baseline_hours = 72;
constexpr double weekend_baseline_hours = 21 * 24;
constexpr double cycle_ridge = 4.0;
/// Bins seen by less than this are left out of the cycle.
constexpr double least_cycle_exposure = 0.05;

struct DailyCycle {
    /// Level, cos and sin of one and of two turns a day, weekend.
    std::array<double, 6> coefficients{};
    double mean_factor = 1;  ///< mean of the cycle's factor over the baseline
    double level = 0;  ///< background hosts per bin at full exposure, the cycle's mean taken as 1
    double dispersion = 1;      ///< Pearson chi2 / degrees of freedom of the baseline, at least 1
    double hosts = 0;           ///< of the baseline
    double exposure_hours = 0;  ///< of the baseline
    bool known = false;         ///< false: flat, the baseline is too short

    /// The cycle's factor at `at`, mean 1 over the baseline.
    double factor(core::Time at) const;
    /// Largest over mean, less one: 0.4 is a swing of 40 %.
    double amplitude() const;
    /// UTC hour of the largest, 0 ... 24; nothing where there is no cycle.
    std::optional<double> peak_hour() const;
};

/// The cycle of the baseline. Never fails: without bins it is flat and its level 0.
DailyCycle fit_cycle(std::span<const HostBin> baseline, core::Duration width);

/// Turns of the day at the instant: 2 pi x the share of the UTC day that has passed.
double day_angle(core::Time at);

}  // namespace hitme::analytics
