// SPDX-License-Identifier: Apache-2.0
// Was what reads as levelling off a jump? One level, a moment, another level: scored on the points of a fitted window.
//
// Question  A logistic curve's prior holds its rise to hours, so that a jump, too, is read as a curve that levels off. A jump is no
//           growth: it has no rate and promises nothing (C-27).
// Rule      over all moments between two points, the likelihood of two levels of excess (background, cycles and dispersion as the
//           logistic fit has them; each level the one that explains its points' sum). It is a step where the best of them is
//           more likely than the logistic curve by least_step_gain, in units of the window's inflation. Both have three
//           parameters, so no penalty parts them.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analytics/growth/fit.h"

namespace hitme::analytics {

/// A factor of 7 in likelihood: ours.
constexpr double least_step_gain = 2;

struct Step {
    std::size_t at = 0;  ///< the first point of the higher level
    double before = 0;   ///< excess a bin at full exposure
    double after = 0;
    double gain = 0;  ///< of log likelihood over the smooth curve
};

/// Nothing where the best jump is no better than `smooth` by least_step_gain, or goes down.
std::optional<Step> find_step(std::span<const FitPoint> points, const FamilyFit& smooth,
                              double alpha, double inflation);

}  // namespace hitme::analytics
