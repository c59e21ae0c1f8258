// SPDX-License-Identifier: Apache-2.0
#include "console/judge/cycle_question.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include "analytics/growth/class_cycle.h"
#include "console/json_writer.h"
#include "console/judge/answer_json.h"
#include "console/judge/source_proof.h"

namespace hitme::console {
namespace {

constexpr std::size_t most_said = 5;  // ours: classes in the sentence; the answer has all

struct Told {
    std::string_view name;
    analytics::DailyCycle cycle;
    double by_chance = 0;

    bool stands() const { return cycle.known && cycle.amplitude() > by_chance; }
};

/// The peak on the window's first day, as the zone's clocks show it: "8:30 PM EST".
std::string peak_of(const Told& told, const analytics::JudgedWindow& judged,
                    const runtime::Zone& zone) {
    const auto minutes =
        std::chrono::minutes{static_cast<std::int64_t>(std::lround(*told.cycle.peak_hour() * 60))};
    const std::string shown = zone.format(core::Time{core::day_of(judged.window_from)} + minutes);
    // "Sun 2009-01-25 11:00 AM EST": the day says nothing here.
    const auto after_day = shown.find(' ', shown.find(' ') + 1);
    return after_day == std::string::npos ? shown : shown.substr(after_day + 1);
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f %%", 100 * share);
    return text;
}

void put(JsonWriter& json, const Told& told, const analytics::JudgedWindow& judged,
         const runtime::Zone& zone) {
    json.key("name").text(told.name).key("hosts").real(told.cycle.hosts);
    json.key("amplitude")
        .real(told.cycle.known ? std::optional{told.cycle.amplitude()} : std::nullopt);
    json.key("amplitude_by_chance")
        .real(std::isfinite(told.by_chance) ? std::optional{told.by_chance} : std::nullopt);
    json.key("peak_hour").real(told.stands() ? told.cycle.peak_hour() : std::nullopt);
    json.key("peak_at");
    if (told.stands())
        json.text(peak_of(told, judged, zone));
    else
        json.null();
    json.key("dispersion").real(told.cycle.dispersion);
}

std::string sentence_of(const Told& all, const std::vector<Told>& classes,
                        const analytics::JudgedWindow& judged, const runtime::Zone& zone) {
    if (!all.cycle.known) {
        char hours[32];
        std::snprintf(hours, sizeof hours, "%.0f", all.cycle.exposure_hours);
        return "No daily cycle is told: the sensors listened for " + std::string(hours) +
               " h before the window, under 72.";
    }
    std::string text = all.stands()
                           ? "Most hosts come around " + peak_of(all, judged, zone) + ", " +
                                 percent(all.cycle.amplitude()) + " above the day's mean."
                           : "The hosts of all classes together show no daily cycle above chance.";
    std::string quiet;
    std::size_t said = 0;
    for (const Told& one : classes) {
        if (++said > most_said) break;
        if (one.stands())
            text += " " + std::string(one.name) + ": around " + peak_of(one, judged, zone) + ", " +
                    percent(one.cycle.amplitude()) + " above (chance alone up to " +
                    percent(one.by_chance) + ").";
        else
            quiet += (quiet.empty() ? "" : ", ") + std::string(one.name);
    }
    if (!quiet.empty()) text += " None above chance: " + quiet + ".";
    return text;
}

}  // namespace

std::string judge_daily_cycle(const Stream& stream, const JudgeWindow& window) {
    const AskedTimes times = times_of(stream, window);
    const auto judged = judged_window(times);
    const bool withheld = is_withheld(stream, judged.baseline_from, judged.now);
    // Of nothing, where it is withheld: the answer keeps its members.
    const std::vector<analytics::Sighting> none;
    const auto cycles =
        analytics::cycles_by_class(withheld ? none : stream.sightings, stream.source_class,
                                   stream.classes.size(), stream.uptimes, judged);
    const Told all{"all", cycles.all, analytics::amplitude_by_chance(cycles.all)};
    std::vector<Told> classes;
    for (std::size_t i = 0; i < cycles.classes.size(); ++i)
        if (cycles.classes[i].hosts > 0)
            classes.push_back({stream.classes[i], cycles.classes[i],
                               analytics::amplitude_by_chance(cycles.classes[i])});
    std::ranges::stable_sort(
        classes, [](const Told& a, const Told& b) { return a.cycle.hosts > b.cycle.hosts; });
    auto json = begin_answer(stream, "daily-cycle/1", judged);
    json.key("classes_from").text(stream.classes_from);
    json.key("exposed_h").real(cycles.all.exposure_hours);
    json.key("all").begin_object();
    put(json, all, judged, window.zone);
    json.end_object().key("classes").begin_array();
    for (const Told& one : classes) {
        json.begin_object();
        put(json, one, judged, window.zone);
        json.end_object();
    }
    json.end_array();
    if (withheld) return end_answer(json, withheld_sentence(stream));
    return end_answer(json, said(stream, times, sentence_of(all, classes, judged, window.zone)));
}

}  // namespace hitme::console
