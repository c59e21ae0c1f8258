// SPDX-License-Identifier: Apache-2.0
// "By early Monday, if it continues": hosts per bin at a later time, averaged over the curves that survive (analytics 2.7).
//
// Parameters are drawn from each family's normal approximation, as many draws as its weight earns, and counts from them:
// gamma-Poisson with the judgement's dispersion. Question, assumptions and refusals: docs/methods/forecast.md.
// Pure: the draws come from a fixed seed, so one finding gives one forecast, bit for bit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "analytics/growth/verdict.h"

namespace hitme::analytics {

constexpr std::size_t forecast_draws = 1000;
/// Fixed, so that a restart gives the same numbers (ours; the day of the first post).
constexpr std::uint64_t forecast_seed = 20081106;
/// So many of a growing curve's draws begin to taper before the time asked for: no count knows of a patch before it shows.
constexpr double ending_share = 0.05;
/// What has begun within this share of the window does not show yet.
constexpr double unseen_share = 0.1;
/// Beyond this share of the judged window's length a forecast is refused.
constexpr double forecast_reach = 0.5;
/// Up to so many times the window's length the two conditional ones are given although the forecast is refused.
constexpr int projection_reach = 2;

enum class ForecastRefusal : std::uint8_t {
    insufficient_data,   ///< nothing was fitted
    window_under_a_day,  ///< under 24 h of judged window
    too_far,             ///< further ahead than half the window's length
    forged_sources,      ///< withheld: the growth itself is
    not_ahead,           ///< not after the judged window
    step,                ///< the curves that a forecast is drawn from were given up for a jump
};
std::string_view name_of(ForecastRefusal refusal);

struct Quantiles {
    double q025 = 0, q100 = 0, q500 = 0, q900 = 0, q975 = 0;
};

struct Forecast {
    core::Time at;  ///< middle of the bin that is forecast
    core::Duration bin{};
    std::optional<ForecastRefusal> refused;
    Quantiles hosts;  ///< hosts per bin at full exposure, all curves by weight; 0 where refused
    bool conditional = false;  ///< the next two are given
    Quantiles if_linear;       ///< "if it stays linear"
    Quantiles if_exponential;  ///< "if it stays exponential"
};
/// What each forecast rests on, for print beside it.
constexpr std::string_view forecast_assumption = "present conditions, full sensors";

/// Cost   a millisecond.
Forecast forecast_hosts(const GrowthFinding& finding, core::Time at);

}  // namespace hitme::analytics
