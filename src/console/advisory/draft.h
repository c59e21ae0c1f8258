// SPDX-License-Identifier: Apache-2.0
// Drafts an advisory from what the book and the store say (C-54), and the dated update when it says something else (C-55).
//
// Same     material gives the same bytes: no clock, and nothing later than as_of.
// Dates    a figure whose data end more than figure_is_old_after before as_of says until when they go.
// Numbers  stand only in statements of nature data, each with its links; the sentences are those of the findings.
// Pure     no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/advisory/advisory.h"
#include "console/advisory/wording_guard.h"
#include "console/campaign.h"
#include "console/open_question.h"
#include "core/result.h"
#include "runtime/zone.h"

namespace hitme::console {

constexpr core::Duration figure_is_old_after =
    std::chrono::hours{6};  // ours: a quarter of the day that rates are told of

/// A projection whose time has come: kind "forecast_score" of the book.
struct ScoredForecast {
    std::string id;
    std::string finding;
    std::string state;  ///< hit, miss, not_covered
    std::string sentence;
    core::Time at;
};
struct Promise {
    std::string id;
    std::string text;
    core::Time due;
    std::string state;  ///< waiting, raised, done
};

struct Material {
    Campaign campaign;  ///< its steps up to as_of
    core::Time as_of;
    std::vector<Finding> findings;  ///< that stood at as_of
    std::vector<Finding> chain;     ///< all of the subject up to as_of, superseded ones too
    std::vector<Measure> measures;
    std::optional<Measure> projection;  ///< judged at as_of, for a draft
    std::vector<Claim> claims;
    std::vector<OutsideStatement> outside;
    std::vector<OpenQuestion> questions;
    std::vector<ScoredForecast> scores;
    std::vector<Promise> promises;
    std::string blind;  ///< where no sensor can be reached

    bool simulated() const;
};

Carriers carriers_of(const Material& material);

/// Errors   not_found: nothing to report; what is missing is named.
core::Result<Advisory> draft_advisory(const Material& material, const runtime::Zone& zone);

/// What the guard finds in title and statements, of `only` where given.
std::vector<GuardProblem> check_advisory(const Advisory& advisory, const Carriers& carriers,
                                         const std::vector<std::string>& only = {});

struct UpdateAsked {
    std::string text;                   ///< empty: drafted from what superseded the findings
    std::vector<std::string> replaces;  ///< ids of statements
    std::string reason;
    std::string author;
    core::Time at;
};
/// Appends; nothing else changes but superseded_by of what is replaced. Errors   not_found: no such statement, or nothing that
/// it rests on was superseded. refused: it is not published, or a statement is superseded already.
core::Result<Advisory> updated(Advisory advisory, const Material& material,
                               const UpdateAsked& asked, const runtime::Zone& zone);

/// Taken back by a person: it stays to be read, with a dated statement that says why. The guard does not look at it, because
/// nothing must keep anybody from taking a word back.
/// Errors   refused: it is not published.
core::Result<Advisory> withdrawn(Advisory advisory, const std::string& reason,
                                 const std::string& author, core::Time at,
                                 const runtime::Zone& zone);

}  // namespace hitme::console
