// SPDX-License-Identifier: Apache-2.0
#include "console/findings/told_growth.h"

#include <boost/json.hpp>

#include "console/json_members.h"
#include "console/json_writer.h"

namespace hitme::console {
namespace {

constexpr std::string_view unresolved = "growing_shape_unresolved";

}  // namespace

void take_look(ToldGrowth& state, std::string_view verdict, core::Time at,
               std::optional<core::Time> last_look) {
    const bool goes_on = !last_look || at - *last_look <= longest_between_looks;
    if (state.verdict == verdict && goes_on) return;
    state.verdict = verdict;
    state.since = at;
}

bool is_to_be_told(const ToldGrowth& state, bool speaks, core::Time at) {
    if (state.told == state.verdict) return false;
    // Of what was never told nothing is taken back.
    if (!speaks && state.told.empty()) return false;
    const bool has_stood = at - state.since >= shape_stands;
    const bool is_first_word = state.verdict == unresolved && state.told.empty();
    return has_stood || is_first_word;
}

void note_told(ToldGrowth& state, bool speaks) {
    // What was taken back is over: the next word is a first one.
    state.told = speaks ? state.verdict : std::string{};
}

std::string told_growth_note(std::string_view subject) {
    return "judging/told/" + std::string(subject);
}

std::string told_growth_text(const ToldGrowth& state) {
    JsonWriter json;
    json.begin_object().key("verdict").text(state.verdict).key("since").time(state.since);
    json.key("told").text(state.told).end_object();
    return json.take();
}

std::optional<ToldGrowth> parse_told_growth(std::string_view text) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(text, failed);
    if (failed || !value.is_object()) return std::nullopt;
    JsonMembers members{value.get_object()};
    ToldGrowth state{members.text("verdict"), members.time("since"), members.text("told")};
    if (!members.failed().empty()) return std::nullopt;
    return state;
}

}  // namespace hitme::console
