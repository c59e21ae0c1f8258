// SPDX-License-Identifier: Apache-2.0
// Coverage as the API tells it: the share of a window in which sensors listened, from their heartbeats (C-08).
//
// A sensor that is up (context.h, up_for) is taken to listen until now, though its next heartbeat is still to come.
#pragma once

#include <span>

#include "analytics/coverage.h"
#include "console/api/context.h"
#include "console/json_writer.h"
#include "core/result.h"

namespace hitme::console::api {

/// Coverage of [from, to) in bins of `bin` (0: none). The future is no gap: the window ends now at the latest.
/// Expected are the sensors that were heard in the window or in the day before it and did not say that they left.
core::Result<analytics::Coverage> listening(const Context& context, core::Time from, core::Time to,
                                            core::Duration bin);
/// The same with the store's sensors at hand, which are read from every day that is kept.
core::Result<analytics::Coverage> listening(const Context& context,
                                            std::span<const store::SensorRow> sensors,
                                            core::Time from, core::Time to, core::Duration bin);

constexpr std::size_t max_gaps_told = 200;  // ours: what a page can show; the latest ones

/// The Coverage object of api.yaml.
void write_coverage(JsonWriter& json, const analytics::Coverage& coverage);

}  // namespace hitme::console::api
