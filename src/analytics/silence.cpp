// SPDX-License-Identifier: Apache-2.0
#include "analytics/silence.h"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace hitme::analytics {
namespace {

constexpr core::Duration look_back = std::chrono::hours{24};

struct Contact {
    std::int64_t hour;
    std::uint32_t source;
    core::Time at;
};

// One contact per source and hour, in order of time.
std::vector<core::Time> arrivals_of(std::vector<Contact>& contacts) {
    std::sort(contacts.begin(), contacts.end(), [](const Contact& a, const Contact& b) {
        return std::tie(a.hour, a.source, a.at) < std::tie(b.hour, b.source, b.at);
    });
    std::vector<core::Time> arrivals;
    for (std::size_t i = 0; i < contacts.size(); ++i)
        if (i == 0 || contacts[i].hour != contacts[i - 1].hour ||
            contacts[i].source != contacts[i - 1].source)
            arrivals.push_back(contacts[i].at);
    std::sort(arrivals.begin(), arrivals.end());
    return arrivals;
}

double in_hours(core::Duration span) {
    return std::chrono::duration<double, std::ratio<3600>>(span).count();
}

// Hosts an hour in the day before `i` and in the day from it on; the smaller of the sides that exist.
double rate_around(const std::vector<core::Time>& arrivals, std::size_t i, core::Time before,
                   core::Time after, core::Time from, core::Time to) {
    double rate = -1;
    const auto take = [&](core::Time a, core::Time b) {
        if (b - a < look_back / 4) return;
        const auto first = std::lower_bound(arrivals.begin(), arrivals.end(), a);
        const auto last = std::lower_bound(arrivals.begin(), arrivals.end(), b);
        const double side = static_cast<double>(last - first) / in_hours(b - a);
        if (rate < 0 || side < rate) rate = side;
    };
    if (i > 0) take(std::max(from, before - look_back), before);
    if (i < arrivals.size()) take(after, std::min(to, after + look_back));
    return std::max(rate, 0.0);
}

}  // namespace

Uptimes assumed_uptimes(std::span<const Sighting> sightings, std::size_t sensors, core::Time from,
                        core::Time to) {
    Uptimes uptimes(sensors);
    if (to <= from) return uptimes;
    std::vector<std::vector<Contact>> by_sensor(sensors);
    for (const Sighting& sighting : sightings) {
        if (sighting.at < from || sighting.at >= to || sighting.sensor >= sensors) continue;
        by_sensor[sighting.sensor].push_back(
            {core::nanoseconds_of(core::bin_of(sighting.at, std::chrono::hours{1})),
             sighting.source, sighting.at});
    }
    for (std::size_t sensor = 0; sensor < sensors; ++sensor) {
        const auto arrivals = arrivals_of(by_sensor[sensor]);
        if (arrivals.empty()) continue;
        core::Time up_from = from;
        const auto look = [&](std::size_t i, core::Time before, core::Time after) {
            const double expected =
                rate_around(arrivals, i, before, after, from, to) * in_hours(after - before);
            if (expected <= suspected_count) return;
            if (before > up_from) uptimes[sensor].push_back({up_from, before});
            up_from = after;
        };
        look(0, from, arrivals.front());
        for (std::size_t i = 1; i < arrivals.size(); ++i) look(i, arrivals[i - 1], arrivals[i]);
        look(arrivals.size(), arrivals.back(), to);
        if (to > up_from) uptimes[sensor].push_back({up_from, to});
    }
    return uptimes;
}

}  // namespace hitme::analytics
