// SPDX-License-Identifier: Apache-2.0
// Which state of a case may follow which, by a person and by a touch (C-41).
//
// new        opened, nobody has it yet
// assigned   somebody works on it
// contained  the host cannot reach others any more; still infected
// cleaned    the host is said to be clean
// benign     what it did is known and wanted, for a reason and until a day
// closed     done
//
//    by a person, from \ to   new  assigned  contained  cleaned  benign  closed
//    new                       .      yes       yes       yes      yes     yes
//    assigned                 yes      .        yes       yes      yes     yes
//    contained                 -      yes        .        yes      yes     yes
//    cleaned                   -      yes       yes        .        -      yes
//    benign                    -      yes        -         -       yes     yes
//    closed                    -      yes        -         -        -       .
//
// benign again sets another day. From cleaned to benign is two steps: one of both was wrong, and the history shall say which.
// A touch opens cleaned, closed, expired benign, and contained (after a grace: ports take time to shut) again. A touch seen
// before the state was set opens nothing: it is only late. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::console::cases {

enum class CaseState : std::uint8_t { fresh, assigned, contained, cleaned, benign, closed };
constexpr std::size_t case_states = 6;
/// "new", "assigned", ...
std::string_view name_of(CaseState state);
std::optional<CaseState> case_state_named(std::string_view name);

bool may_set(CaseState from, CaseState to);

constexpr core::Duration containment_grace = std::chrono::seconds{60};  // ours

struct Standing {
    CaseState state = CaseState::fresh;
    core::Time since;                        ///< when it was set
    std::optional<core::Time> benign_until;  ///< in state benign
    bool owned = false;
};

/// What a touch seen at `seen_at` makes of it.
struct AfterTouch {
    CaseState state = CaseState::fresh;
    std::string_view because;  ///< why it was opened again; empty where it was not
};
AfterTouch after_touch(const Standing& standing, core::Time seen_at);

}  // namespace hitme::console::cases
