// SPDX-License-Identifier: Apache-2.0
// Rival explanations that the program can fill in itself (C-25): why nothing is seen, or why something rose.
//
// Rule     each explanation stands beside the others with what speaks for it, what against, and the test that would decide.
//          Nothing here picks one.
// Pure     what is asked is given; gather_facts() reads the book.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/campaign.h"
#include "console/finding.h"
#include "console/open_question.h"
#include "core/result.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view reachability_kind = "reachability";
/// Rises of other signals within this time of ours speak for a change of the fleet.
constexpr core::Duration same_moment = std::chrono::hours{2};

struct RivalFacts {
    struct Reach {
        std::string sensor;
        std::string state;  ///< reachable, unreachable, unknown
        core::Time since;
    };
    struct Other {
        std::string subject;
        std::string alarm;
        core::Time opened;
    };
    std::vector<Reach> reach;
    std::optional<Finding> onset;  ///< standing ones
    std::optional<Finding> growth;
    std::optional<Finding> dormancy;
    std::optional<Finding> persistence;
    std::optional<Finding> agreement;
    std::optional<Finding> ladder;
    std::vector<std::string> growth_reasons;  ///< of the whole answer
    std::vector<std::string> loud_sources;
    std::vector<std::string> changed_sensors;  ///< added, lost or blind
    std::string loud_alarm;                    ///< id of one of kind loud_source
    std::optional<core::Time> rose_at;         ///< latest alarm
    std::vector<Other> others;                 ///< rises on other signals
};

core::Result<RivalFacts> gather_facts(store::Book& book, const std::string& subject);

/// The questions that `campaign` raises. At least one, each with at least two hypotheses.
std::vector<OpenQuestion> rivals_of(const Campaign& campaign, const RivalFacts& facts);

/// "Our 445/tcp sensors are blind since ...": where no sensor can be reached; empty otherwise.
std::string blind_sentence(const std::string& subject, const std::vector<RivalFacts::Reach>& reach);

}  // namespace hitme::console
