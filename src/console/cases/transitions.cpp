// SPDX-License-Identifier: Apache-2.0
#include "console/cases/transitions.h"

#include <array>

namespace hitme::console::cases {
namespace {

constexpr std::array<std::string_view, case_states> names{"new",     "assigned", "contained",
                                                          "cleaned", "benign",   "closed"};
// Row: from; column: to; in the order of the states.
constexpr std::array<std::array<bool, case_states>, case_states> by_person{{
    {false, true, true, true, true, true},
    {true, false, true, true, true, true},
    {false, true, false, true, true, true},
    {false, true, true, false, false, true},
    {false, true, false, false, true, true},
    {false, true, false, false, false, false},
}};

}  // namespace

std::string_view name_of(CaseState state) {
    return names[static_cast<std::size_t>(state)];
}

std::optional<CaseState> case_state_named(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<CaseState>(i);
    return {};
}

bool may_set(CaseState from, CaseState to) {
    return by_person[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
}

AfterTouch after_touch(const Standing& standing, core::Time seen_at) {
    const CaseState again = standing.owned ? CaseState::assigned : CaseState::fresh;
    if (seen_at <= standing.since) return {standing.state, ""};
    switch (standing.state) {
        case CaseState::fresh:
        case CaseState::assigned:
            break;
        case CaseState::contained:
            if (seen_at > standing.since + containment_grace)
                return {again, "touched again although contained"};
            break;
        case CaseState::cleaned:
            return {again, "touched again after it was cleaned"};
        case CaseState::closed:
            return {again, "touched again after it was closed"};
        case CaseState::benign:
            if (standing.benign_until && seen_at >= *standing.benign_until)
                return {again, "touched again after its benign time was over"};
            break;
    }
    return {standing.state, ""};
}

}  // namespace hitme::console::cases
