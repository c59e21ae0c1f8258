// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_schedule.h"

#include <algorithm>

namespace hitme::console {

std::optional<core::Time> next_step(const ScheduleQuestion& question) {
    if (!question.oldest || question.every <= core::Duration{}) return std::nullopt;
    const core::Time due = core::bin_of(question.now, question.every);
    core::Time last = std::max(*question.oldest, question.now - longest_catch_up);
    if (question.last) last = std::max(last, *question.last);
    if (last >= due) return std::nullopt;
    core::Time next = core::bin_of(last, question.every) + question.every;
    if (due - last > std::chrono::days{1}) {
        const core::Duration coarse = std::max(coarse_every, question.every);
        next = std::max(next, core::bin_of(core::bin_of(last, coarse) + coarse, question.every));
    }
    return next <= due ? std::optional{next} : std::nullopt;
}

}  // namespace hitme::console
