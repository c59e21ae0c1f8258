// SPDX-License-Identifier: Apache-2.0
#include "console/findings/novelty.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "console/findings/forecast_score.h"

namespace hitme::console {
namespace {

constexpr std::string_view refused = "refused";
constexpr std::string_view attribution = "attribution";
constexpr std::string_view onset = "onset";
constexpr std::string_view growth = "growth";

/// A refusal's reason: what it says but for its numbers, which change from step to step.
std::string words_of(const std::string& sentence) {
    std::string words;
    for (const char c : sentence)
        if ((c < '0' || c > '9') && c != '.' && c != ',') words += c;
    return words;
}

bool excludes(const FindingNumber& now, double value) {
    if (!now.low && !now.high) return false;
    return (now.low && value < *now.low) || (now.high && value > *now.high);
}

bool is_more(std::uint64_t now, std::uint64_t before) {
    return static_cast<double>(now) > static_cast<double>(before) * (1 + late_share) &&
           now > before;
}

// A rise that is found at its alarm is small; what it grows to is news although its date stands.
bool doubled(std::string_view name, const Finding& before, const Finding& now) {
    const auto* old_number = number_of(before, name);
    const auto* new_number = number_of(now, name);
    return old_number && new_number && old_number->value && new_number->value &&
           *old_number->value > 0 && *new_number->value >= 2 * *old_number->value;
}

/// Growth that goes on as it was is no news, but what is foretold of it runs out: without a new finding nobody would be told of
/// tonight or of Monday, and nothing of it would be scored.
bool foretells_more(const Finding& before, const Finding& now) {
    const auto told = forecasts_of(before);
    const auto tells = forecasts_of(now);
    const auto is_ahead = [&](const MadeForecast& one) { return one.at > now.judged_at; };
    if (std::ranges::none_of(tells, is_ahead)) return false;
    if (std::ranges::none_of(told, is_ahead)) return true;
    // Beside the hours that move along with each look stands one moment at most: a Monday that is near enough by now.
    return tells.size() > told.size();
}

core::Duration length_of(const FindingWindow& window) {
    return window.to - window.from;
}

}  // namespace

std::optional<FindingWhy> what_is_new(const std::optional<Finding>& standing, const Finding& now,
                                      const FindingData& window_now) {
    if (!standing) return FindingWhy::first;
    if (now.verdict != standing->verdict) return FindingWhy::verdict;
    if (now.method != standing->method) return FindingWhy::method;
    if (standing->suspected && !now.suspected && (speaks(now) || tells_of_a_rise(now)))
        return FindingWhy::rise_confirmed;
    if (!now.numbers.empty() && !standing->numbers.empty()) {
        const auto& number = now.numbers.front();
        const auto& before = standing->numbers.front();
        // A number that had no value, or is another one, is no value that an interval could exclude.
        if (number.name == before.name && before.value && excludes(number, *before.value))
            return FindingWhy::interval;
    }
    if (now.question == onset &&
        (doubled("excess_per_h", *standing, now) || doubled("peak_excess", *standing, now)))
        return FindingWhy::interval;
    if (window_now.digest != standing->data.digest &&
        (is_more(window_now.events, standing->data.events) ||
         is_more(window_now.hosts, standing->data.hosts)))
        return FindingWhy::late_events;
    if (now.verdict == refused) {
        if (words_of(now.sentence) != words_of(standing->sentence)) return FindingWhy::reason;
        return std::nullopt;
    }
    // No growth, no rise, no sleep again is what quiet times are made of.
    if ((speaks(now) || tells_of_a_rise(now) || now.question == attribution) &&
        now.window.from >= standing->window.to && standing->window.to > core::Time{})
        return FindingWhy::window;
    if (now.question == growth && speaks(now) && foretells_more(*standing, now))
        return FindingWhy::window;
    // An attribution of quiet times has a window that moves along, and is no longer than before.
    const bool begins_alike =
        now.window.from <= standing->window.from + length_of(standing->window) / 4;
    if ((tells_of_a_rise(now) || (now.question == attribution && begins_alike)) &&
        length_of(standing->window) > core::Duration{} &&
        length_of(now.window) >= longer_factor * length_of(standing->window))
        return FindingWhy::longer;
    return std::nullopt;
}

}  // namespace hitme::console
