// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/sessions.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace hitme::analytics {
namespace {

/// Where the first term of the alternating sum, which bounds it from above, is larger than this, the chance is near 1 and the sum of
/// its huge terms worth nothing.
constexpr double largest_term = 1e6;
/// Terms only fall from such a one on.
constexpr double smallest_term = 1e-18;

/// Time with the outages cut out.
core::Duration listened(core::Time from, core::Time to, const std::vector<Span>& outages) {
    core::Duration length = to - from;
    for (const auto& outage : outages) {
        if (outage.from >= to) break;
        if (outage.to > from) length -= std::min(outage.to, to) - std::max(outage.from, from);
    }
    return length;
}

using Host = std::span<const core::Time>;

void classify(Host host, core::Time now, const std::vector<Span>& outages, SourceSessions& into) {
    ++into.hosts;
    std::size_t sessions = 1;
    core::Duration longest{};
    core::Duration whole{};
    for (std::size_t i = 1; i < host.size(); ++i) {
        const core::Duration pause = listened(host[i - 1], host[i], outages);
        if (pause > session_pause) ++sessions;
        longest = std::max(longest, pause);
        whole += pause;
    }
    into.sessions += sessions;
    if (host.size() < least_tested_sightings) {
        ++(sessions == 1 ? into.one_shot : into.untested);
        return;
    }
    ++into.tested;
    const auto all = static_cast<double>(whole.count());
    const double part = all > 0 ? static_cast<double>(longest.count()) / all : 0;
    if (longest > session_pause && longest_pause_chance(host.size() - 1, part) < pause_level) {
        ++into.recurring;
        return;
    }
    const auto silence = static_cast<double>(listened(host.back(), now, outages).count());
    const double unseen =
        silence > 0 ? std::pow(all / (all + silence), static_cast<double>(host.size() - 1)) : 1;
    ++(unseen < pause_level ? into.burst_then_silent : into.continuous);
}

}  // namespace

double longest_pause_chance(std::size_t pauses, double part) {
    if (pauses < 2 || !(part > 0) || part >= 1) return pauses < 2 || !(part >= 1) ? 1 : 0;
    const auto count = static_cast<double>(pauses);
    double sum = 0;
    double ways = 1;  // C(pauses, k)
    for (std::size_t k = 1; k <= pauses; ++k) {
        const double left = 1 - static_cast<double>(k) * part;
        if (left <= 0) break;
        ways *= (count - static_cast<double>(k) + 1) / static_cast<double>(k);
        const double term = ways * std::pow(left, count - 1);
        if (term > largest_term) return 1;
        if (term < smallest_term) break;
        sum += k % 2 == 1 ? term : -term;
    }
    return std::clamp(sum, 0.0, 1.0);
}

SourceSessions classify_sources(std::span<const Sighting> sightings, core::Time now,
                                const std::vector<Span>& outages) {
    std::vector<std::pair<std::uint32_t, core::Time>> sorted;
    for (const auto& one : sightings)
        if (one.at <= now) sorted.emplace_back(one.source, one.at);
    std::sort(sorted.begin(), sorted.end());
    // Several events of one source at one instant are one sighting.
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    SourceSessions all;
    std::vector<core::Time> host;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        host.push_back(sorted[i].second);
        if (i + 1 < sorted.size() && sorted[i + 1].first == sorted[i].first) continue;
        classify(host, now, outages, all);
        host.clear();
    }
    const auto tested = static_cast<double>(all.tested);
    all.expected_recurring = pause_level * tested;
    if (all.recurring > 0) {
        const boost::math::binomial_distribution<double> by_chance{tested, pause_level};
        all.p = boost::math::cdf(
            boost::math::complement(by_chance, static_cast<double>(all.recurring) - 1));
    }
    return all;
}

}  // namespace hitme::analytics
