// SPDX-License-Identifier: Apache-2.0
#include "console/judge/questions.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "analytics/onset/intensity.h"
#include "console/judge/finding_json.h"
#include "console/judge/sentences.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::array<std::pair<std::string_view, Judgement>, 6> judgements{{
    {"growth", Judgement::growth},
    {"onset", Judgement::onset},
    {"dormancy", Judgement::dormancy},
    {"attribution", Judgement::attribution},
    {"counts", Judgement::counts},
    {"coordination", Judgement::coordination},
}};

/// Alarms no further apart are of one event (analytics 2.13).
constexpr core::Duration same_event = std::chrono::hours{24};
/// What the monitor looks back over: a rise began at most so long before its alarm.
constexpr core::Duration longest_rise = std::chrono::hours{6};

struct Times {
    core::Time first;
    core::Time from;
    core::Time to;
};

Times times_of(const Stream& stream, const JudgeWindow& window, core::Duration otherwise) {
    Times times;
    // The end of a log is not yet over: what it holds at its last instant belongs to it.
    times.to = window.to.value_or(stream.last.value_or(stream.epoch) + core::Duration{1});
    times.from = window.from.value_or(times.to - otherwise);
    times.first = stream.first.value_or(times.from);
    return times;
}

/// When the share of listening sensors was not whole: a sensor counts alike, which is all that times alone can say.
std::vector<analytics::ExposedSpan> reduced_exposure(const Stream& stream, const Times& times) {
    std::vector<std::pair<core::Time, int>> changes;
    std::size_t sensors = 0;
    for (const auto& spans : stream.uptimes) {
        if (spans.empty()) continue;
        ++sensors;
        for (const auto& span : spans) {
            changes.emplace_back(std::clamp(span.from, times.first, times.to), 1);
            changes.emplace_back(std::clamp(span.to, times.first, times.to), -1);
        }
    }
    std::vector<analytics::ExposedSpan> reduced;
    if (sensors == 0) return reduced;
    std::ranges::sort(changes);
    core::Time since = times.first;
    int listening = 0;
    const auto close = [&](core::Time at) {
        const double share = static_cast<double>(listening) / static_cast<double>(sensors);
        if (at > since && share < 1) reduced.push_back({{since, at}, share});
        since = std::max(since, at);
    };
    for (const auto& [at, change] : changes) {
        if (at > since) close(at);
        listening += change;
    }
    close(times.to);
    return reduced;
}

analytics::OnsetFinding find_onset(const Stream& stream, const JudgeWindow& window,
                                   const Times& times) {
    analytics::OnsetInput input;
    input.new_hosts = stream.without_source;
    for (const auto& newcomer : stream.newcomers) input.new_hosts.push_back(newcomer.at);
    // A whole hour begins the count; without one, the log's first instant does.
    input.from = core::bin_of(times.first, std::chrono::hours{1});
    input.now = times.to;
    constexpr core::Duration least_baseline = std::chrono::days{6};
    input.watch_from = window.watch_from.value_or(
        std::min(input.from + least_baseline, input.from + (times.to - input.from) / 2));
    input.reduced = reduced_exposure(stream, times);
    for (const auto& span : input.reduced) {
        if (span.span.from > times.first) input.sensor_changes.push_back(span.span.from);
        if (span.span.to < times.to) input.sensor_changes.push_back(span.span.to);
    }
    input.display_zone = window.zone.name();
    return analytics::judge_onset(input);
}

// The onset of what goes on now: alarms more than a day apart are events of their own, and an old one that ended does not
// date the present one.
analytics::OnsetFinding find_last_onset(const Stream& stream, const JudgeWindow& window,
                                        const Times& times) {
    auto finding = find_onset(stream, window, times);
    const auto& alarms = finding.alarms_at;
    std::size_t first = alarms.empty() ? 0 : alarms.size() - 1;
    while (first > 0 && alarms[first] - alarms[first - 1] <= same_event) --first;
    if (first == 0) return finding;
    JudgeWindow later = window;
    later.watch_from = alarms[first] - longest_rise;
    auto last = find_onset(stream, later, times);
    return last.alarm_at ? last : finding;
}

analytics::JudgedWindow judged(const Times& times) {
    return {std::max(times.first, times.from - most_baseline), times.from, times.to};
}

std::string judge_growth(const Stream& stream, const JudgeWindow& window) {
    Times times = times_of(stream, window, usual_window);
    if (!window.from) {
        const auto onset = find_last_onset(stream, window, times);
        if (onset.onset) times.from = *onset.onset;
    }
    analytics::GrowthInput input;
    input.sightings = stream.sightings;
    input.uptimes = stream.uptimes;
    input.window = judged(times);
    input.bin = window.bin;
    const auto finding = analytics::judge_growth(input);
    std::vector<analytics::Forecast> forecasts;
    const core::Duration length = times.to - times.from;
    for (const core::Duration ahead : {core::Duration{std::chrono::hours{6}}, length / 3})
        forecasts.push_back(analytics::forecast_hosts(finding, times.to + ahead));
    std::vector<std::string> said;
    for (const auto& forecast : forecasts) said.push_back(sentence_of(forecast, window.zone));
    return growth_json(stream, finding, forecasts, said);
}

std::string judge_onset(const Stream& stream, const JudgeWindow& window) {
    const auto finding = find_onset(stream, window, times_of(stream, window, usual_window));
    return onset_json(stream, finding, sentence_of(finding, window.zone));
}

// Where a class names its region and nothing names the country: the region's rough middle. Enough to tell a night from a
// sleep, which is all that dormancy asks of it.
std::optional<core::Duration> zone_of_class(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, int>, 5> regions{
        {{"asia", 8}, {"europe", 1}, {"americas", -5}, {"africa", 2}, {"oceania", 10}}};
    for (const auto& [region, offset] : regions)
        if (name.ends_with(region)) return std::chrono::hours{offset};
    return std::nullopt;
}

std::string judge_dormancy(const Stream& stream, const JudgeWindow& window) {
    const Times times = times_of(stream, window, usual_window);
    analytics::DormancyInput input;
    input.now = times.to;
    input.zones = stream.zones;
    if (input.zones.empty() && !stream.classes.empty()) {
        input.zones.resize(stream.sources.size());
        for (std::size_t i = 0; i < input.zones.size(); ++i)
            if (stream.source_class[i] != no_class)
                input.zones[i] = zone_of_class(stream.classes[stream.source_class[i]]);
    }
    // Newcomers of the window alone, where one is asked for: each from its first sighting on.
    std::vector<bool> is_old(stream.sources.size(), false);
    if (window.from)
        for (const auto& sighting : stream.sightings)
            if (sighting.at < *window.from) is_old[sighting.source] = true;
    for (const auto& sighting : stream.sightings)
        if (!is_old[sighting.source] && sighting.at < times.to) input.sightings.push_back(sighting);
    for (const auto& span : reduced_exposure(stream, times))
        if (span.share < 0.5) input.outages.push_back(span.span);
    return dormancy_json(stream, analytics::judge_dormancy(input));
}

std::string judge_attribution(const Stream& stream, const JudgeWindow& window) {
    const Times times = times_of(stream, window, usual_window);
    const auto span = judged(times);
    analytics::AttributionInput input;
    for (const auto& name : stream.classes)
        input.classes.push_back({name, 0, 0, name == "unknown"});
    std::size_t unknown = 0;
    while (unknown < input.classes.size() && !input.classes[unknown].unknown) ++unknown;
    if (unknown == input.classes.size()) input.classes.push_back({"unknown", 0, 0, true});
    std::vector<std::uint8_t> counted(stream.sources.size(), 0);  // 1: in the baseline, 2: window
    for (const auto& newcomer : stream.newcomers) {
        const bool is_baseline =
            newcomer.at >= span.baseline_from && newcomer.at < span.window_from;
        const bool is_window = newcomer.at >= span.window_from && newcomer.at < span.now;
        const std::uint8_t part = is_baseline ? 1 : 2;
        if ((!is_baseline && !is_window) || (counted[newcomer.source] & part) != 0) continue;
        counted[newcomer.source] = static_cast<std::uint8_t>(counted[newcomer.source] | part);
        const std::uint32_t index = stream.source_class[newcomer.source];
        auto& one = input.classes[index == no_class ? unknown : index];
        ++(is_baseline ? one.baseline_hosts : one.hosts);
    }
    const auto exposed = [&](core::Time from, core::Time to) {
        double hours = std::chrono::duration<double, std::ratio<3600>>(to - from).count();
        for (const auto& reduced : reduced_exposure(stream, {from, from, to}))
            hours -= (1 - reduced.share) * std::chrono::duration<double, std::ratio<3600>>(
                                               reduced.span.to - reduced.span.from)
                                               .count();
        return hours;
    };
    const double baseline = exposed(span.baseline_from, span.window_from);
    input.ratio = baseline > 0 ? exposed(span.window_from, span.now) / baseline : 0;
    return attribution_json(stream, analytics::judge_attribution(input), span);
}

std::string judge_coordination(const Stream& stream, const JudgeWindow& window) {
    const Times times = times_of(stream, window, usual_window);
    const auto span = judged(times);
    analytics::GroupsInput input;
    input.from = span.window_from;
    input.to = span.now;
    std::vector<std::uint64_t> sensors(stream.sources.size());
    for (const auto& sighting : stream.sightings)
        if (sighting.at >= input.from && sighting.at < input.to)
            sensors[sighting.source] |= std::uint64_t{1} << sighting.sensor;
    for (const auto& newcomer : stream.newcomers) {
        if (newcomer.at < input.from || newcomer.at >= input.to) continue;
        const core::Address& source = stream.sources[newcomer.source];
        // What an address alone says of likeness: its network, a /24; an IPv6 source is its /64 already.
        std::string text = source.to_string();
        text = source.is_v4() ? text.substr(0, text.rfind('.')) + ".0/24" : text;
        input.starters.push_back({newcomer.at, std::move(text), sensors[newcomer.source]});
    }
    const auto groups = analytics::coordinated_groups(input);
    return coordination_json(stream, groups, span, sentence_of(groups, window.zone));
}

std::string shown(const boost::json::value& value) {
    if (value.is_string()) return core::printable(core::as_bytes(value.get_string()), 400);
    if (value.is_double()) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4g", value.get_double());
        return text;
    }
    if (const auto* list = value.if_array()) {
        std::string text;
        for (const auto& one : *list) text += (text.empty() ? "" : ", ") + shown(one);
        return "[" + text + "]";
    }
    if (const auto* object = value.if_object()) {
        std::string text;
        for (const auto& [key, one] : *object)
            text += (text.empty() ? "" : ", ") + std::string(key) + " " + shown(one);
        return "{" + text + "}";
    }
    return boost::json::serialize(value);
}

}  // namespace

std::optional<Judgement> judgement_named(std::string_view name) {
    const auto* found =
        std::ranges::find(judgements, name, &decltype(judgements)::value_type::first);
    if (found == judgements.end()) return std::nullopt;
    return found->second;
}

std::string judge(const Stream& stream, Judgement question, const JudgeWindow& window) {
    switch (question) {
        case Judgement::growth:
            return judge_growth(stream, window);
        case Judgement::onset:
            return judge_onset(stream, window);
        case Judgement::dormancy:
            return judge_dormancy(stream, window);
        case Judgement::attribution:
            return judge_attribution(stream, window);
        case Judgement::coordination:
            return judge_coordination(stream, window);
        case Judgement::counts:
            break;
    }
    const Times times = times_of(stream, window, usual_window);
    const auto counts = count_stream(stream, window.from.value_or(times.first), times.to);
    return counts_json(stream, counts, sentence_of(counts));
}

std::vector<std::string> judge_all(const Stream& stream, const JudgeWindow& window) {
    JudgeWindow from_onset = window;
    const Times times = times_of(stream, window, usual_window);
    std::vector<std::string> findings;
    findings.push_back(judge(stream, Judgement::counts, window));
    const auto onset = find_last_onset(stream, window, times);
    findings.push_back(onset_json(stream, onset, sentence_of(onset, window.zone)));
    // Growth is asked for the asked window, else from the onset on; who and whether they sleep, for the same time.
    if (!from_onset.from) from_onset.from = onset.onset.value_or(times.from);
    for (const Judgement question :
         {Judgement::growth, Judgement::dormancy, Judgement::attribution})
        findings.push_back(judge(stream, question, from_onset));
    return findings;
}

std::vector<std::string> sentences_of(const std::string& finding) {
    const auto value = boost::json::parse(finding);
    std::vector<std::string> said;
    const auto take = [&](const boost::json::object& object) {
        const auto* sentence = object.if_contains("sentence");
        if (sentence != nullptr && sentence->is_string()) said.push_back(shown(*sentence));
    };
    take(value.get_object());
    if (const auto* forecasts = value.get_object().if_contains("forecast"))
        for (const auto& forecast : forecasts->get_array()) take(forecast.get_object());
    return said;
}

std::string in_words(const std::string& finding) {
    const auto value = boost::json::parse(finding);
    const auto& object = value.get_object();
    std::string text;
    if (const auto* sentence = object.if_contains("sentence");
        sentence != nullptr && sentence->is_string())
        text += shown(*sentence) + "\n";
    for (const auto& [key, member] : object) {
        if (key == "sentence") continue;
        text += "  " + std::string(key) + ": " + shown(member) + "\n";
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace hitme::console
