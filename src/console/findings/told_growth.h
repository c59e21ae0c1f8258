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

struct ToldGrowth {
    std::string verdict;  ///< of the last look
    core::Time since;     ///< the first of the looks in turn that said it
    std::string told;     ///< the last verdict that people were told; empty: none
    friend bool operator==(const ToldGrowth&, const ToldGrowth&) = default;
};

/// Takes one more look into `state`; true: people are to be told of it now. `speaks` as of the finding (finding.h).
bool is_to_be_told(ToldGrowth& state, std::string_view verdict, bool speaks, core::Time at);

/// As it rests in the book's notes.
std::string told_growth_note(std::string_view subject);
std::string told_growth_text(const ToldGrowth& state);
/// Nothing where the text is not of told_growth_text.
std::optional<ToldGrowth> parse_told_growth(std::string_view text);

}  // namespace hitme::console
