// SPDX-License-Identifier: Apache-2.0
// `hitme judge daily-cycle`: when in the day the hosts of a signal come, of all and of each class (docs/methods/daily-cycle.md).
#pragma once

#include <string>

#include "console/judge/asked.h"
#include "console/judge/stream.h"

namespace hitme::console {

/// One line of JSON (docs/formats/judge.md). Judged are the hours before the window: what rises now is no habit.
std::string judge_daily_cycle(const Stream& stream, const JudgeWindow& window);

}  // namespace hitme::console
