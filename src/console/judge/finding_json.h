// SPDX-License-Identifier: Apache-2.0
// Findings as JSON objects, one line each, under the names of the method pages (docs/methods, docs/formats/judge.md).
//
// Every answer has `name`, `method` (with its version), `verdict` or `refusal`, and the window that it speaks of. Times are
// RFC 3339 in UTC; where the log counts from its own zero, the same instant stands beside it as `..._ms`. What is not known or
// unbounded is null, never a number that stands for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/attribution/attribution.h"
#include "analytics/coordination/groups.h"
#include "analytics/dormancy/dormancy.h"
#include "analytics/growth/forecast.h"
#include "analytics/growth/verdict.h"
#include "analytics/onset/onset.h"
#include "console/judge/stream.h"

namespace hitme::console {

std::string growth_json(const Stream& stream, const analytics::GrowthFinding& finding,
                        std::span<const analytics::Forecast> forecasts,
                        std::span<const std::string> forecast_sentences);
std::string onset_json(const Stream& stream, const analytics::OnsetFinding& finding,
                       std::string_view sentence);
std::string dormancy_json(const Stream& stream, const analytics::DormancyFinding& finding);
std::string attribution_json(const Stream& stream, const analytics::AttributionFinding& finding,
                             const analytics::JudgedWindow& window);
std::string coordination_json(const Stream& stream, std::span<const analytics::Group> groups,
                              const analytics::JudgedWindow& window, std::string_view sentence);

/// Hosts whose address a handshake proved.
struct ProvedCounts {
    std::uint64_t hosts = 0;      ///< distinct in the window
    std::uint64_t new_hosts = 0;  ///< by the 24-hour rule
};

/// What C-11 to C-13 count in [from, to), and the interval of the mean time between new hosts.
struct StreamCounts {
    core::Time from;
    core::Time to;
    std::uint64_t events = 0;
    std::uint64_t hosts = 0;      ///< distinct in the window
    std::uint64_t new_hosts = 0;  ///< by the 24-hour rule
    /// Of hosts and new_hosts those of sources that proved their address; nothing where the stream does not tell them apart.
    std::optional<ProvedCounts> proved;
    std::uint64_t hourly_hosts = 0;  ///< distinct in each UTC hour, added up
    std::uint64_t first_ever = 0;    ///< never seen before in the log
    std::uint64_t cumulative = 0;    ///< distinct since the log's first sighting, until `to`
    std::optional<core::Time> cumulative_since;
    std::uint64_t active = 0;   ///< of these, seen in the 24 h before `to` (C-15)
    std::uint64_t retired = 0;  ///< of these, not seen in the 7 days before `to`
    /// A day after the log's first sighting: before it every host is new.
    std::optional<core::Time> warm_at;
    std::uint64_t new_hosts_after_warm_up = 0;
    /// Whole hours of UTC, or days where the window has more than max_hour_bins; those in which nothing came as well.
    struct Bin {
        core::Time from;
        std::uint64_t events = 0;
        std::uint64_t hosts = 0;
        std::uint64_t new_hosts = 0;
        std::uint64_t first_ever = 0;
    };
    core::Duration bin = std::chrono::hours{1};
    std::vector<Bin> bins;  ///< empty where even days are more than max_day_bins
    struct Top {
        core::Address source;
        std::uint64_t events = 0;
    };
    std::vector<Top> top;  ///< most events first, then by address; at most max_top_sources
};
constexpr std::size_t max_top_sources = 10;
constexpr std::int64_t max_hour_bins = 24 * 62;
constexpr std::int64_t max_day_bins = 3660;

StreamCounts count_stream(const Stream& stream, core::Time from, core::Time to);
std::string counts_json(const Stream& stream, const StreamCounts& counts,
                        std::string_view sentence);

}  // namespace hitme::console
