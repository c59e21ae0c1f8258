// SPDX-License-Identifier: Apache-2.0
// The expected rate of a signal's new hosts: a level times a daily cycle, and how unevenly they come (docs/methods/onset.md).
//
//   ln rate(t) = c0 + c1 cos wt + c2 sin wt + c3 cos 2wt + c4 sin 2wt,   w = 2 pi / 24 h
//
// fitted to hourly counts by Poisson regression with a ridge of 4 on the harmonics. phi is Pearson's chi-square over the
// degrees of freedom, at least 1, at several widths of bin: noise that lasts an hour hardly shows in five minutes.
// Times are seconds since 1970-01-01T00:00Z: a double holds them to a microsecond. Rates are per hour of full exposure.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

constexpr double hour_seconds = 3600;

inline double seconds_of(core::Time at) {
    return static_cast<double>(core::nanoseconds_of(at)) / 1e9;
}
/// To the millisecond, which is as much as any judgement says.
core::Time time_of_seconds(double seconds);

/// A stretch in which only a share (0 ... 1) of the hosts would have been seen; 0 where no sensor listened.
struct ExposedSpan {
    Span span;
    double share = 0;
};

/// Counts in bins of equal width. `exposure` is the hours of full exposure in each bin.
struct BinnedCounts {
    double from = 0;   ///< start of the first bin
    double width = 0;  ///< seconds
    std::vector<double> count;
    std::vector<double> exposure;

    double middle(std::size_t bin) const { return from + (static_cast<double>(bin) + 0.5) * width; }
    double end() const { return from + static_cast<double>(count.size()) * width; }
    double exposed_hours() const;
    /// `bins_each` neighbours added up, from the first one on; an incomplete last group is left out.
    BinnedCounts coarser(std::size_t bins_each) const;
    BinnedCounts slice(std::size_t first, std::size_t last) const;
};

/// Whole bins of [from, to). Times outside are left out. `reduced` may come in any order but must not overlap itself.
BinnedCounts count_in_bins(std::span<const double> times, double from, double to, double width,
                           std::span<const ExposedSpan> reduced = {});

/// Fewer hours of exposure than this give no daily cycle (analytics methods 2.10).
constexpr double least_hours_for_cycle = 72;

struct Intensity {
    static constexpr std::size_t terms = 5;
    std::array<double, terms> coefficients{};
    std::array<std::array<double, terms>, terms> covariance{};  ///< of the coefficients, at phi = 1
    std::size_t used_terms = 1;                                 ///< 1: no cycle; else 5
    /// phi in bins of 5, 15, 30 and 60 minutes; each at least 1.
    std::array<double, 4> phi_by_width{1, 1, 1, 1};

    double phi() const { return phi_by_width.back(); }
    /// phi for a window of so many seconds, linear between the widths measured.
    double phi_for(double seconds) const;
    double per_hour(double at) const;
    /// The mean over a day.
    double level_per_hour() const;
    /// Variance of ln rate at that time, from the fit alone.
    double log_variance(double at) const;
};

/// The fit to counts in bins of at most an hour (a whole number of them in an hour). Bins with less than a twentieth of
/// their exposure are left out; without any, or without a host, the rate is half a host over the exposure.
Intensity fit_intensity(const BinnedCounts& counts);

/// phi of these bins against the fit, at least 1; `parameters` is what the fit cost.
double dispersion(const BinnedCounts& counts, const Intensity& fit, std::size_t parameters);

}  // namespace hitme::analytics
