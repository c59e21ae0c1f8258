// SPDX-License-Identifier: Apache-2.0
// "By early Monday, if it continues" (C-29): hosts per bin at a named time, judged anew at a named moment, for an advisory.
//
// One forecast up to half of what was judged ahead; beyond it the two conditional projections side by side, and beyond all of
// it with a warning. A signal that does not grow has no projection.
#pragma once

#include <optional>

#include "console/judge/stream.h"
#include "console/measure.h"
#include "runtime/zone.h"

namespace hitme::console {

/// How far back a projection reads, and how many events of all signals: some seconds. Over it there is no projection.
constexpr core::Duration projected_from = std::chrono::days{35};
constexpr std::uint64_t max_projected_events = 20'000'000;

/// "Mon 2009-01-26 8:00 AM EST": the next Monday's morning after `as_of` in the reader's zone.
core::Time next_monday_morning(core::Time as_of, const runtime::Zone& zone);

/// Nothing where the signal does not grow, too little was judged, or the deadline is further than twice that.
std::optional<Measure> projection_of(const Stream& stream, core::Time as_of, core::Time deadline,
                                     const runtime::Zone& zone);

/// The same, read from the store. Errors   those of the store.
core::Result<std::optional<Measure>> project(store::EventStore& store, event::Signal signal,
                                             core::Time as_of, core::Time deadline,
                                             const runtime::Zone& zone);

}  // namespace hitme::console
