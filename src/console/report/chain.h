// SPDX-License-Identifier: Apache-2.0
// The chain of findings of one signal as a report tells it: what was said when, and what took its place.
//
// Order    since when (onset), how it grows (growth), whether hosts sleep (dormancy), what they will be and whether earlier forecasts
//          held, whose hosts they are (attribution); each oldest first.
// Quiet    what says nothing (no growth, too little data) is told only where it stands, or took back something that spoke.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/finding.h"
#include "runtime/zone.h"

namespace hitme::console {

struct KeptStory {
    std::vector<Finding> findings;           ///< of one subject, in any order
    std::vector<std::string> scores;         ///< sentences of scored forecasts, oldest first
    std::vector<std::string> score_records;  ///< the same as JSON objects
    /// Nothing was kept at the time: judged now for moments so far apart, from what had come by each.
    std::optional<core::Duration> judged_every;
};

/// The part of the story that was known at `at`: later findings left out, and what they superseded standing.
KeptStory known_at(KeptStory story, std::optional<core::Time> at);

/// One line each, without a mark before it; those that belong to the line before begin with two spaces.
std::vector<std::string> story_lines(const KeptStory& story, const runtime::Zone& zone);

/// Lines of one question at most; earlier ones are counted.
constexpr std::size_t max_story_lines = 12;

}  // namespace hitme::console
