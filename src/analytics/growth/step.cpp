// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/step.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hitme::analytics {
namespace {

constexpr double least_mean = 1e-9;
/// Fewer points make no level.
constexpr std::size_t least_level = 3;

struct Parts {
    double background = 0;  ///< expected without any excess
    double weight = 0;      ///< hosts for one host of excess
};

}  // namespace

std::optional<Step> find_step(std::span<const FitPoint> points, const FamilyFit& smooth,
                              double alpha, double inflation) {
    if (points.size() < 2 * least_level || smooth.size < 3 || smooth.mean.size() != points.size())
        return std::nullopt;
    const double level = std::exp(smooth.log_level());
    const double cosine = smooth.parameters[smooth.size - 2];
    const double sine = smooth.parameters[smooth.size - 1];
    std::vector<Parts> parts;
    double of_smooth = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const FitPoint& point = points[i];
        parts.push_back({point.exposure * level * point.background,
                         point.exposure * std::exp(cosine * point.cosine + sine * point.sine)});
        of_smooth += log_likelihood_of(point.hosts, std::max(smooth.mean[i], least_mean), alpha);
    }
    const auto excess = [&](std::size_t from, std::size_t to) {
        double over = 0;
        double weight = 0;
        for (std::size_t i = from; i < to; ++i) {
            over += points[i].hosts - parts[i].background;
            weight += parts[i].weight;
        }
        return weight > 0 ? std::max(over / weight, 0.0) : 0.0;
    };
    std::optional<Step> best;
    for (std::size_t at = least_level; at + least_level <= points.size(); ++at) {
        Step step{at, excess(0, at), excess(at, points.size()), 0};
        if (step.after <= step.before) continue;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double high = i < at ? step.before : step.after;
            const double mean = parts[i].background + high * parts[i].weight;
            step.gain += log_likelihood_of(points[i].hosts, std::max(mean, least_mean), alpha);
        }
        step.gain -= of_smooth;
        if (!best || step.gain > best->gain) best = step;
    }
    if (!best || best->gain < least_step_gain * std::max(inflation, 1.0)) return std::nullopt;
    return best;
}

}  // namespace hitme::analytics
