// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/step.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace hitme::analytics {
namespace {

constexpr double least_mean = 1e-9;

/// Of a point, as a fit sees it.
struct Parts {
    double background = 0;  ///< expected without any excess
    double weight = 0;      ///< hosts for one host of excess
};

std::vector<Parts> parts_of(std::span<const FitPoint> points, const FamilyFit& fit) {
    const double level = std::exp(fit.log_level());
    const double cosine = fit.parameters[fit.size - 2];
    const double sine = fit.parameters[fit.size - 1];
    std::vector<Parts> parts;
    for (const FitPoint& point : points)
        parts.push_back({point.exposure * level * point.background,
                         point.exposure * std::exp(cosine * point.cosine + sine * point.sine)});
    return parts;
}

/// The moments at which two levels explain the points best, background and cycles left as the curve has them: what a fit of each
/// moment would find, but for a hair, at a hundredth of its cost.
std::vector<std::size_t> likely_moments(std::span<const FitPoint> points, const FamilyFit& curve,
                                        double alpha) {
    constexpr std::size_t most_moments = 6;
    const auto parts = parts_of(points, curve);
    const auto level = [&](std::size_t from, std::size_t to) {
        double over = 0;
        double weight = 0;
        for (std::size_t i = from; i < to; ++i) {
            over += points[i].hosts - parts[i].background;
            weight += parts[i].weight;
        }
        return weight > 0 ? std::max(over / weight, 0.0) : 0.0;
    };
    std::vector<std::pair<double, std::size_t>> moments;
    for (std::size_t at = least_level_points; at + least_level_points <= points.size(); ++at) {
        const double before = level(0, at);
        const double after = level(at, points.size());
        double likelihood = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double mean = parts[i].background + (i < at ? before : after) * parts[i].weight;
            likelihood += log_likelihood_of(points[i].hosts, std::max(mean, least_mean), alpha);
        }
        if (after > before) moments.emplace_back(-likelihood, at);
    }
    std::ranges::sort(moments);
    std::vector<std::size_t> best;
    for (const auto& [likelihood, at] : moments)
        if (best.size() < most_moments) best.push_back(at);
    return best;
}

/// The share of the point that lies after the moment, which falls inside it: what its hosts say, between the two levels.
double share_after(const FitPoint& point, const FamilyFit& levels) {
    const FitPoint one[] = {point};
    const Parts parts = parts_of(one, levels).front();
    const double before = std::exp(levels.parameters[0]);
    const double after = std::exp(levels.parameters[1]);
    if (parts.weight <= 0 || after <= before) return 1;
    const double excess = (point.hosts - parts.background) / parts.weight;
    return std::clamp((excess - before) / (after - before), 0.0, 1.0);
}

}  // namespace

std::optional<Step> find_step(std::span<const FitPoint> points, const FitPriors& priors,
                              const FamilyFit& curve, double alpha, double inflation) {
    if (points.size() < 2 * least_level_points || curve.mean.size() != points.size())
        return std::nullopt;
    std::vector<FitPoint> levels{points.begin(), points.end()};
    std::optional<FamilyFit> best;
    std::size_t best_at = 0;
    const auto fit_levels = [&](std::size_t at, double share, std::span<const Vector> start) {
        for (std::size_t i = 0; i < levels.size(); ++i) levels[i].u = i < at ? 0 : 1;
        levels[at].u = share;
        auto fit = fit_family(Family::linear, levels, priors, alpha, start, start.empty());
        if (!best || fit.penalised > best->penalised) {
            best = fit;
            best_at = share < 0.5 ? at + 1 : at;
        }
        return fit;
    };
    for (const std::size_t at : likely_moments(points, curve, alpha)) {
        const auto whole = fit_levels(at, 1, {});
        const Vector start[] = {whole.parameters};
        fit_levels(at, share_after(points[at], whole), start);
        fit_levels(at - 1, share_after(points[at - 1], whole), start);
    }
    if (!best) return std::nullopt;
    // Its levels, its cycles, and the moment.
    const double size = static_cast<double>(best->size) + 1;
    const double price = 0.5 * std::log(static_cast<double>(points.size())) *
                         (size - static_cast<double>(curve.size));
    Step step;
    step.at = best_at;
    step.before = std::exp(best->parameters[0]);
    step.after = std::exp(best->parameters[1]);
    step.gain = (best->penalised - curve.penalised) / std::max(inflation, 1.0) - price;
    const double floor = std::exp(best->log_level());
    step.fold = (floor + step.after) / (floor + step.before);
    if (step.fold < least_fold) return std::nullopt;
    if (step.gain < least_step_gain) return std::nullopt;
    return step;
}

}  // namespace hitme::analytics
