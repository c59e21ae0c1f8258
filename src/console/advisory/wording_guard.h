// SPDX-License-Identifier: Apache-2.0
// The wording guard (C-57): words that claim something need a finding that says it. Works on any text, also on one that a
// person wrote or edited (docs/advisories.md lists the words).
//
// Carried    a word passes where a standing finding, measure, claim or outside verdict carries it. Sentences that findings
//            wrote themselves pass as they stand; so do words in double quotes that a claim of the ledger holds.
// Negations  "not exponential" needs a verdict that says so; a sentence that says "cannot be said", "undetermined" or
//            "whether" asserts nothing.
// Letters    the text is compared as its reader sees it (plain_letters.h); places and phrases are those of the text as it is.
// Limits     max_guarded_bytes; at most max_problems are listed.
// Pure       no I/O.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "console/claim.h"
#include "console/finding.h"
#include "console/measure.h"
#include "console/outside_statement.h"

namespace hitme::console {

constexpr std::size_t max_guarded_bytes = 1 << 18;  // ours: an advisory has some 10 KiB
constexpr std::size_t max_problems = 100;
/// "massive" and "huge": as many new hosts an hour above what was before as an alarm of the highest level.
constexpr double massive_excess_per_h = 1000;
/// "dramatic": the rate after over the rate before.
constexpr double dramatic_ratio = 10;
/// "around 9:25" needs an onset within this (C-20).
constexpr double around_minutes = 15;

/// What may carry words.
struct Carriers {
    std::string subject;
    std::vector<Finding> findings;  ///< standing ones
    std::vector<Measure> measures;
    std::vector<Claim> claims;
    std::vector<OutsideStatement> outside;
    std::vector<std::string> sentences;  ///< further ones that records wrote
};

struct GuardProblem {
    std::string statement;  ///< id, where the text is one of several
    std::size_t line = 1;
    std::size_t column = 1;  ///< in characters, from 1
    std::string phrase;
    std::string rule;
    std::string why;          ///< what stands instead
    std::string would_carry;  ///< the finding that would
};

std::vector<GuardProblem> check_wording(std::string_view text, const Carriers& carriers);

/// {"passes", "problems"} as an object.
void put_guard_answer(JsonWriter& json, const std::vector<GuardProblem>& problems);

}  // namespace hitme::console
