// SPDX-License-Identifier: Apache-2.0
// What each source does on its own: its sessions, whether its longest pause is longer than chance makes one, and which sort of source
// that makes it (docs/methods/dormancy.md, "Source by source"; C-33). The verdict over all of them is dormancy.h's.
//
// Pause   between two sightings of one source, with the hours cut out in which no sensor listened.
// Law     n sightings whose first and last are given: the n - 2 between lie evenly for a source that goes on at one rate, and of the
//         n - 1 pauses, as parts of the whole, the longest exceeds x with probability
//         sum over k >= 1, kx < 1, of (-1)^(k+1) C(n-1, k) (1 - kx)^(n-2).
// Pure; the same input gives the same answer, bit for bit.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

/// A longer pause begins another session.
constexpr core::Duration session_pause = std::chrono::minutes{30};
/// Of the test of one source.
constexpr double pause_level = 0.01;
constexpr std::size_t least_tested_sightings = 5;

/// That the longest of `pauses` pauses is this part of them all, or longer. 1 for fewer than two, or a part not in (0, 1).
double longest_pause_chance(std::size_t pauses, double part);

struct SourceSessions {
    std::size_t hosts = 0;
    std::size_t sessions = 0;
    /// Each source is of one sort. A source that fell silent and came back is dormant; a silence without return is gone, moved or
    /// asleep.
    std::size_t one_shot = 0;  ///< one session of under five sightings
    std::size_t burst_then_silent =
        0;  ///< silent until now, for longer than its own rate allows, and never away before
    std::size_t recurring =
        0;  ///< its longest pause is longer than chance makes one: it was away, and came back
    std::size_t continuous = 0;  ///< five sightings or more, and neither
    std::size_t untested = 0;    ///< several sessions, under five sightings
    std::size_t tested = 0;
    /// What chance alone would flag of the tested; and how probable as many as `recurring` are, or more, by chance.
    double expected_recurring = 0;
    double p = 1;
};

/// `sightings`: of the signal's newcomers, any order; later than `now` is left out. `outages` as of DormancyInput.
SourceSessions classify_sources(std::span<const Sighting> sightings, core::Time now,
                                const std::vector<Span>& outages);

}  // namespace hitme::analytics
