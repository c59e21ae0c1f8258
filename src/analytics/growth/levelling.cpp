// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/levelling.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

namespace hitme::analytics {
namespace {

constexpr double z95 = 1.959964;
constexpr double least_hour_exposure = 0.2;

struct Rate {
    double per_hour = 0;
    double error = 0;
};

// ln mean = a + r t + ln exposure by Fisher scoring: two parameters, so the normal equations are written out.
std::optional<Rate> rate_of(std::span<const LevellingHour> hours) {
    double hosts = 0, exposure = 0;
    for (const auto& hour : hours) {
        hosts += hour.hosts;
        exposure += hour.exposure;
    }
    if (hours.size() < level_stretch_hours / 2 || !(exposure > 0) || hosts < 10)
        return std::nullopt;
    const double middle = static_cast<double>(hours.size() - 1) / 2;
    double a = std::log(hosts / exposure);
    double r = 0;
    double information = 0, cross = 0, level = 0;
    constexpr int most_steps = 20;
    for (int step = 0; step < most_steps; ++step) {
        double score_a = 0, score_r = 0;
        level = cross = information = 0;
        for (std::size_t i = 0; i < hours.size(); ++i) {
            const double t = static_cast<double>(i) - middle;
            const double mean = hours[i].exposure * std::exp(std::clamp(a + r * t, -30.0, 30.0));
            score_a += hours[i].hosts - mean;
            score_r += t * (hours[i].hosts - mean);
            level += mean;
            cross += t * mean;
            information += t * t * mean;
        }
        const double determinant = level * information - cross * cross;
        if (!(determinant > 1e-12)) return std::nullopt;
        const double step_a = (information * score_a - cross * score_r) / determinant;
        const double step_r = (level * score_r - cross * score_a) / determinant;
        a += std::clamp(step_a, -1.0, 1.0);
        r += std::clamp(step_r, -0.5, 0.5);
        if (std::abs(step_a) < 1e-9 && std::abs(step_r) < 1e-9) break;
    }
    double squares = 0;
    for (std::size_t i = 0; i < hours.size(); ++i) {
        const double t = static_cast<double>(i) - middle;
        const double mean = hours[i].exposure * std::exp(std::clamp(a + r * t, -30.0, 30.0));
        squares += (hours[i].hosts - mean) * (hours[i].hosts - mean) / mean;
    }
    const double dispersion = std::max(1.0, squares / (static_cast<double>(hours.size()) - 2));
    const double variance = dispersion * level / (level * information - cross * cross);
    if (!(variance >= 0) || !std::isfinite(variance)) return std::nullopt;
    return Rate{r, std::sqrt(variance)};
}

GrowthRate per_day(const Rate& rate) {
    const auto day = [](double per_hour) {
        return std::expm1(std::clamp(24 * per_hour, -30.0, 30.0));
    };
    return {day(rate.per_hour), day(rate.per_hour - z95 * rate.error),
            day(rate.per_hour + z95 * rate.error)};
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%+.0f %%", 100 * share);
    return text;
}

std::string said(const GrowthRate& rate) {
    return percent(*rate.value) + " a day (95 %: " + percent(*rate.low) + " to " +
           percent(*rate.high) + ")";
}

}  // namespace

std::string_view name_of(LevellingState state) {
    switch (state) {
        case LevellingState::growing:
            return "growing";
        case LevellingState::plateau:
            return "plateau";
        case LevellingState::tapering:
            return "tapering";
        case LevellingState::not_grown:
            return "not_grown";
        case LevellingState::insufficient_data:
            break;
    }
    return "insufficient_data";
}

LevellingFinding judge_levelling(const LevellingInput& input) {
    LevellingFinding finding;
    std::vector<LevellingHour> hours;
    double hosts = 0;
    for (const auto& hour : input.hours) {
        if (!(hour.exposure > least_hour_exposure)) continue;
        hours.push_back(hour);
        hosts += hour.hosts;
    }
    if (hours.size() < least_levelling_hours || hosts < least_levelling_hosts) {
        finding.sentence = "Not enough data: fewer than 36 hours, or under 60 hosts.";
        return finding;
    }
    const std::span<const LevellingHour> all{hours};
    const auto whole = rate_of(all);
    // Grown: somewhere the rate was surely above 0, or the window stands above the background from its first hours on.
    bool has_grown = false;
    for (std::size_t end = level_stretch_hours / 2; end <= hours.size() && !has_grown;
         end += level_stretch_hours / 4)
        if (const auto rate = rate_of(all.first(end)))
            has_grown = rate->per_hour - z95 * rate->error > 0;
    double first = 0, exposed = 0;
    for (std::size_t i = 0; i < level_stretch_hours; ++i) {
        first += hours[i].hosts;
        exposed += hours[i].exposure;
    }
    const double usual = input.background * exposed;
    if (input.background > 0 && first > 1.35 * usual && first - usual > 3 * std::sqrt(first))
        has_grown = true;
    if (whole) finding.change_per_day = per_day(*whole);
    if (!has_grown) {
        finding.state = LevellingState::not_grown;
        finding.sentence = "It did not grow, so there is nothing that could level off.";
        return finding;
    }
    // The longest stretch until now whose rate is not surely above 0.
    std::optional<std::size_t> flat_from;
    std::optional<std::size_t> falling_from;
    std::optional<Rate> flat, falling;
    for (std::size_t from = 0; from + level_stretch_hours <= hours.size(); ++from) {
        const auto rate = rate_of(all.subspan(from));
        if (!rate) continue;
        if (!flat && rate->per_hour - z95 * rate->error <= 0) {
            flat_from = from;
            flat = rate;
        }
        if (!falling && rate->per_hour + z95 * rate->error < 0) {
            falling_from = from;
            falling = rate;
        }
    }
    if (falling) {
        finding.state = LevellingState::tapering;
        finding.since = hours[*falling_from].from;
        finding.change_per_day = per_day(*falling);
        finding.sentence =
            "Tapering: hosts per hour change by " + said(finding.change_per_day) + ".";
    } else if (flat) {
        finding.state = LevellingState::plateau;
        finding.since = hours[*flat_from].from;
        finding.change_per_day = per_day(*flat);
        finding.sentence =
            "Levelled off: hosts per hour change by " + said(finding.change_per_day) + ".";
    } else {
        finding.state = LevellingState::growing;
        if (const auto last = rate_of(all.last(level_stretch_hours)))
            finding.change_per_day = per_day(*last);
        finding.sentence = "Still growing: in the last 24 hours by " +
                           (finding.change_per_day.value ? said(finding.change_per_day) : "?") +
                           ".";
    }
    return finding;
}

}  // namespace hitme::analytics
