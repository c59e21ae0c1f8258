// SPDX-License-Identifier: Apache-2.0
// Sources of one signal that look alike and began together (docs/methods/coordination.md).
//
// Under the signal's own intensity the starts of a group in 10 minutes are Poisson; the scan statistic over the day is
// the largest number in any 10 minutes, and its p value is at most the expected number of such windows (a start each,
// Bonferroni). Benjamini and Hochberg at 0.01 over the groups; at least 5 sources. Division of work: fewer sensors in
// common than sources of the same activity would have, by permutation (1,000, fixed seed).
// Pure; the same input gives the same finding, bit for bit.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/sighting.h"

namespace hitme::analytics {

struct Starter {
    core::Time started;  ///< first sighting in this signal
    std::string
        fingerprint;  ///< payload class, source-port habit, TTL and window class, network: as the caller likes
    std::uint64_t sensors = 0;  ///< mask of the sensors that saw it
};

struct GroupsInput {
    std::vector<Starter> starters;  ///< of the judged time, in any order
    core::Time from;
    core::Time to;
    /// Expected starts of the whole signal per hour, for each hour of [from, to) (the last may be a part); empty: the
    /// mean of the starters themselves.
    std::vector<double> expected_per_hour;
};

struct Group {
    std::vector<std::size_t> members;  ///< of starters: those in the window
    std::string fingerprint;
    core::Time started;
    double p = 1;
    std::uint64_t sensors_covered = 0;  ///< mask
    double overlap = 0;                 ///< mean sensors in common, over pairs
    double overlap_expected = 0;        ///< the same under permutation
    std::optional<double> division_p;   ///< nothing where nothing could differ
};

/// The groups that stand out, the surest first.
std::vector<Group> coordinated_groups(const GroupsInput& input);

/// P(N >= count) for a Poisson N of that mean.
double poisson_tail(std::uint64_t count, double mean);
/// Which of the p values Benjamini and Hochberg reject at `level`.
std::vector<bool> benjamini_hochberg(std::span<const double> p, double level);

}  // namespace hitme::analytics
