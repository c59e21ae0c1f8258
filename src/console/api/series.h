// SPDX-License-Identifier: Apache-2.0
// /api/v1/series: counts per bin, with the coverage of each bin.
//
// Bins     are counted from 1970-01-01T00:00Z; the window is widened to whole ones. Bins without events are left out of
//          `points`, while `coverage` has every bin, so that a silence can be told from a gap.
// Hosts    of a 5-minute bin are distinct sources; those of a wider one are sums of 5-minute distincts, and named so.
#pragma once

#include <string>

#include "console/api/context.h"
#include "console/query.h"
#include "core/result.h"
#include "event/signal.h"

namespace hitme::console::api {

struct SeriesQuestion {
    std::optional<event::Signal> signal;
    TimeRange range;  ///< whole bins
    core::Duration bin = store::series_bin;
};

constexpr std::int64_t max_series_bins = 30'000;  // ours: 90 days of 5 minutes are 25,920

/// Faults   `bin`, where the window has more than max_series_bins of them.
SeriesQuestion read_series(Parameters& parameters, core::Time now);

/// The Series object of api.yaml.
core::Result<std::string> answer_series(const Context& context, const SeriesQuestion& question);

}  // namespace hitme::console::api
