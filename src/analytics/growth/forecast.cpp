// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/forecast.h"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <chrono>
#include <cmath>
#include <vector>

namespace hitme::analytics {
namespace {

using Engine = boost::random::mt19937_64;

double drawn_count(Engine& engine, double mean, double alpha) {
    double held = std::clamp(mean, 1e-6, 1e7);
    if (alpha > 1e-6)
        held = boost::random::gamma_distribution<double>{1 / alpha, held * alpha}(engine);
    if (!(held > 1e-9)) return 0;
    return static_cast<double>(
        boost::random::poisson_distribution<std::int64_t, double>{held}(engine));
}

void draw(Engine& engine, const GrowthFinding& finding, const FamilyFit& fit, const FitPoint& point,
          std::size_t draws, std::vector<double>& counts) {
    // The same process noise that widens a growth rate's interval widens every parameter's.
    Matrix spread = fit.covariance;
    for (auto& row : spread)
        for (double& one : row) one *= finding.inflation * rate_error_factor * rate_error_factor;
    const auto factor = cholesky(spread, fit.size);
    boost::random::normal_distribution<double> normal;
    FamilyFit drawn;
    drawn.family = fit.family;
    drawn.size = fit.size;
    for (std::size_t i = 0; i < draws; ++i) {
        drawn.parameters = fit.parameters;
        if (factor) {
            Vector shift{};
            for (std::size_t j = 0; j < fit.size; ++j) shift[j] = normal(engine);
            for (std::size_t j = 0; j < fit.size; ++j)
                for (std::size_t k = 0; k <= j; ++k)
                    drawn.parameters[j] += (*factor)[j][k] * shift[k];
        }
        counts.push_back(drawn_count(engine, mean_at(drawn, point), finding.alpha));
    }
}

Quantiles quantiles_of(std::vector<double>& counts) {
    if (counts.empty()) return {};
    std::sort(counts.begin(), counts.end());
    const auto at = [&](double share) {
        const double place = share * static_cast<double>(counts.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, counts.size() - 1);
        return counts[below] +
               (place - static_cast<double>(below)) * (counts[above] - counts[below]);
    };
    return {at(0.025), at(0.1), at(0.5), at(0.9), at(0.975)};
}

std::optional<ForecastRefusal> refusal_of(const GrowthFinding& finding, core::Time at) {
    if (finding.fits.empty()) return ForecastRefusal::insufficient_data;
    if (finding.window_hours < least_shape_hours) return ForecastRefusal::window_under_a_day;
    if (at < finding.window.now) return ForecastRefusal::not_ahead;
    const double ahead =
        std::chrono::duration<double, std::ratio<3600>>(at - finding.window.now).count();
    if (ahead > forecast_reach * finding.window_hours) return ForecastRefusal::too_far;
    return std::nullopt;
}

}  // namespace

std::string_view name_of(ForecastRefusal refusal) {
    switch (refusal) {
        case ForecastRefusal::insufficient_data:
            return "insufficient_data";
        case ForecastRefusal::window_under_a_day:
            return "window_under_a_day";
        case ForecastRefusal::too_far:
            return "too_far";
        case ForecastRefusal::not_ahead:
            return "not_ahead";
    }
    return "";
}

Forecast forecast_hosts(const GrowthFinding& finding, core::Time at) {
    Forecast forecast;
    forecast.at = at;
    forecast.bin = finding.bin;
    forecast.refused = refusal_of(finding, at);
    if (forecast.refused) return forecast;
    FitPoint point;
    point.background = finding.cycle.factor(at);
    point.cosine = std::cos(day_angle(at));
    point.sine = std::sin(day_angle(at));
    point.u = std::chrono::duration<double>(at - finding.window.window_from) /
              std::chrono::duration<double>(finding.window.now - finding.window.window_from);
    Engine engine{forecast_seed};
    const auto weights = family_weights(finding);
    std::vector<double> counts;
    for (std::size_t i = 0; i < family_count; ++i)
        draw(
            engine, finding, finding.fits[i], point,
            static_cast<std::size_t>(std::lround(weights[i] * static_cast<double>(forecast_draws))),
            counts);
    forecast.hosts = quantiles_of(counts);
    const auto alone = [&](Family family) {
        counts.clear();
        draw(engine, finding, finding.fits[static_cast<std::size_t>(family)], point, forecast_draws,
             counts);
        return quantiles_of(counts);
    };
    forecast.if_linear = alone(Family::linear);
    forecast.if_exponential = alone(Family::exponential);
    return forecast;
}

}  // namespace hitme::analytics
