// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

std::optional<double> doubling(double rate, double window_hours) {
    if (!(rate > 1e-9)) return std::nullopt;
    return std::numbers::ln2 * window_hours / rate;
}

}  // namespace

double hours_of(core::Duration span) {
    return std::chrono::duration<double, std::ratio<3600>>(span).count();
}

bool is_decisive(GrowthVerdict verdict) {
    return static_cast<std::size_t>(verdict) < shape_count || verdict == GrowthVerdict::step;
}

double level_over(const FamilyFit& fit, double from, double to) {
    double sum = 0;
    constexpr int steps = 4;
    for (int i = 0; i <= steps; ++i)
        sum += curve_at(fit.family, fit.curve(), from + (to - from) * i / steps).value;
    return std::exp(fit.log_level()) + sum / (steps + 1);
}

const FamilyFit& fit_of(const GrowthFinding& finding, Family family) {
    return finding.fits[static_cast<std::size_t>(family)];
}

const FamilyFit& best_fit(const GrowthFinding& finding) {
    return finding.fits[static_cast<std::size_t>(
        std::min_element(finding.delta_bic.begin(), finding.delta_bic.end()) -
        finding.delta_bic.begin())];
}

double rate_error(const GrowthFinding& finding) {
    return rate_error_factor *
           std::sqrt(std::max(
               fit_of(finding, Family::exponential).covariance[1][1] * finding.inflation, 0.0));
}

void measure(GrowthFinding& finding) {
    const double per_hour = 1 / hours_of(finding.bin);
    const double wide = z95 * std::sqrt(finding.inflation);
    const double rate = fit_of(finding, Family::exponential).parameters[1];
    const double error = rate_error(finding);
    if (rate + z95 * error > 0)
        finding.doubling_if_exponential_h = {doubling(rate, finding.window_hours),
                                             doubling(rate + z95 * error, finding.window_hours),
                                             doubling(rate - z95 * error, finding.window_hours)};
    if (finding.verdict == GrowthVerdict::exponential ||
        finding.verdict == GrowthVerdict::growing_shape_unresolved)
        finding.doubling_h = finding.doubling_if_exponential_h;
    const FamilyFit& best = best_fit(finding);
    if (!finding.fold_change) finding.fold_change = level_over(best, 1, 1) / level_over(best, 0, 0);
    if (finding.verdict == GrowthVerdict::linear) {
        const FamilyFit& fit = fit_of(finding, Family::linear);
        const double start = std::exp(fit.parameters[0]);
        const double end = std::exp(fit.parameters[1]);
        const double variance = start * start * fit.covariance[0][0] +
                                end * end * fit.covariance[1][1] -
                                2 * start * end * fit.covariance[0][1];
        const double scale = per_hour / finding.window_hours;
        const double slope = (end - start) * scale;
        const double half = wide * std::sqrt(std::max(variance, 0.0)) * scale;
        finding.slope_hosts_per_h2 = {slope, slope - half, slope + half};
    }
    if (finding.verdict == GrowthVerdict::logistic) {
        const FamilyFit& fit = fit_of(finding, Family::logistic);
        const double height = std::exp(fit.parameters[0]) * per_hour;
        const double half = wide * std::sqrt(std::max(fit.covariance[0][0], 0.0));
        const double floor = std::exp(fit.log_level()) * per_hour;
        finding.plateau = {floor + height, floor + height * std::exp(-half),
                           floor + height * std::exp(half)};
    }
    if (finding.verdict == GrowthVerdict::tapering) {
        double top = -1;
        double at = 0;
        for (int i = 0; i <= 200; ++i) {
            const double value = curve_at(best.family, best.curve(), i / 200.0).value;
            if (value > top) {
                top = value;
                at = i / 200.0;
            }
        }
        const auto whole =
            static_cast<double>((finding.window.now - finding.window.window_from).count());
        finding.peak_at =
            finding.window.window_from + core::Duration{static_cast<std::int64_t>(at * whole)};
    }
}

// How many more hours of the same would set the two weightiest readings apart: the expected log-likelihood ratio of each
// hour to come, halved because the loser will be fitted again.
void look_ahead(GrowthFinding& finding) {
    if (is_decisive(finding.verdict)) return;
    // No number of hours makes up for a beginning.
    if (finding.has(GrowthReason::no_onset)) return;
    const double missing_day = std::max(0.0, least_shape_hours - finding.window_hours);
    const auto weights = family_weights(finding);
    std::array<std::size_t, 2> top{};
    double first = -1;
    double second = -1;
    std::array<GrowthVerdict, family_count> reads{};
    for (std::size_t i = 0; i < family_count; ++i) {
        const FamilyFit& fit = finding.fits[i];
        reads[i] = read_curve(fit.family, fit.curve(), std::exp(fit.log_level()));
        if (weights[i] > first) {
            first = weights[i];
            top[0] = i;
        }
    }
    for (std::size_t i = 0; i < family_count; ++i)
        if (reads[i] != reads[top[0]] && weights[i] > second) {
            second = weights[i];
            top[1] = i;
        }
    if (second <= 0) {
        if (missing_day > 0) finding.needs_more_hours = std::ceil(missing_day);
        return;
    }
    double missing = std::log(finding.decisive / (1 - finding.decisive)) -
                     std::log(std::max(first, 1e-12) / second);
    const double width = hours_of(finding.bin);
    const double longest = 2 * finding.window_hours;
    double ahead = 0;
    while (missing > 0 && ahead < longest) {
        ahead += width;
        FitPoint point;
        point.u = 1 + ahead / finding.window_hours;
        const auto at =
            finding.window.now + core::Duration{static_cast<std::int64_t>(ahead * 3.6e12)};
        point.background = finding.cycle.factor(at);
        point.cosine = std::cos(day_angle(at));
        point.sine = std::sin(day_angle(at));
        const double a = mean_at(finding.fits[top[0]], point);
        const double b = mean_at(finding.fits[top[1]], point);
        const double log_of_b = std::log(b / a);
        const double expected = finding.alpha < 1e-6
                                    ? b - a - a * log_of_b
                                    : (a + 1 / finding.alpha) * std::log((1 + finding.alpha * b) /
                                                                         (1 + finding.alpha * a)) -
                                          a * log_of_b;
        missing -= 0.5 * expected / finding.inflation;
    }
    if (missing > 0) return;
    finding.needs_more_hours = std::ceil(std::max(ahead, missing_day));
}

}  // namespace hitme::analytics
