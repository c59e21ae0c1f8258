// SPDX-License-Identifier: Apache-2.0
// Which growth verdict people are told, of the many that are given of one outbreak (docs/methods/growth.md, "Many looks").
//
// Each look is wrong as rarely as it says, but an outbreak is looked at every hour: of simulated ones 15 % hear a wrong shape at some
// time, and 12 % two that contradict each other. So a shape is told once it has stood for shape_stands, and what takes one back as well.
// That it grows is told at once. Findings are kept as they come; this is about notices alone.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::console {

constexpr core::Duration shape_stands = std::chrono::hours{6};
/// Looks that lie further apart say nothing of what lay between: after a stop, or of a log of long ago, the count begins anew.
constexpr core::Duration longest_between_looks = std::chrono::hours{24};

struct ToldGrowth {
    std::string verdict;  ///< of the last look
    core::Time since;     ///< the first of the looks in turn that said it
    std::string told;     ///< the last verdict that people were told; empty: none
    friend bool operator==(const ToldGrowth&, const ToldGrowth&) = default;
};

/// Takes one more look into `state`. `last_look`: when the subject was looked at before.
void take_look(ToldGrowth& state, std::string_view verdict, core::Time at,
               std::optional<core::Time> last_look);
/// People are to be told of the look at `at` that was taken in last. `speaks` as of the finding (finding.h).
bool is_to_be_told(const ToldGrowth& state, bool speaks, core::Time at);
/// For whoever told them, and nobody else: what is noted as told is not told again.
void note_told(ToldGrowth& state, bool speaks);

/// As it rests in the book's notes.
std::string told_growth_note(std::string_view subject);
std::string told_growth_text(const ToldGrowth& state);
/// Nothing where the text is not of told_growth_text.
std::optional<ToldGrowth> parse_told_growth(std::string_view text);

}  // namespace hitme::console
