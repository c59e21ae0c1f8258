// SPDX-License-Identifier: Apache-2.0
#include "console/judge/rise_questions.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "analytics/growth/measure.h"

namespace hitme::console {
namespace {

using std::chrono::hours;

constexpr core::Duration half_an_hour = std::chrono::minutes{30};

using analytics::hours_of;

double baseline_hours(const Stream& stream, const analytics::JudgedWindow& judged) {
    return exposed_hours(stream, judged.baseline_from, judged.window_from);
}
double window_hours(const Stream& stream, const analytics::JudgedWindow& judged) {
    return exposed_hours(stream, judged.window_from, judged.now);
}
bool in_baseline(const analytics::JudgedWindow& judged, core::Time at) {
    return at >= judged.baseline_from && at < judged.window_from;
}
bool in_window(const analytics::JudgedWindow& judged, core::Time at) {
    return at >= judged.window_from && at < judged.now;
}

/// Pearson's, of counts against one rate; never below 1.
double dispersion_of(std::span<const double> counts, double expected) {
    if (!(expected > 0) || counts.size() < 2) return 1;
    double squares = 0;
    for (const double count : counts) squares += (count - expected) * (count - expected) / expected;
    return std::max(1.0, squares / static_cast<double>(counts.size() - 1));
}

/// Hosts of each hour, added up: distinct hosts of two spans of other lengths cannot be compared.
analytics::BeforeAfter before_after(const Stream& stream, const analytics::JudgedWindow& judged,
                                    double dispersion) {
    std::vector<std::pair<core::Time, std::uint32_t>> before;
    std::vector<std::pair<core::Time, std::uint32_t>> after;
    for (const auto& sighting : stream.sightings) {
        const std::pair hour{core::bin_of(sighting.at, hours{1}), sighting.source};
        if (in_baseline(judged, sighting.at)) before.push_back(hour);
        if (in_window(judged, sighting.at)) after.push_back(hour);
    }
    for (auto* list : {&before, &after}) {
        std::ranges::sort(*list);
        // clang 14 cannot instantiate std::ranges::unique of libstdc++ 12.
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    return {static_cast<double>(before.size()), baseline_hours(stream, judged),
            static_cast<double>(after.size()), window_hours(stream, judged), dispersion};
}

/// What was sent: how many sent anything, what most of them sent, who of these went on to an exploit.
void read_payloads(const Stream& stream, const analytics::JudgedWindow& judged,
                   analytics::LadderInput& input) {
    std::set<std::uint32_t> senders;
    std::map<std::size_t, std::set<std::uint32_t>> by_family;
    for (const auto& sighting : stream.sightings) {
        if (!in_window(judged, sighting.at) || !sighting.payload.was_sent()) continue;
        senders.insert(sighting.source);
        if (const auto family = sighting.payload.family())
            by_family[*family].insert(sighting.source);
    }
    input.payload_sources = senders.size();
    const std::set<std::uint32_t>* common = nullptr;
    std::size_t common_family = 0;
    for (const auto& [family, sources] : by_family)
        if (common == nullptr || sources.size() > common->size()) {
            common = &sources;
            common_family = family;
        }
    if (common == nullptr) return;
    const auto networks = [&](const std::set<std::uint32_t>& sources) {
        constexpr std::uint64_t is_as = std::uint64_t{1} << 32;
        std::set<std::uint64_t> found;
        for (const std::uint32_t source : sources) {
            const auto as = source < stream.as_numbers.size() ? stream.as_numbers[source] : 0;
            found.insert(as != 0 ? is_as | as : network_of(stream.sources[source]));
        }
        return static_cast<std::uint32_t>(found.size());
    };
    input.common_sources = common->size();
    input.common_networks = networks(*common);
    if (common_family < stream.signatures.size())
        input.signature = stream.signatures[common_family];
    std::set<std::uint32_t> exploiting;
    for (const auto& sighting : stream.sightings)
        if (in_window(judged, sighting.at) && sighting.payload.is_exploit() &&
            sighting.payload.family() == common_family)
            exploiting.insert(sighting.source);
    input.exploit_sources = exploiting.size();
    input.exploit_networks = networks(exploiting);
}

/// The numbers that the ladder compares.
analytics::LadderInput ladder_input(const Stream& stream, const analytics::JudgedWindow& judged,
                                    const HourlyHosts& hourly, std::string called) {
    analytics::LadderInput input;
    input.signal = std::move(called);
    const double before = baseline_hours(stream, judged);
    std::map<core::Time, double> hourly_events;
    // Probes of each source in each hour; sightings come by time.
    std::vector<std::uint64_t> in_hour(stream.sources.size());
    std::vector<bool> seen(stream.sources.size());
    std::vector<std::uint32_t> of_hour;
    std::vector<std::uint64_t> each;
    core::Time hour;
    const auto close_hour = [&] {
        for (const std::uint32_t source : of_hour)
            each.push_back(std::exchange(in_hour[source], 0));
        of_hour.clear();
    };
    double old_events = 0;
    for (const auto& sighting : stream.sightings) {
        if (in_baseline(judged, sighting.at)) {
            ++old_events;
            ++hourly_events[core::bin_of(sighting.at, hours{1})];
        }
        if (in_window(judged, sighting.at)) {
            ++input.events;
            const core::Time now = core::bin_of(sighting.at, hours{1});
            if (now != hour) close_hour();
            hour = now;
            if (in_hour[sighting.source]++ == 0) of_hour.push_back(sighting.source);
            seen[sighting.source] = true;
        }
    }
    close_hour();
    // Distinct sources do not add up over time; hourly hosts do.
    for (const auto& bin : hourly.series.window()) input.sources += bin.hosts;
    double old_hosts = 0;
    for (const auto& bin : hourly.series.baseline()) old_hosts += bin.hosts;
    const double scale = before > 0 ? window_hours(stream, judged) / before : 0;
    constexpr double least_baseline_hours = 24;
    input.has_baseline = before >= least_baseline_hours;
    input.expected_events = old_events * scale;
    input.expected_sources = old_hosts * scale;
    input.source_dispersion = hourly.cycle.dispersion;
    std::vector<double> counts;
    for (core::Time at = core::bin_of(judged.baseline_from, hours{1});
         at < judged.window_from && counts.size() < analytics::max_bins; at += hours{1}) {
        const auto found = hourly_events.find(at);
        counts.push_back(found == hourly_events.end() ? 0 : found->second);
    }
    input.event_dispersion = dispersion_of(counts, before > 0 ? old_events / before : 0);
    if (!each.empty()) {
        const auto middle = each.begin() + static_cast<std::ptrdiff_t>(each.size() / 2);
        std::ranges::nth_element(each, middle);
        input.median_probes_per_source = static_cast<double>(*middle);
    }
    read_payloads(stream, judged, input);
    // A host that was one of our own addresses and now scans: the only former targets that a log of decoys knows of.
    for (std::size_t source = 0; source < seen.size(); ++source)
        if (seen[source] && std::ranges::binary_search(stream.targets, stream.sources[source]))
            ++input.targets_that_scan;
    return input;
}

}  // namespace

HourlyHosts hourly_hosts(const Stream& stream, const analytics::JudgedWindow& judged) {
    HourlyHosts hourly;
    hourly.series = analytics::count_hosts(stream.sightings, stream.uptimes, judged, hours{1});
    hourly.cycle = analytics::fit_cycle(hourly.series.baseline(), hours{1});
    return hourly;
}

double exposed_hours(const Stream& stream, core::Time from, core::Time to) {
    if (to <= from) return 0;
    double all = hours_of(to - from);
    for (const auto& reduced : reduced_exposure(stream, {from, from, to}))
        all -= (1 - reduced.share) * hours_of(reduced.span.to - reduced.span.from);
    return all;
}

analytics::PersistenceFinding ask_persistence(const HourlyHosts& hourly) {
    std::vector<analytics::HourSinceOnset> since;
    const auto& cycle = hourly.cycle;
    for (const auto& bin : hourly.series.window()) {
        const double expected = cycle.level * cycle.factor(bin.from + half_an_hour);
        since.push_back({bin.judged_hosts(), expected * bin.exposure, bin.exposure});
    }
    return analytics::judge_persistence(since, cycle.dispersion);
}

AskedAgreement ask_agreement(const Stream& stream, const JudgeWindow& window,
                             const AskedTimes& times, const HourlyHosts& hourly,
                             const SensorClassAt& class_at) {
    AskedAgreement asked;
    const auto judged = judged_window(times);
    const auto named = [&](const std::string& sensor, core::Time at) {
        return class_at ? class_at(sensor, at) : std::string("unknown");
    };
    for (const auto& sensor : stream.sensors)
        asked.sensors[named(sensor, times.to)].push_back(sensor);
    // What a sensor saw counts for the class that it had then: moved sensors change theirs.
    std::map<std::string, Stream> parts;
    for (const auto& entry : asked.sensors) {
        Stream& part = parts[entry.first];
        part.sensors = stream.sensors;
        part.uptimes = stream.uptimes;
        part.sources = stream.sources;
        part.first = stream.first;
        part.last = stream.last;
    }
    const auto take = [&](const std::vector<analytics::Sighting>& from,
                          std::vector<analytics::Sighting> Stream::*into) {
        for (const auto& sighting : from) {
            const auto part = parts.find(named(stream.sensors[sighting.sensor], sighting.at));
            if (part != parts.end()) (part->second.*into).push_back(sighting);
        }
    };
    take(stream.sightings, &Stream::sightings);
    take(stream.newcomers, &Stream::newcomers);
    for (const auto& [name, part] : parts) {
        analytics::ClassChange change;
        change.name = name;
        change.counts = before_after(part, judged, hourly.cycle.dispersion);
        // The class's own onset, from its own new hosts.
        const auto onset = ask_last_onset(part, window, times);
        if (onset.ci95) change.onset = analytics::Span{onset.ci95->low, onset.ci95->high};
        change.onset_at = onset.onset;
        asked.classes.push_back(std::move(change));
    }
    asked.finding = analytics::judge_agreement(asked.classes);
    return asked;
}

analytics::LadderFinding ask_ladder(const Stream& stream, const AskedTimes& times,
                                    const HourlyHosts& hourly, const std::string& called) {
    auto input = ladder_input(stream, judged_window(times), hourly, called);
    AskedTimes yesterday = times;
    yesterday.to = times.to - hours{24};
    if (yesterday.from > yesterday.to - hours{1}) yesterday.from = yesterday.to - usual_window;
    // Without a day of baseline before that nothing is up or down.
    if (yesterday.from - times.first >= hours{24}) {
        const auto judged = judged_window(yesterday);
        input.before = analytics::judge_ladder(
                           ladder_input(stream, judged, hourly_hosts(stream, judged), called))
                           .level;
    }
    return analytics::judge_ladder(input);
}

}  // namespace hitme::console
