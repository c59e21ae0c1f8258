// SPDX-License-Identifier: Apache-2.0
// Do the signal's hosts scan for a while and then sleep? (docs/methods/dormancy.md)
//
// Evidence A: hosts seen often. With n sightings over L hours, one that goes on at its own rate stays unseen for g more
// hours with probability (L / (L + g))^(n - 1); a silence is confirmed where that is below 0.03 / (gaps looked at). Bouts
// and returns are Kaplan-Meier curves. Evidence B: all gaps pooled (survival.h). C: sightings at source-local night.
// Hours in which no sensor listened are cut out of gaps; a gap over an outage of more than half of the weight ends at
// its start, because what happened then is not known.
// Pure; the same input gives the same finding, bit for bit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/dormancy/sessions.h"
#include "analytics/dormancy/survival.h"
#include "analytics/sighting.h"

namespace hitme::analytics {

enum class DormancyVerdict {
    insufficient_data,
    scan_then_sleep,
    daily_off,
    persistent,
    scan_then_gone,
    undetermined,
};

enum class DormancyReason {
    none,
    no_sightings,
    few_hosts_seen_often,  ///< under 30 hosts with 4 sightings, and no bump
    rarely_revisited,  ///< not testable: one host is expected back later than a fifth of the window
    unclear,           ///< neither rule holds: more time may tell
    forged_sources,  ///< withheld: the sources prove no address and look forged; nothing was judged
    no_time_zones,   ///< returns like sleep, but a nightly switch-off would look the same
};

std::string_view name_of(DormancyVerdict verdict);
std::string_view name_of(DormancyReason reason);

struct DormancyInput {
    /// Of the signal's newcomers, each from its first sighting on; any order. Later than `now` is left out.
    std::vector<Sighting> sightings;
    core::Time now;
    /// Offset of each source's local time, by its number; empty where no country is known.
    std::vector<std::optional<core::Duration>> zones;
    /// When sensors with more than half of the signal's weight did not listen; merged and in order.
    std::vector<Span> outages;
    /// For the expected revisit time: addresses watched, and probes a second that one host is said to send to
    /// uniform addresses. 0: not known, nothing is said.
    double addresses = 0;
    double probes_per_second = 0;
};

struct Quartiles {
    double low = 0;
    double high = 0;
};

struct DormancyFinding {
    DormancyVerdict verdict = DormancyVerdict::insufficient_data;
    DormancyReason reason = DormancyReason::no_sightings;
    std::size_t hosts = 0;
    std::size_t hosts_with_bout = 0;
    std::size_t confirmed_silent = 0;
    std::optional<double> scan_h;  ///< Kaplan-Meier median of a bout
    std::optional<double>
        sleep_h;  ///< median silence of those that came back, less the bouts' unseen ends
    std::optional<Quartiles> sleep_quartiles_h;
    std::optional<ShareInterval> stopped_by_24h;
    std::optional<ShareInterval> return_by_36h;  ///< with 15 confirmed silences or more
    std::optional<double> night_ratio;           ///< 1: round the clock, 0: off at night
    double bump_p = 1;
    std::optional<double> bump_h;
    std::optional<double> expected_revisit_h;  ///< 2^32 / (3600 r n)
    SourceSessions sources;                    ///< each on its own
    std::string sentence;
};

DormancyFinding judge_dormancy(const DormancyInput& input);

}  // namespace hitme::analytics
