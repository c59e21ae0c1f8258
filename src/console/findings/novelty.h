// SPDX-License-Identifier: Apache-2.0
// Does a judgement say something new? What is not new is not kept, so that a chain of findings reads as a story.
//
// New is      no finding before; another verdict; a 95 % interval of the deciding number that excludes the value said before; a
//             rise whose excess, or its peak, is twice what was said; a suspected rise that is confirmed;
//             another version of the method; at least late_share more events or hosts now known of the window judged before;
//             a refusal for another reason; a rise, what it is like, growth, a sleep or an attribution of a time that the one
//             before did not touch; growth that foretells a time of which the one before does not: its forecasts are over, or a
//             named moment has come within reach; what a rise is like or whose hosts it is, of a window at least longer_factor times as long (its sentence counts
//             hours, and after three of them says little of a day).
// Pure.
#pragma once

#include <optional>

#include "console/finding.h"

namespace hitme::console {

/// Late events below this share of a window change no finding (ours: a straggler a day is the rule, not news).
constexpr double late_share = 0.01;
/// A rise of a week is told at most eight times anew: after 1, 2, 4, ... hours.
constexpr int longer_factor = 2;

/// `standing`: the finding that holds; `now`: what is judged now; `window_now`: what is known now of the window that the standing
/// one was judged on. Nothing: nothing new.
std::optional<FindingWhy> what_is_new(const std::optional<Finding>& standing, const Finding& now,
                                      const FindingData& window_now);

}  // namespace hitme::console
