// SPDX-License-Identifier: Apache-2.0
// Was the forecast right? Scored when its time has come (C-29, C-56): kind "forecast_score" of the book (docs/formats/book.md).
//
// A forecast holds for the bin around its instant, at full sensors: where less than least_scored_exposure of them listened, it is
// neither hit nor miss.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/finding.h"
#include "console/json_writer.h"
#include "core/result.h"
#include "runtime/zone.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view forecast_score_kind = "forecast_score";
constexpr double least_scored_exposure = 0.95;  // as for "nothing seen" (C-08)

/// A forecast of a growth finding, as its answer holds it.
struct MadeForecast {
    std::string finding;
    std::string subject;
    core::Time made_at;  ///< event time
    core::Time at;       ///< middle of the bin
    core::Duration bin{};
    double q025 = 0, q10 = 0, q50 = 0, q90 = 0, q975 = 0;

    core::Time from() const { return at - bin / 2; }
    core::Time to() const { return at + bin / 2; }
    /// "tcp-445.growth.3.2009-01-26T08"
    std::string id() const;
};
/// Those that were not refused.
std::vector<MadeForecast> forecasts_of(const Finding& finding);

enum class ScoreState : std::uint8_t { hit, miss, not_covered };
std::string_view name_of(ScoreState state);

struct ForecastScore {
    MadeForecast forecast;
    ScoreState state = ScoreState::not_covered;
    std::optional<double> seen;
    double exposure = 0;
    std::optional<bool> inside_80;
    std::optional<bool> inside_95;
    std::string sentence;
};
/// A hit is inside the 95 % interval, its ends included.
ForecastScore score_forecast(const MadeForecast& forecast, double seen, double exposure,
                             const runtime::Zone& zone);

void put_score(JsonWriter& json, const ForecastScore& score);
store::Entry score_entry(const ForecastScore& score, core::Time written_at);
/// Errors   bad_input: the body is no score; the member is named.
core::Result<ForecastScore> score_of(const store::Entry& entry);

}  // namespace hitme::console
