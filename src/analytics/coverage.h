// SPDX-License-Identifier: Apache-2.0
// How much of a window the sensors listened in, from heartbeats alone, and rates per exposure (C-08).
//
// Probes never prove uptime: a sensor counts as covered only where a heartbeat says so. Without any heartbeat coverage
// is not known, which is another thing than none. Worked example: docs/methods/coverage.md.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

/// A span in which one sensor listened, [from, to). Spans may overlap and come in any order.
struct Uptime {
    std::string sensor;
    core::Time from;
    core::Time to;
    friend bool operator==(const Uptime&, const Uptime&) = default;
};

/// Spans of one sensor that leave less than this between them are one: covers_seconds is in whole seconds.
constexpr core::Duration uptime_tolerance = std::chrono::seconds{1};
/// Whether a span that begins at `from` goes on from one that ended at `to`.
inline bool goes_on(core::Time to, core::Time from) {
    return from <= to || from - uptime_tolerance < to;
}

/// At or above this share "nothing seen" may be said (C-08).
constexpr double share_for_nothing_seen = 0.95;

/// Overlapping and touching spans joined, empty ones dropped; by sensor, then time.
std::vector<Uptime> merge_uptime(std::vector<Uptime> spans);

struct CoverageWindow {
    core::Time from;
    core::Time to;         ///< after `from`
    core::Duration bin{};  ///< width of the bins, counted from `from`; 0 for none
    std::vector<std::string>
        expected;  ///< sensors that ought to have listened; those with a heartbeat are added
};

struct Coverage {
    struct Bin {
        core::Time at;
        double share = 0;           ///< of the expected sensors' time in this bin
        double exposure_hours = 0;  ///< sensor-hours
    };
    struct Gap {
        std::string sensor;
        core::Time from;
        core::Time to;
        friend bool operator==(const Gap&, const Gap&) = default;
    };
    struct Sensor {
        std::string sensor;
        double share = 0;  ///< of the window; 0 where no heartbeat came
    };

    bool known =
        false;  ///< false: no heartbeat speaks of the window, and all below is zero but `sensors`
    double share = 0;             ///< of the expected sensors' time in the window, 0 to 1
    double exposure_hours = 0;    ///< sensor-hours
    std::uint64_t heard = 0;      ///< sensors that gave at least one heartbeat in the window
    std::vector<Sensor> sensors;  ///< the expected ones, by name
    std::vector<Bin> bins;
    std::vector<Gap>
        gaps;  ///< by sensor, then time; one over the whole window where no heartbeat came

    /// True when the sensors listened long enough for "nothing seen" to be a finding.
    bool may_say_nothing_seen() const { return known && share >= share_for_nothing_seen; }
};

/// Limits   max_coverage_bins: a narrower bin is widened to meet it.
constexpr std::size_t max_coverage_bins = 100000;
Coverage measure_coverage(std::span<const Uptime> uptime, const CoverageWindow& window);

/// Events per sensor-hour; nothing where nobody listened.
std::optional<double> rate_per_exposure(std::uint64_t events, double exposure_hours);

/// What `events` would have been had all expected sensors listened all the time, if the missing time was like the rest
/// and the sensors are alike; nothing where nobody listened.
std::optional<double> at_full_exposure(std::uint64_t events, double share);

}  // namespace hitme::analytics
