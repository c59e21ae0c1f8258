// SPDX-License-Identifier: Apache-2.0
// Are two signals one event? Their onsets overlap, and they share more newcomers than chance gives
// (docs/methods/coordination.md).
//
// Of N sources in all, A in one signal and B in the other: the number shared by chance is hypergeometric; its upper tail
// below 1e-6 is no chance. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "analytics/sighting.h"

namespace hitme::analytics {

constexpr double most_by_chance = 1e-6;

/// ln P(shared or more): drawing `second` out of `all`, of which `first` are marked. 0 for what is certain, nothing for
/// what is impossible (more shared than either has, or more than there are).
std::optional<double> log_overlap_tail(std::uint64_t all, std::uint64_t first, std::uint64_t second,
                                       std::uint64_t shared);

enum class SameEventReason {
    none,
    no_onset,           ///< one of the two has no interval
    onsets_apart,       ///< their intervals do not overlap
    few_shared,         ///< no more shared than by chance
    impossible_counts,  ///< the counts contradict each other
};
std::string_view name_of(SameEventReason reason);

struct SameEventInput {
    std::optional<Span> first_onset;  ///< 95 % interval
    std::optional<Span> second_onset;
    std::uint64_t sources =
        0;  ///< newcomers that could have come to either: of all signals in the two windows
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::uint64_t shared = 0;
};

struct SameEventFinding {
    bool same_event = false;
    SameEventReason reason = SameEventReason::none;  ///< why not
    std::optional<double> log10_p;                   ///< of the overlap; 0 at most
    double expected_shared = 0;
};

SameEventFinding judge_same_event(const SameEventInput& input);

}  // namespace hitme::analytics
