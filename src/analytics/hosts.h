// SPDX-License-Identifier: Apache-2.0
// Hosts per bin, and how much of the fleet each bin could see: a sensor lost or added is not growth.
//
// Exposure E of a bin is the share of the signal's hosts that the sensors which listened would have seen, learned from
// the bins in which all of them listened: so it allows for overlap, follows the signal (a worm blind to a sensor gives it
// no weight), and one loud source counts once. Question, assumptions and a worked example: docs/methods/exposure.md.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

/// What is judged: bins of `bin` that end at or before `now`, counted from `window_from`, and before it as many whole
/// bins as fit after `baseline_from`. The last partial bin is left out, never scaled.
struct JudgedWindow {
    core::Time baseline_from;
    core::Time window_from;
    core::Time now;
    friend bool operator==(const JudgedWindow&, const JudgedWindow&) = default;
};

/// Uptime before the window that makes a sensor comparable with itself.
constexpr core::Duration calibration = std::chrono::hours{24};
/// A bin seen by less than this much of the fleet says too little to be used.
constexpr double least_exposure = 0.2;
/// A sensor that listened for this much of a bin listened for all of it (heartbeats have their own grain).
constexpr double whole_bin = 0.999;
/// A source that makes over half of a bin's contacts, and at least this many an hour of it, is loud: a thing of its own,
/// never growth (analytics 2.13). It is counted as a host in every bin, and judged in none.
constexpr double loud_contacts_per_hour = 100;
/// Hosts that a sensor's share of all traffic lets one expect before it may be called blind: at 10, one or none comes by chance in
/// 5 of 10,000.
constexpr double least_expected_of_blind = 10;
/// Most bins of baseline and window together; more are refused (ours: eleven years of hours).
constexpr std::size_t max_bins = 100'000;

enum class ExposureSource : std::uint8_t {
    reference,  ///< from the hosts of bins in which every judged sensor listened
    additive,   ///< no such bin: sensors weighted by their hosts per hour, overlap ignored
    assumed,  ///< no heartbeat of any sensor: all are taken to have listened but for suspected outages
};
std::string_view name_of(ExposureSource source);

struct HostBin {
    core::Time from;
    double hosts = 0;     ///< distinct sources over the judged sensors
    double exposure = 1;  ///< E, 0 ... 1 and a little above where a reference is small
    double loud = 0;      ///< of `hosts`, those that are loud sources

    double judged_hosts() const { return hosts - loud; }
};

struct HostSeries {
    std::vector<HostBin> bins;  ///< in order; the first `baseline_bins` lie before the window
    std::size_t baseline_bins = 0;
    core::Duration width{};
    ExposureSource source = ExposureSource::reference;
    std::vector<std::uint16_t> judged_sensors;
    std::vector<std::uint16_t>
        excluded_sensors;  ///< without 24 h of uptime before the window, and what they saw left out
    std::vector<std::uint16_t>
        lost_sensors;  ///< judged ones that were silent for a part of the window
    std::vector<std::uint16_t> added_sensors;  ///< those that first listened inside the window
    std::vector<std::uint16_t>
        steady_sensors;  ///< judged ones that listened all through the window
    /// Judged sensors whose share of this signal is under a tenth of their share of all traffic.
    std::vector<std::uint16_t> blind_sensors;
    std::vector<std::uint32_t> loud_sources;  ///< in ascending order
    std::vector<std::vector<Span>>
        suspected_outages;     ///< by sensor; only where `source` is assumed
    double exposure_min = 1;   ///< least E of the window's bins
    std::uint64_t future = 0;  ///< sightings at or after `now`: counted, not judged
    std::uint64_t out_of_range =
        0;  ///< sightings before the baseline, in the last partial bin, or of no known sensor

    std::span<const HostBin> baseline() const { return std::span{bins}.first(baseline_bins); }
    std::span<const HostBin> window() const { return std::span{bins}.subspan(baseline_bins); }
};

/// Counts the hosts of each bin and its exposure.
/// Input    sightings in any order, duplicates allowed; uptimes by sensor, each merged and in order; `all_traffic`: hosts
///          of all signals by sensor over the same time, empty where not known (then no sensor is called blind).
/// `only`   sensors to use, all where empty: the panel check judges the steady ones alone.
/// Returns  no bins for a window that is empty, reversed, of no width, or of more than max_bins.
/// Cost     O(n log n) time, 8 bytes a sighting; E costs one pass over the reference's hosts for each set of sensors.
HostSeries count_hosts(std::span<const Sighting> sightings, const Uptimes& uptimes,
                       const JudgedWindow& window, core::Duration width,
                       std::span<const double> all_traffic = {},
                       std::span<const std::uint16_t> only = {});

/// Seconds of [from, to) that the spans cover.
double covered_seconds(std::span<const Span> spans, core::Time from, core::Time to);

}  // namespace hitme::analytics
