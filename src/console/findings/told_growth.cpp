// SPDX-License-Identifier: Apache-2.0
#include "console/findings/told_growth.h"

#include <boost/json.hpp>

#include "console/json_members.h"
#include "console/json_writer.h"

namespace hitme::console {
namespace {

constexpr std::string_view unresolved = "growing_shape_unresolved";

}  // namespace

bool is_to_be_told(ToldGrowth& state, std::string_view verdict, bool speaks, core::Time at) {
    if (state.verdict != verdict) {
        state.verdict = verdict;
        state.since = at;
    }
    if (state.told == verdict) return false;
    // Of what was never told nothing is taken back.
    if (!speaks && state.told.empty()) return false;
    const bool has_stood = at - state.since >= shape_stands;
    const bool is_first_word = verdict == unresolved && state.told.empty();
    if (!has_stood && !is_first_word) return false;
    // What was taken back is over: the next word is a first one.
    state.told = speaks ? std::string(verdict) : std::string{};
    return true;
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
