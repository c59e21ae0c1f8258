// SPDX-License-Identifier: Apache-2.0
#include "console/judge/asked.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "analytics/onset/intensity.h"
#include "console/judge/learned_exposure.h"
#include "console/judge/projection.h"
#include "console/judge/sentences.h"
#include "console/judge/source_proof.h"
#include "core/text.h"

namespace hitme::console {
namespace {

/// Alarms no further apart are of one event (analytics 2.13).
constexpr core::Duration same_event = std::chrono::hours{24};
/// What the monitor looks back over: a rise began at most so long before its alarm.
constexpr core::Duration longest_rise = std::chrono::hours{6};
constexpr core::Duration least_watched_baseline = std::chrono::days{6};
constexpr core::Duration hour = std::chrono::hours{1};
/// analytics 2.2: for the first 24 h of a network every host is new.
constexpr core::Duration warm_up = std::chrono::hours{24};

/// Further back nothing is counted for an onset: one contact with a clock of 1970 must not make half a century of minutes.
constexpr core::Duration longest_watched = std::chrono::days{400};

// A whole hour begins the count.
core::Time counted_from(const AskedTimes& times) {
    return core::bin_of(std::max(times.first, times.to - longest_watched), hour);
}

core::Time watched_from(core::Time from, core::Time to) {
    return std::max(from + warm_up,
                    std::min(from + least_watched_baseline, from + (to - from) / 2));
}

/// But for what came where nothing was watched: the backlog of an outage, stragglers of a sensor that says it did not listen.
std::vector<core::Time> new_hosts_of(const Stream& stream,
                                     const std::vector<analytics::ExposedSpan>& reduced) {
    std::vector<core::Time> times = stream.without_source;
    times.reserve(times.size() + stream.newcomers.size());
    for (const auto& newcomer : stream.newcomers) times.push_back(newcomer.at);
    std::erase_if(times, [&](core::Time at) { return is_unwatched(reduced, at); });
    return times;
}

std::vector<analytics::HourLoad> load_of(const Stream& stream, core::Time from, core::Time to) {
    std::vector<analytics::HourLoad> load;
    if (to <= from) return load;
    load.resize(static_cast<std::size_t>((to - from) / hour) + 1);
    std::vector<std::uint64_t> contacts(stream.sources.size());
    std::vector<std::uint32_t> seen;
    std::size_t open = 0;
    const auto close = [&] {
        for (const std::uint32_t source : seen) {
            if (contacts[source] > load[open].loudest_events) {
                load[open].loudest_events = contacts[source];
                load[open].loudest = source;
            }
            contacts[source] = 0;
        }
        seen.clear();
    };
    for (const auto& sighting : stream.sightings) {
        if (sighting.at < from || sighting.at >= to) continue;
        const auto index = static_cast<std::size_t>((sighting.at - from) / hour);
        if (index != open) close();
        open = index;
        ++load[index].events;
        if (contacts[sighting.source]++ == 0) seen.push_back(sighting.source);
    }
    close();
    return load;
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

constexpr std::string_view unknown_class = "unknown";

/// "unknown", and "unknown/asia": class and region, of which only the region is known (console/judge/grouping.cpp).
bool is_unknown_class(std::string_view name) {
    return name.substr(0, name.find('/')) == unknown_class;
}

/// Conficker's choice of targets leaves out whole sensors: what they did not see is no absence.
std::string of_blind_sensors(const Stream& stream, const std::vector<std::uint16_t>& sensors) {
    constexpr std::size_t most_named = 5;
    if (sensors.empty()) return {};
    std::string names;
    for (std::size_t i = 0; i < sensors.size() && i < most_named; ++i)
        names +=
            (i > 0 ? ", " : "") + core::printable(core::as_bytes(stream.sensors[sensors[i]]), 100);
    if (sensors.size() > most_named)
        names += " and " + std::to_string(sensors.size() - most_named) + " more";
    return " Hardly reaches " + names + ", with under a tenth of their share of all traffic.";
}

double hours_between(core::Time from, core::Time to) {
    return std::chrono::duration<double, std::ratio<3600>>(to - from).count();
}

}  // namespace

AskedTimes times_of(const Stream& stream, const JudgeWindow& window, core::Duration otherwise) {
    AskedTimes times;
    // The end of a log is not yet over: what it holds at its last instant belongs to it.
    times.to = window.to.value_or(stream.last.value_or(stream.epoch) + core::Duration{1});
    times.from = window.from.value_or(times.to - otherwise);
    if (!window.from) times.start = analytics::WindowStart::last_hours;
    times.first = stream.first.value_or(times.from);
    return times;
}

std::string said(const Stream& stream, const AskedTimes& times, std::string sentence) {
    std::string text = labelled(stream, std::move(sentence)) + future_left_out(stream.future);
    // Who names the end knows what it holds; this is of an end that the log itself gives.
    const bool ends_with_the_log = stream.last && times.to == *stream.last + core::Duration{1};
    if (ends_with_the_log && times.to > times.from && stream.last_alone_for &&
        *stream.last_alone_for > times.to - times.from) {
        const double days_alone = hours_between(times.to - *stream.last_alone_for, times.to) / 24;
        char days[32];
        std::snprintf(days, sizeof days, "%.1f", days_alone);
        text += " The last contact stands alone, " + std::string(days) +
                " days after all others, and the window ends with it: one that ends before it may "
                "tell more.";
    }
    return text;
}

analytics::JudgedWindow judged_window(const AskedTimes& times) {
    // A log that begins inside the window has no baseline, and not one that ends before it begins.
    const core::Time earliest = std::max(times.first, times.from - most_baseline);
    return {std::min(earliest, times.from), times.from, times.to};
}

std::vector<analytics::ExposedSpan> reduced_exposure(const Stream& stream,
                                                     const AskedTimes& times) {
    // A window that begins before the log has a baseline that ends before it begins.
    if (times.to <= times.first) return {};
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

analytics::OnsetFinding ask_onset(const Stream& stream, const JudgeWindow& window,
                                  const AskedTimes& times) {
    if (is_withheld(stream, counted_from(times), times.to)) {
        analytics::OnsetFinding finding;
        finding.refusal = analytics::OnsetRefusal::forged_sources;
        finding.threshold = analytics::MonitorSettings{}.threshold;
        finding.display_zone = window.zone.name();
        return finding;
    }
    analytics::OnsetInput input;
    input.from = counted_from(times);
    input.now = times.to;
    input.watch_from = window.watch_from.value_or(watched_from(input.from, times.to));
    input.reduced = learned_exposure(stream, times.first, times.to);
    input.new_hosts = new_hosts_of(stream, input.reduced);
    for (const auto& span : input.reduced) {
        if (span.span.from > times.first) input.sensor_changes.push_back(span.span.from);
        if (span.span.to < times.to) input.sensor_changes.push_back(span.span.to);
    }
    input.clock_error = window.clock_error;
    input.display_zone = window.zone.name();
    return analytics::judge_onset(input);
}

analytics::OnsetFinding ask_last_onset(const Stream& stream, const JudgeWindow& window,
                                       const AskedTimes& times) {
    auto finding = ask_onset(stream, window, times);
    const auto& alarms = finding.alarms_at;
    std::size_t first = alarms.empty() ? 0 : alarms.size() - 1;
    while (first > 0 && alarms[first] - alarms[first - 1] <= same_event) --first;
    if (first == 0) return finding;
    JudgeWindow later = window;
    later.watch_from = alarms[first] - longest_rise;
    return ask_onset(stream, later, times);
}

std::vector<analytics::OpenEvent> ask_events(const Stream& stream, const AskedTimes& times) {
    analytics::SignalEventsInput input;
    const core::Time from = counted_from(times);
    if (is_withheld(stream, from, times.to)) return {};
    const auto reduced = learned_exposure(stream, times.first, times.to);
    std::vector<double> seconds;
    for (const core::Time at : new_hosts_of(stream, reduced))
        if (at >= from && at < times.to) seconds.push_back(analytics::seconds_of(at));
    std::ranges::sort(seconds);
    const double begin = analytics::seconds_of(from);
    const double end = analytics::seconds_of(times.to);
    if (end <= begin) return {};
    input.cells =
        analytics::count_in_bins(seconds, begin, end, input.monitor.cell_seconds, reduced);
    input.watch_from = analytics::seconds_of(watched_from(from, times.to));
    input.load = load_of(stream, from, times.to);
    return analytics::signal_events(input);
}

analytics::GrowthFinding ask_growth(const Stream& stream, const JudgeWindow& window,
                                    const AskedTimes& times) {
    analytics::GrowthInput input;
    input.window = judged_window(times);
    if (is_withheld(stream, input.window.baseline_from, times.to)) {
        analytics::GrowthFinding finding;
        finding.window = input.window;
        finding.reasons.push_back(analytics::GrowthReason::forged_sources);
        finding.sentence = withheld_sentence(stream);
        return finding;
    }
    input.sightings = stream.sightings;
    input.uptimes = stream.uptimes;
    input.start = times.start;
    input.all_traffic = stream.all_hosts;
    input.bin = window.bin;
    auto finding = analytics::judge_growth(input);
    finding.sentence =
        said(stream, times, finding.sentence + of_blind_sensors(stream, finding.blind_sensors));
    return finding;
}

std::vector<analytics::Forecast> ask_forecasts(const analytics::GrowthFinding& finding,
                                               const runtime::Zone& zone) {
    std::vector<analytics::Forecast> forecasts;
    const core::Duration length = finding.window.now - finding.window.window_from;
    for (const core::Duration ahead : {core::Duration{std::chrono::hours{6}}, length / 3})
        forecasts.push_back(analytics::forecast_hosts(finding, finding.window.now + ahead));
    auto monday = analytics::forecast_hosts(finding, next_monday_morning(finding.window.now, zone));
    if (!monday.refused && monday.conditional) forecasts.push_back(std::move(monday));
    return forecasts;
}

analytics::DormancyFinding ask_dormancy(const Stream& stream, const JudgeWindow& window,
                                        const AskedTimes& times) {
    if (is_withheld(stream, times.first, times.to)) {
        analytics::DormancyFinding finding;
        finding.reason = analytics::DormancyReason::forged_sources;
        finding.sentence = withheld_sentence(stream);
        return finding;
    }
    analytics::DormancyInput input;
    input.now = times.to;
    input.addresses = window.addresses;
    input.probes_per_second = window.probes_per_second;
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
    auto finding = analytics::judge_dormancy(input);
    finding.sentence = said(stream, times, std::move(finding.sentence));
    return finding;
}

analytics::AttributionFinding ask_attribution(const Stream& stream, const AskedTimes& times) {
    const auto span = judged_window(times);
    if (is_withheld(stream, span.baseline_from, span.now)) {
        analytics::AttributionFinding finding;
        finding.refusal = analytics::AttributionRefusal::forged_sources;
        finding.sentence = withheld_sentence(stream);
        return finding;
    }
    analytics::AttributionInput input;
    for (const auto& name : stream.classes)
        input.classes.push_back({name, 0, 0, is_unknown_class(name)});
    std::size_t unknown = 0;
    while (unknown < input.classes.size() && input.classes[unknown].name != unknown_class)
        ++unknown;
    if (unknown == input.classes.size())
        input.classes.push_back({std::string(unknown_class), 0, 0, true});
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
        const core::Address& source = stream.sources[newcomer.source];
        if (!source.is_v4()) continue;
        auto& network = input.by_24[source.v4_value() & 0xFFFFFF00];
        ++(is_baseline ? network.baseline_hosts : network.hosts);
    }
    for (const auto& [first, counts] : input.by_24) {
        auto& wide = input.by_16[first & 0xFFFF0000];
        wide.hosts += counts.hosts;
        wide.baseline_hosts += counts.baseline_hosts;
    }
    const auto exposed = [&](core::Time from, core::Time to) {
        if (to <= from) return 0.0;  // the log is younger than the window: no baseline
        double hours = hours_between(from, to);
        for (const auto& reduced : reduced_exposure(stream, {from, from, to}))
            hours -= (1 - reduced.share) * hours_between(reduced.span.from, reduced.span.to);
        return hours;
    };
    const double baseline = exposed(span.baseline_from, span.window_from);
    input.ratio = baseline > 0 ? exposed(span.window_from, span.now) / baseline : 0;
    auto finding = analytics::judge_attribution(input);
    finding.sentence = said(stream, times, std::move(finding.sentence));
    return finding;
}

std::vector<analytics::Group> ask_groups(const Stream& stream, const AskedTimes& times) {
    const auto span = judged_window(times);
    if (is_withheld(stream, span.window_from, span.now)) return {};
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
    return analytics::coordinated_groups(input);
}

}  // namespace hitme::console
