// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/dormancy.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hitme::analytics {
namespace {

constexpr double hour = 3600e9;
constexpr double silence_level = 0.03;
constexpr std::size_t least_sightings = 4;
constexpr std::size_t least_hosts = 30;
constexpr std::size_t least_silences = 15;
constexpr double bump_level = 0.003;
constexpr double shortest_lull = 3;
constexpr double night_share = 9.0 / 24;

double hours_of(core::Duration span) {
    return static_cast<double>(span.count()) / hour;
}

/// Time with the outages cut out, so that a silence counts only what was listened to.
class Listening {
 public:
    explicit Listening(const std::vector<Span>& outages) : outages_(outages) {}

    double hours(core::Time at) const {
        core::Duration lost{};
        for (const auto& [from, to] : outages_) {
            if (at <= from) break;
            lost += std::min(at, to) - from;
        }
        return hours_of(at.time_since_epoch() - lost);
    }
    /// The first outage that begins in [from, to).
    std::optional<core::Time> outage_between(core::Time from, core::Time to) const {
        const auto next =
            std::lower_bound(outages_.begin(), outages_.end(), from,
                             [](const Span& a, core::Time at) { return a.from < at; });
        if (next == outages_.end() || next->from >= to) return std::nullopt;
        return next->from;
    }

 private:
    const std::vector<Span>& outages_;
};

/// One host's sightings, in order.
using Host = std::span<const Sighting>;

std::vector<Host> hosts_of(const std::vector<Sighting>& sorted) {
    std::vector<Host> hosts;
    for (std::size_t first = 0; first < sorted.size();) {
        std::size_t last = first;
        while (last < sorted.size() && sorted[last].source == sorted[first].source) ++last;
        hosts.emplace_back(&sorted[first], last - first);
        first = last;
    }
    return hosts;
}

Lifetime gap_after(Host host, std::size_t i, core::Time now, const Listening& listening) {
    const core::Time at = host[i].at;
    const bool seen = i + 1 < host.size();
    const core::Time next = seen ? host[i + 1].at : now;
    if (const auto outage = listening.outage_between(at, next)) {
        return {listening.hours(*outage) - listening.hours(at), false};
    }
    return {listening.hours(next) - listening.hours(at), seen};
}

struct Bouts {
    std::vector<Lifetime> scans;
    std::vector<Lifetime> silences;
    std::vector<double> sleeps;  ///< of those that came back, without the edges
};

void add_bout(Host host, core::Time now, const Listening& listening, Bouts& bouts) {
    const double level = silence_level / static_cast<double>(host.size() - least_sightings + 1);
    for (std::size_t n = least_sightings; n <= host.size(); ++n) {
        const double scanned = listening.hours(host[n - 1].at) - listening.hours(host[0].at);
        const double length = std::max(scanned, 0.05);
        const Lifetime gap = gap_after(host, n - 1, now, listening);
        if (std::pow(length / (length + gap.hours), static_cast<double>(n - 1)) >= level) continue;
        bouts.scans.push_back({scanned, true});
        bouts.silences.push_back(gap);
        // A bout reaches beyond its last sighting, and the next begins before its first: half a silence at most is that.
        const double edges = 2 * scanned / static_cast<double>(n - 1);
        if (gap.ended) bouts.sleeps.push_back(gap.hours - std::min(edges, gap.hours / 2));
        return;
    }
    const double scanned = listening.hours(host.back().at) - listening.hours(host[0].at);
    bouts.scans.push_back({scanned, false});
}

std::optional<double> night_ratio(const DormancyInput& input,
                                  const std::vector<Sighting>& sightings) {
    double night = 0;
    double all = 0;
    for (const auto& sighting : sightings) {
        if (sighting.source >= input.zones.size() || !input.zones[sighting.source]) continue;
        const double local = std::fmod(
            hours_of(sighting.at.time_since_epoch() + *input.zones[sighting.source]), 24.0);
        const double clock = local < 0 ? local + 24 : local;
        night += clock >= 23 || clock < 8 ? 1 : 0;
        all += 1;
    }
    // Zones of a few say nothing about the many.
    if (all == 0 || all < 0.5 * static_cast<double>(sightings.size())) return std::nullopt;
    return night / all / night_share;
}

double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size()) return sorted.back();
    const double part = place - static_cast<double>(below);
    return sorted[below] * (1 - part) + sorted[below + 1] * part;
}

std::string number(const char* form, double value) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, form, value);
    return {text, static_cast<std::size_t>(std::clamp(size, 0, 63))};
}

std::string sentence_of(const DormancyFinding& finding) {
    switch (finding.verdict) {
        case DormancyVerdict::scan_then_sleep:
            return "Hosts scan for a while, fall silent" +
                   (finding.sleep_h ? " for about " + number("%.0f h", *finding.sleep_h)
                                    : std::string{}) +
                   " and come back.";
        case DormancyVerdict::daily_off:
            return "Hosts fall silent at night, by their own local time, and come back: machines "
                   "switched off would look so.";
        case DormancyVerdict::persistent:
            return "Hosts go on scanning: most have not stopped within 24 h.";
        case DormancyVerdict::scan_then_gone:
            return "Hosts scan, then stopped; removal, a new address and sleep without return look "
                   "the same.";
        case DormancyVerdict::undetermined:
            return finding.reason == DormancyReason::no_time_zones
                       ? "Hosts fall silent and come back; without their time zones sleep and a "
                         "nightly switch-off look the same."
                       : "Hosts fall silent, but whether they come back is not clear yet.";
        case DormancyVerdict::insufficient_data:
            break;
    }
    if (finding.reason == DormancyReason::rarely_revisited) {
        return "Not testable: one host is expected back every " +
               number("%.0f h", finding.expected_revisit_h.value_or(0)) + ".";
    }
    return "Not testable: " + std::to_string(finding.hosts_with_bout) +
           " hosts were seen four times or more; 30 are needed.";
}

DormancyVerdict sleepy(DormancyFinding& finding, DormancyVerdict otherwise) {
    if (!finding.night_ratio) {
        if (otherwise == DormancyVerdict::persistent) return otherwise;
        finding.reason = DormancyReason::no_time_zones;
        return DormancyVerdict::undetermined;
    }
    return *finding.night_ratio < 0.5 ? DormancyVerdict::daily_off : otherwise;
}

DormancyVerdict verdict_of(DormancyFinding& finding) {
    const bool bump =
        finding.bump_p < bump_level && finding.bump_h && *finding.bump_h > shortest_lull;
    finding.reason = DormancyReason::none;
    if (finding.hosts_with_bout >= least_hosts) {
        const auto& stopped = *finding.stopped_by_24h;
        const auto& back = finding.return_by_36h;
        if (back && back->low > 0.2 && stopped.value > 0.25) {
            return sleepy(finding, DormancyVerdict::scan_then_sleep);
        }
        if (bump) {
            if (!finding.sleep_h) finding.sleep_h = finding.bump_h;
            return sleepy(finding, DormancyVerdict::scan_then_sleep);
        }
        if (stopped.high < 0.5) return sleepy(finding, DormancyVerdict::persistent);
        if (back && back->high < 0.2 && stopped.value > 0.5) return DormancyVerdict::scan_then_gone;
        finding.reason = DormancyReason::unclear;
        return DormancyVerdict::undetermined;
    }
    if (bump) {
        finding.sleep_h = finding.bump_h;
        return sleepy(finding, DormancyVerdict::scan_then_sleep);
    }
    finding.reason = DormancyReason::few_hosts_seen_often;
    return DormancyVerdict::insufficient_data;
}

}  // namespace

std::string_view name_of(DormancyVerdict verdict) {
    switch (verdict) {
        case DormancyVerdict::insufficient_data:
            return "insufficient_data";
        case DormancyVerdict::scan_then_sleep:
            return "scan_then_sleep";
        case DormancyVerdict::daily_off:
            return "daily_off";
        case DormancyVerdict::persistent:
            return "persistent";
        case DormancyVerdict::scan_then_gone:
            return "scan_then_gone";
        case DormancyVerdict::undetermined:
            return "undetermined";
    }
    return "undetermined";
}

std::string_view name_of(DormancyReason reason) {
    switch (reason) {
        case DormancyReason::none:
            return "none";
        case DormancyReason::no_sightings:
            return "no_sightings";
        case DormancyReason::few_hosts_seen_often:
            return "few_hosts_seen_often";
        case DormancyReason::rarely_revisited:
            return "rarely_revisited";
        case DormancyReason::unclear:
            return "unclear";
        case DormancyReason::no_time_zones:
            return "no_time_zones";
        case DormancyReason::forged_sources:
            return "forged_sources";
    }
    return "none";
}

DormancyFinding judge_dormancy(const DormancyInput& input) {
    DormancyFinding finding;
    std::vector<Sighting> sorted;
    for (const auto& one : input.sightings) {
        if (one.at <= input.now) sorted.push_back(one);
    }
    std::sort(sorted.begin(), sorted.end(), [](const Sighting& a, const Sighting& b) {
        return a.source != b.source ? a.source < b.source : a.at < b.at;
    });
    // Several events of one source at one instant are one sighting.
    sorted.erase(std::unique(sorted.begin(), sorted.end(),
                             [](const Sighting& a, const Sighting& b) {
                                 return a.source == b.source && a.at == b.at;
                             }),
                 sorted.end());
    const Listening listening{input.outages};
    const auto hosts = hosts_of(sorted);
    finding.hosts = hosts.size();
    finding.sources = classify_sources(sorted, input.now, input.outages);
    if (input.addresses > 0 && input.probes_per_second > 0) {
        finding.expected_revisit_h =
            4294967296.0 / (3600 * input.probes_per_second * input.addresses);
    }
    if (hosts.empty()) {
        finding.sentence = "Not testable: no sightings.";
        return finding;
    }
    std::vector<Lifetime> gaps;
    Bouts bouts;
    for (const Host host : hosts) {
        for (std::size_t i = 0; i < host.size(); ++i) {
            gaps.push_back(gap_after(host, i, input.now, listening));
        }
        if (host.size() >= least_sightings) add_bout(host, input.now, listening, bouts);
    }
    const ReturnBump bump = return_bump(gaps);
    finding.bump_p = bump.p;
    finding.bump_h = bump.hour;
    finding.hosts_with_bout = bouts.scans.size();
    finding.confirmed_silent = bouts.silences.size();
    finding.night_ratio = night_ratio(input, sorted);
    if (finding.hosts_with_bout >= least_hosts) {
        finding.scan_h = median_lifetime(bouts.scans);
        finding.stopped_by_24h = ended_by(bouts.scans, 24);
        if (bouts.silences.size() >= least_silences)
            finding.return_by_36h = ended_by(bouts.silences, 36);
        auto& slept = bouts.sleeps;
        if (slept.size() >= 5) {
            std::sort(slept.begin(), slept.end());
            finding.sleep_h = quantile(slept, 0.5);
            finding.sleep_quartiles_h = {quantile(slept, 0.25), quantile(slept, 0.75)};
        }
    }
    finding.verdict = verdict_of(finding);
    if (finding.verdict == DormancyVerdict::insufficient_data && finding.expected_revisit_h) {
        const auto [first, last] = std::minmax_element(
            sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        (void)last;
        if (*finding.expected_revisit_h > hours_of(input.now - first->at) / 5) {
            finding.reason = DormancyReason::rarely_revisited;
        }
    }
    finding.sentence = sentence_of(finding);
    return finding;
}

}  // namespace hitme::analytics
