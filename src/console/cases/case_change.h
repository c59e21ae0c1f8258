// SPDX-License-Identifier: Apache-2.0
// What a person changes of a case: state, owner, patch state, a note. Read from a request, and laid on the case. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "console/cases/case_record.h"
#include "console/problem.h"

namespace hitme::console::cases {

constexpr core::Duration longest_benign = std::chrono::hours{366 * 24};

struct CaseChange {
    std::optional<std::uint64_t> version;  ///< the one that the writer has seen
    std::optional<CaseState> state;
    std::optional<std::string> owner;
    std::optional<std::string> patched;
    std::string note;
    std::string reason;  ///< for benign
    std::optional<core::Time> expires;
};

/// Reads the body of a PUT; 400 where it is wrong.
std::optional<Problem> read_change(std::string_view body, CaseChange& change);

/// Lays the change on the case, or says why not: 409 where the state may not follow, 400 where benign lacks its reason or day.
/// A new owner of a new case makes it assigned.
std::optional<Problem> apply_change(Case& record, const CaseChange& change, core::Time now,
                                    const std::string& author);

}  // namespace hitme::console::cases
