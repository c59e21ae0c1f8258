// SPDX-License-Identifier: Apache-2.0
// When the judging job takes its next step: at whole multiples of `every` in event time, so that a program that was stopped, or a
// log that was imported, gets the same steps as one that ran.
//
// Behind   after a stop the steps that were missed are taken, at most longest_catch_up back; more than a day behind, only those
//          that are whole multiples of coarse_every too.
// Pure.
#pragma once

#include <optional>

#include "core/time.h"

namespace hitme::console {

constexpr core::Duration longest_catch_up = std::chrono::days{7};
constexpr core::Duration coarse_every = std::chrono::hours{6};

struct ScheduleQuestion {
    std::optional<core::Time> last;    ///< the last step that was taken
    std::optional<core::Time> oldest;  ///< of what the store holds; nothing: no event yet
    core::Time now;                    ///< less the lateness
    core::Duration every{};
};

/// Nothing: not yet.
std::optional<core::Time> next_step(const ScheduleQuestion& question);

}  // namespace hitme::console
