// SPDX-License-Identifier: Apache-2.0
// Was what reads as a curve a jump? One level, a moment, another level: fitted to the points of a judged window like the curves.
//
// Question  The curves' priors hold a rise to hours, so that a jump, too, is read as one that levels off, or as one that tapers where
//           what follows falls by chance. A jump is no growth: it has no rate and promises nothing (C-27).
// Rule      For the likeliest moments two levels of excess are fitted, with background, cycles, priors and dispersion as the
//           curves have them (a line between u = 0 before the moment and u = 1 after it is just that); a moment may lie inside of a
//           point. It is a step where the best of them is more likely than the likeliest curve by least_step_gain, after BIC's
//           price for the moment.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analytics/growth/fit.h"

namespace hitme::analytics {

/// A factor of 7 in likelihood: ours.
constexpr double least_step_gain = 2;
/// Fewer points make no level.
constexpr std::size_t least_level_points = 3;

struct Step {
    std::size_t at = 0;  ///< the first point of the higher level
    double before = 0;   ///< excess a bin at full exposure
    double after = 0;
    double fold = 1;  ///< of the whole signal, background and all
    /// Of log likelihood over the curve, priors and price included, in units of the window's inflation.
    double gain = 0;
};

/// `curve` is the likeliest of the window's fits. Nothing where the best jump is no better by least_step_gain, goes down, or is under
/// least_fold of the whole signal.
/// Cost     six moments, three fits of two levels each: some milliseconds for 72 points.
std::optional<Step> find_step(std::span<const FitPoint> points, const FitPriors& priors,
                              const FamilyFit& curve, double alpha, double inflation);

}  // namespace hitme::analytics
