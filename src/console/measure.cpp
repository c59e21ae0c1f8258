// SPDX-License-Identifier: Apache-2.0
#include "console/measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "analytics/interval.h"
#include "analytics/summary.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr core::Duration before = std::chrono::hours{48};  // a day warms up what is new

/// What is counted besides the summary, of one signal in the window.
struct Seen {
    std::map<core::Address, core::Time> first;  ///< by source
    std::map<std::string, std::uint64_t> sensors;
};

std::string whole(double value) {
    return std::to_string(static_cast<long long>(std::llround(value)));
}

std::string query_of(std::string_view path, event::Signal signal, core::Time from, core::Time to) {
    return std::string(path) + "?signal=" + signal.to_string() +
           "&from=" + core::format_rfc3339(from) + "&to=" + core::format_rfc3339(to);
}

Measure interval_measure(const analytics::Summary::Numbers& numbers, core::Time from,
                         core::Time to) {
    Measure measure;
    measure.id = "new_host_interval";
    measure.unit = "min";
    measure.from = std::max(from, numbers.warm_at.value_or(from));
    measure.to = to;
    if (measure.from >= to) measure.from = to;
    const auto interval =
        analytics::interval_to_say(numbers.new_hosts_after_warm_up, to - measure.from);
    const auto minutes = [](const std::optional<double>& seconds) {
        return seconds ? std::optional<double>(*seconds / 60) : std::nullopt;
    };
    measure.value = minutes(interval.mean_seconds);
    measure.low = minutes(interval.low_seconds);
    measure.high = minutes(interval.high_seconds);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(to - measure.from).count();
    measure.sentence =
        "New hosts (not seen in the 24 hours before) come " + analytics::sentence(interval) + ": " +
        std::to_string(numbers.new_hosts_after_warm_up) + " in " + whole(hours) + " h.";
    return measure;
}

Measure source_measure(const analytics::Summary::Numbers& numbers, const Seen& seen) {
    Measure measure;
    measure.id = "sources";
    measure.value = static_cast<double>(seen.first.size());
    measure.unit = "sources";
    std::vector<std::pair<core::Time, core::Address>> order;
    for (const auto& [source, first] : seen.first) order.emplace_back(first, source);
    std::ranges::sort(order);
    measure.sentence = std::to_string(order.size()) + " sources made " +
                       std::to_string(numbers.events) + " contacts";
    if (!order.empty()) {
        const std::size_t listed = std::min(order.size(), max_listed_sources);
        measure.sentence +=
            "; the first " + std::to_string(listed) + " of " + std::to_string(order.size()) + ": ";
        for (std::size_t i = 0; i < listed; ++i)
            measure.sentence += (i == 0 ? "" : ", ") + order[i].second.to_string();
    }
    measure.sentence += ".";
    if (numbers.one_source_made_most())
        measure.sentence += " One source, " + numbers.top->source.to_string() +
                            ", made more than half of the contacts.";
    return measure;
}

Measure sensor_measure(const Seen& seen, std::size_t all) {
    Measure measure;
    measure.id = "sensors";
    measure.value = static_cast<double>(seen.sensors.size());
    measure.unit = "sensors";
    measure.sentence =
        std::to_string(seen.sensors.size()) + " of " + std::to_string(all) + " sensors saw it";
    std::string names;
    std::size_t listed = 0;
    for (const auto& [name, count] : seen.sensors) {
        if (++listed > max_listed_sources) break;
        names += (names.empty() ? ": " : ", ") + core::printable(name, 64) + " (" +
                 std::to_string(count) + ")";
    }
    measure.sentence += names + ".";
    return measure;
}

Measure coverage_measure(const analytics::Coverage& coverage) {
    Measure measure;
    measure.id = "coverage";
    measure.unit = "share";
    if (!coverage.known) {
        measure.sentence = "No heartbeat tells when the sensors listened: coverage is not known.";
        return measure;
    }
    measure.value = coverage.share;
    measure.sentence = "The sensors listened " + whole(coverage.share * 100) + " % of the time, " +
                       whole(coverage.exposure_hours) + " sensor-hours.";
    return measure;
}

}  // namespace

core::Result<std::vector<Measure>> measures_of(store::EventStore& store, event::Signal signal,
                                               core::Time from, core::Time to) {
    analytics::Summariser::Settings settings;
    settings.from = from;
    settings.to = to;
    analytics::Summariser summariser(settings);
    Seen seen;
    const auto visited = store.visit_until(from - before, to, [&](const event::Event& event) {
        summariser.add(event);
        const auto* contact = std::get_if<event::Contact>(&event);
        if (contact == nullptr || contact->seen_at < from ||
            event::Signal::of(*contact) != signal || contact->source.is_unspecified())
            return true;
        const auto [at, is_first] =
            seen.first.try_emplace(contact->source.source_key(), contact->seen_at);
        if (!is_first) at->second = std::min(at->second, contact->seen_at);
        ++seen.sensors[contact->sensor];
        return true;
    });
    if (!visited) return visited.error();
    const auto summary = summariser.summary();
    std::vector<Measure> measures;
    const analytics::Summary::Numbers* numbers = nullptr;
    for (const auto& on : summary.signals)
        if (on.signal == signal) numbers = &on.numbers;
    std::vector<std::string> names;
    for (const auto& sensor : summary.sensors) names.push_back(sensor.sensor);
    const auto coverage =
        analytics::measure_coverage(summary.uptime, analytics::CoverageWindow{from, to, {}, names});
    if (numbers != nullptr) {
        measures.push_back(interval_measure(*numbers, from, to));
        measures.push_back(source_measure(*numbers, seen));
        measures.push_back(sensor_measure(seen, std::max(names.size(), seen.sensors.size())));
    }
    measures.push_back(coverage_measure(coverage));
    for (auto& measure : measures) {
        if (measure.id != "new_host_interval") {
            measure.from = from;
            measure.to = to;
        }
        measure.query = query_of(measure.id == "sources" ? "/api/v1/sources" : "/api/v1/series",
                                 signal, measure.from, measure.to);
    }
    return measures;
}

}  // namespace hitme::console
