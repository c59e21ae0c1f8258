// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/class_cycle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace hitme::analytics {
namespace {

using std::chrono::hours;

// Highest point of a cos t + b sin t + c cos 2t + d sin 2t with four independent standard normal coefficients: the 95 % point
// of 20,000 draws.
constexpr double highest_of_noise = 3.7;

}  // namespace

ClassCycles cycles_by_class(std::span<const Sighting> sightings,
                            std::span<const std::uint32_t> source_class, std::size_t classes,
                            const Uptimes& uptimes, const JudgedWindow& window) {
    const auto together = count_hosts(sightings, uptimes, window, hours{1});
    ClassCycles cycles{fit_cycle(together.baseline(), hours{1}), {}};
    std::vector<std::vector<Sighting>> parts(classes);
    for (const Sighting& sighting : sightings)
        if (sighting.source < source_class.size() && source_class[sighting.source] < classes)
            parts[source_class[sighting.source]].push_back(sighting);
    for (const auto& part : parts) {
        auto series = count_hosts(part, uptimes, window, hours{1});
        const std::size_t bins = std::min(series.bins.size(), together.bins.size());
        for (std::size_t i = 0; i < bins; ++i) series.bins[i].exposure = together.bins[i].exposure;
        cycles.classes.push_back(fit_cycle(series.baseline(), hours{1}));
    }
    return cycles;
}

double amplitude_by_chance(const DailyCycle& cycle) {
    if (cycle.hosts <= 0) return std::numeric_limits<double>::infinity();
    // A coefficient of the logarithm has the variance 2 dispersion / hosts.
    return std::expm1(highest_of_noise * std::sqrt(2 * cycle.dispersion / cycle.hosts));
}

}  // namespace hitme::analytics
