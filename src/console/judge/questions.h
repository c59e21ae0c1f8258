// SPDX-License-Identifier: Apache-2.0
// Which judgement is asked of a stream, and over which time: what stands between a log and analytics/.
//
// Window   `to` is now: at most the last thing that the log holds. `from`, where nobody says: for growth the visible
//          onset where one is found, else 48 h before `to` (`from` in the answer says which it was). The baseline is what
//          lies before, at most most_baseline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/judge/asked.h"
#include "console/judge/stream.h"
#include "core/time.h"
#include "runtime/zone.h"

namespace hitme::console {

enum class Judgement : std::uint8_t {
    growth,
    onset,
    dormancy,
    attribution,
    counts,
    coordination,
    daily_cycle,
};
std::optional<Judgement> judgement_named(std::string_view name);
/// "growth, onset, ... or daily-cycle"
std::string judgement_names();

/// The finding as one line of JSON (console/judge/finding_json.h).
std::string judge(const Stream& stream, Judgement question, const JudgeWindow& window);

/// What a report says of one signal: counts, onset, growth with its forecast, dormancy and attribution, in this order, each
/// for the window that follows (all but the onset from the onset on, where there is one). What tells of a rise that nothing
/// confirmed says so (doubt.h).
std::vector<std::string> judge_all(const Stream& stream, const JudgeWindow& window);

/// The sentences of a finding: its own, then those of its forecasts.
std::vector<std::string> sentences_of(const std::string& finding);

/// The same for people: the sentence where the finding has one, then its fields a line each.
std::string in_words(const std::string& finding);

}  // namespace hitme::console
