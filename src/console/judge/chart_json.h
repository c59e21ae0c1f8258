// SPDX-License-Identifier: Apache-2.0
// What a chart of a growth judgement shows, as JSON (docs/formats/api.yaml, FindingChart): hosts per bin with their exposure,
// the fitted curves with the 95 % limits of their means, the baseline's band, forecasts, the onset, and when sensors were silent.
//
// Limits  chart_baseline of baseline, analytics::max_bins of it all; curves of a weight under least_drawn_weight are left out,
//         but for linear and exponential, which a reader asks for. Numbers to four digits.
#pragma once

#include <span>
#include <string>

#include "analytics/growth/forecast.h"
#include "analytics/growth/verdict.h"
#include "analytics/onset/onset.h"
#include "console/judge/stream.h"

namespace hitme::console {

constexpr core::Duration chart_baseline = std::chrono::days{7};
constexpr double least_drawn_weight = 0.01;

/// `finding` must have fits. The record's id is not in it: whoever keeps it adds that.
std::string chart_json(const Stream& stream, const std::string& subject,
                       const analytics::GrowthFinding& finding,
                       std::span<const analytics::Forecast> forecasts,
                       const analytics::OnsetFinding& onset);

}  // namespace hitme::console
