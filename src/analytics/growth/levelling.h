// SPDX-License-Identifier: Apache-2.0
// Has it stopped growing, and is it going down (C-30)? docs/methods/levelling.md.
//
// One, two and three straight lines, end to end, are held against each other over the hours of the window (Poisson, exposure and
// the background's cycle taken out). The last line says what goes on now, the steepest one before it how it grew. Plateau: the
// last slope is not surely above 0 and surely under half of the steepest, or surely under a quarter of it. Taper: it is surely
// below 0. Where neither a level nor growth is sure, that is said: not to be sure of growth is no plateau. A weekend is no taper
// where the baseline is long enough (three weeks) for the cycle to know weekends.
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

enum class LevellingState {
    growing,
    plateau,
    tapering,
    undetermined,
    not_grown,
    insufficient_data
};
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
/// Hours of the last line at least (C-30), and twice those of a line before it.
constexpr std::size_t level_stretch_hours = 24;
/// The bend is looked for, so what is said of the time after it must be surer than 95 %: 99.5 % one-sided.
constexpr double sure_after_bend = 2.576;
/// Without a bend a level is one that surely changes by less a day.
constexpr double level_change_per_day = 0.25;
constexpr double least_levelling_hosts = 60;

LevellingFinding judge_levelling(const LevellingInput& input);

}  // namespace hitme::analytics
