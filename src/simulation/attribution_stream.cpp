// SPDX-License-Identifier: Apache-2.0
#include "simulation/attribution_stream.h"

#include <array>
#include <cmath>

namespace hitme::simulation {
namespace {

/// Parts that add up to one, around the weights (Dirichlet).
template <typename Weights>
std::vector<double> parts(Random& random, const Weights& weights) {
    std::vector<double> drawn;
    double sum = 0;
    for (const double weight : weights) sum += drawn.emplace_back(random.gamma(weight, 1));
    for (double& one : drawn) one /= sum;
    return drawn;
}

}  // namespace

AttributionCounts attribution_counts(std::uint64_t seed) {
    // A worm of homes, mostly in Asia and Europe; two classes hardly take part.
    constexpr std::array<double, 7> worm{6, 4, 1, 1.5, 1, .5, .5};
    constexpr std::array<double, 7> before{2, 2, 2, 2, 2, 2, 2};
    Random random{seed * 8 + 6};
    AttributionCounts counts;
    counts.share = parts(random, worm);
    const double hosts = random.uniform(100, 1500);
    counts.ratio = 1 / random.uniform(3, 14);
    const double growth = std::exp(random.uniform(std::log(60.0), std::log(3000.0)));
    const auto baseline = parts(random, before);
    for (std::size_t i = 0; i < worm.size(); ++i) {
        const double quiet = hosts * baseline[i];
        counts.baseline.push_back(static_cast<std::uint64_t>(random.poisson(quiet)));
        counts.window.push_back(static_cast<std::uint64_t>(
            random.poisson(quiet * counts.ratio + growth * counts.share[i])));
    }
    return counts;
}

}  // namespace hitme::simulation
