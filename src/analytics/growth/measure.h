// SPDX-License-Identifier: Apache-2.0
// What a judged signal measures: fold, doubling time, slope, plateau, peak, and how many more hours would decide (analytics
// 2.5, 2.6). Parts of one judgement: verdict.h is what others use.
// Pure.
#pragma once

#include "analytics/growth/verdict.h"

namespace hitme::analytics {

constexpr double z95 = 1.959964;

double hours_of(core::Duration span);
/// One of the five shapes, not a refusal.
bool is_decisive(GrowthVerdict verdict);

/// Of a finding with fits.
const FamilyFit& fit_of(const GrowthFinding& finding, Family family);
const FamilyFit& best_fit(const GrowthFinding& finding);
/// Mean of the whole signal in hosts per bin, the day's cycle left out, over [from, to] of the window.
double level_over(const FamilyFit& fit, double from, double to);
/// Standard error of the exponential's rate over the window, process noise included.
double rate_error(const GrowthFinding& finding);

/// Fills in what the verdict lets be measured. Needs fits.
void measure(GrowthFinding& finding);
/// Fills in `needs_more_hours` of a refusal, where up to twice the window's length more of the same would decide.
void look_ahead(GrowthFinding& finding);

}  // namespace hitme::analytics
