// SPDX-License-Identifier: Apache-2.0
// How much of a signal's hosts the sensors that listened could see, learned from the signal itself (docs/methods/exposure.md): what an
// onset is judged against. A worm that is blind to a sensor gives it no weight, and overlap between sensors counts once.
//
// Learned  from the hours in which every sensor listened: the share of their hosts that the sensors left would have seen. With fewer
//          than least_reference_hosts in such hours nothing is learned, and sensors count alike.
// Backlog  After an outage of all sensors the time in which those come who began meanwhile counts as not watched (backlog.h).
// Pure.
#pragma once

#include <vector>

#include "analytics/onset/intensity.h"
#include "console/judge/stream.h"

namespace hitme::console {

constexpr std::size_t least_reference_hosts = 60;

/// Stretches of [from, to) in which not every sensor listened, in order, with the share that was seen. Without heartbeats
/// suspected outages alone: silences of a sensor that are too long for chance (analytics/silence.h).
std::vector<analytics::ExposedSpan> learned_exposure(const Stream& stream, core::Time from,
                                                     core::Time to);

/// Nothing was watched at that time: what is dated so is a backlog, or comes from a sensor that says it did not listen.
bool is_unwatched(const std::vector<analytics::ExposedSpan>& reduced, core::Time at);

/// The share of [from, to) that was seen.
double watched_share(const std::vector<analytics::ExposedSpan>& reduced, core::Time from,
                     core::Time to);

}  // namespace hitme::console
