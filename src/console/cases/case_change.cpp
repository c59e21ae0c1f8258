// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_change.h"

#include <algorithm>
#include <array>

#include "console/json_body.h"

namespace hitme::console::cases {
namespace {

constexpr std::array<std::string_view, 3> patch_states{"unknown", "unpatched", "patched"};
constexpr std::array<std::string_view, case_states> state_names{"new",     "assigned", "contained",
                                                                "cleaned", "benign",   "closed"};

std::string list_of_next(CaseState from) {
    std::string list;
    for (std::size_t i = 0; i < case_states; ++i)
        if (may_set(from, static_cast<CaseState>(i)))
            list += (list.empty() ? "" : ", ") + std::string(state_names[i]);
    return list;
}

}  // namespace

std::optional<Problem> read_change(std::string_view text, CaseChange& change) {
    JsonBody body{text};
    if (body.has("version")) change.version = body.number("version", 1, 1ULL << 53);
    if (body.has("state")) change.state = static_cast<CaseState>(body.choice("state", state_names));
    if (body.has("owner")) change.owner = body.text("owner", 64, Needed::no);
    if (body.has("patched")) change.patched = patch_states[body.choice("patched", patch_states)];
    change.note = body.text("note", max_note_bytes, Needed::no);
    change.reason = body.text("reason", 500, Needed::no);
    change.expires = body.time("expires");
    if (const auto fault = body.fault()) return Problem{400, fault->reason, fault->parameter};
    if (!change.state && !change.owner && !change.patched && change.note.empty())
        return Problem{400, "nothing to change: state, owner, patched or note", ""};
    return {};
}

std::optional<Problem> apply_change(Case& record, const CaseChange& change, core::Time now,
                                    const std::string& author) {
    std::string what;
    const auto say = [&](const std::string& text) { what += (what.empty() ? "" : "; ") + text; };
    // To the state that stands is no change, except for another day of benign.
    CaseState to = change.state.value_or(record.state);
    bool sets = to != record.state || (change.state && to == CaseState::benign);
    if (change.owner && *change.owner != record.owner) {
        say(change.owner->empty() ? "no owner any more" : "owner " + *change.owner);
        if (!sets && !change.owner->empty() && record.state == CaseState::fresh) {
            to = CaseState::assigned;
            sets = true;
        }
    }
    if (sets && !may_set(record.state, to))
        return Problem{409,
                       "a case that is " + std::string(name_of(record.state)) + " cannot become " +
                           std::string(name_of(to)) + "; it can become " +
                           list_of_next(record.state),
                       "state"};
    if (sets && to == CaseState::benign) {
        if (change.reason.empty()) return Problem{400, "benign needs a reason", "reason"};
        if (!change.expires)
            return Problem{400, "benign needs a day on which it expires", "expires"};
        if (*change.expires <= now || *change.expires > now + longest_benign)
            return Problem{400, "must lie ahead, by a year at most", "expires"};
    } else if (!change.reason.empty() || change.expires) {
        return Problem{400, "reason and expires belong to state benign", "state"};
    }
    if (change.owner) record.owner = *change.owner;
    if (sets) {
        record.state = to;
        record.state_since = now;
        record.count_at_state = record.touches.count;
        record.reopened_because.clear();
        record.benign_reason = change.reason;
        record.benign_until = change.expires;
        say("state " + std::string(name_of(to)) +
            (to == CaseState::benign
                 ? " until " + core::format_rfc3339(*change.expires) + ": " + change.reason
                 : ""));
    }
    if (change.patched && *change.patched != record.patched) {
        record.patched = *change.patched;
        say("patch state " + *change.patched);
    }
    if (!change.note.empty()) {
        if (record.notes.size() >= max_case_notes) record.notes.erase(record.notes.begin());
        record.notes.push_back({now, author, change.note});
        say("note");
    }
    record.what = what.empty() ? "nothing changed" : what;
    return {};
}

}  // namespace hitme::console::cases
