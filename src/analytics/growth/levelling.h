// SPDX-License-Identifier: Apache-2.0
// Has it stopped growing, and is it going down (C-30)? docs/methods/levelling.md.
//
// For each hour c of the window: the growth rate of hosts per hour from c until now, log-linear Poisson with the exposure and the
// background's cycle taken out, its error by Pearson's dispersion. Plateau: there is a stretch of 24 h or more, until now, whose rate is
// not above 0, after a stretch whose rate was; the longest such stretch says since when. Taper: the rate of such a stretch is surely
// below 0. A weekend is no taper where the baseline is long enough (three weeks) for the cycle to know weekends.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

struct LevellingHour {
    core::Time from;
    double hosts = 0;
    double exposure = 1;  ///< share of the fleet times the background's cycle
};

struct LevellingInput {
    std::vector<LevellingHour> hours;  ///< of the judged window, in order
    double background = 0;             ///< hosts an hour before it, at exposure 1
};

enum class LevellingState { growing, plateau, tapering, not_grown, insufficient_data };
std::string_view name_of(LevellingState state);

struct GrowthRate {
    std::optional<double> value;  ///< 0.1: a tenth more a day
    std::optional<double> low;
    std::optional<double> high;
};

struct LevellingFinding {
    LevellingState state = LevellingState::insufficient_data;
    std::optional<core::Time> since;  ///< of a plateau or taper
    GrowthRate change_per_day;        ///< over the stretch that the state speaks of
    std::string sentence;
};

constexpr std::size_t least_levelling_hours = 36;
constexpr std::size_t level_stretch_hours = 24;
constexpr double least_levelling_hosts = 60;

LevellingFinding judge_levelling(const LevellingInput& input);

}  // namespace hitme::analytics
