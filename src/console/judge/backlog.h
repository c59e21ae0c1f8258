// SPDX-License-Identifier: Apache-2.0
// What comes back with the sensors: who began while none listened is new in the first hours after, all at once, and is no surge
// (docs/methods/onset.md).
//
// Rule     After a time in which no sensor listened, new hosts are not watched for as long as 90 % of the gaps between two contacts
//          of one host last, at most as long as the outage was. Of hosts that come once there is no backlog: where under a tenth of
//          them are seen again within a day, nothing is left out.
// Learned  from the two days before the outage; with fewer than least_backlog_hosts in them nothing is left out.
// Left out is a backlog of single sensors, whose hosts others saw meanwhile for the most part.
// Pure.
#pragma once

#include <vector>

#include "analytics/sighting.h"
#include "console/judge/stream.h"

namespace hitme::console {

constexpr std::size_t least_backlog_hosts = 20;
constexpr double least_share_seen_again = 0.1;
/// A shorter outage holds nobody back for long.
constexpr core::Duration least_outage = std::chrono::minutes{30};

/// The times after outages in which a backlog comes, in order. `uptimes` by sensor, each merged and in order.
std::vector<analytics::Span> backlogs(const Stream& stream, const analytics::Uptimes& uptimes,
                                      core::Time from, core::Time to);

/// The uptimes without these spans; both in order, and neither overlapping itself.
analytics::Uptimes without(analytics::Uptimes uptimes, const std::vector<analytics::Span>& spans);

}  // namespace hitme::console
