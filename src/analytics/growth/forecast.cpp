// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/forecast.h"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_01.hpp>
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

/// The same process noise that widens a growth rate's interval widens every parameter's.
double widening(const GrowthFinding& finding) {
    return finding.inflation * rate_error_factor * rate_error_factor;
}

/// What a curve's level or rate is held to where the counts hardly show it: within e^2 of the mean seen (at one deviation);
/// an exponential's rate within e^8 over the window.
std::vector<Prior> level_priors(const GrowthFinding& finding, Family family) {
    double hosts = 0;
    double exposure = 0;
    for (const FitPoint& one : finding.points) {
        hosts += one.hosts;
        exposure += one.exposure;
    }
    const Prior level{std::log(std::max(hosts, 0.5) / std::max(exposure, 1e-9)), 2};
    std::vector<Prior> priors{level};
    if (family == Family::linear) priors.push_back(level);
    if (family == Family::exponential) priors.push_back({0, 8});
    for (std::size_t j = priors.size(); j < parameters_of(family); ++j)
        priors.push_back(shape_prior(family, j));
    return priors;
}

/// Whether the normal approximation stands for the posterior: it does not where the counts hardly bound a level or an
/// exponential's rate, as with a curve that is lost in the background. Its draws would then be of any size. The shapes of
/// logistic and hump have priors of their own.
bool is_bounded(const Matrix& spread, Family family) {
    // A logistic's or a hump's height is less well known than a level, and its draws beyond what is seen are what holds the
    // truth where a signal has just begun to taper.
    const double widest = family == Family::logistic || family == Family::hump ? 2 : 1;
    const bool has_two = family == Family::linear || family == Family::exponential;
    for (std::size_t j = 0; j < (has_two ? 2u : 1u); ++j)
        if (!(spread[j][j] <= widest * widest)) return false;
    return true;
}

/// Whether an outbreak that grows may be about to end, or "stays" what it is.
enum class Ending : std::uint8_t { possible, excluded };

/// Some draws of a growing curve begin to taper, at any time between what does not show yet and the time asked for, as fast as the
/// hump's prior has it.
void end_some(Engine& engine, Ending ending, const FitPoint& point, FamilyFit& drawn) {
    const bool grows = drawn.family == Family::linear || drawn.family == Family::exponential ||
                       drawn.family == Family::logistic;
    if (ending == Ending::excluded || !grows) return;
    boost::random::uniform_01<double> uniform;
    if (uniform(engine) >= ending_share) return;
    const double earliest = 1 - unseen_share;
    const double from = earliest + (point.u - earliest) * uniform(engine);
    const Prior fall = shape_prior(Family::hump, hump_fall);
    boost::random::normal_distribution<double> normal{fall.mean, fall.deviation};
    const double lower = std::exp(normal(engine)) * std::max(0.0, point.u - from);
    drawn.parameters[0] -= lower;
    if (drawn.family == Family::linear) drawn.parameters[1] -= lower;
}

/// By Metropolis' rule from the posterior itself, flattened as the normal approximation is widened.
void walk(Engine& engine, const GrowthFinding& finding, const FamilyFit& fit, const Matrix& spread,
          const FitPoint& point, std::size_t draws, Ending ending, std::vector<double>& counts) {
    constexpr std::size_t settling = 500;
    constexpr std::size_t between = 4;
    constexpr double widest_step = 1;
    const auto levels = level_priors(finding, fit.family);
    const auto density = [&](const Vector& at) {
        return log_posterior(fit.family, at, finding.points, finding.priors, finding.alpha,
                             levels) /
               widening(finding);
    };
    Vector step{};
    for (std::size_t j = 0; j < fit.size; ++j) {
        const double deviation = std::sqrt(std::max(spread[j][j], 0.0));
        step[j] = std::isfinite(deviation) ? std::min(deviation, widest_step) : widest_step;
    }
    boost::random::normal_distribution<double> normal;
    boost::random::uniform_01<double> uniform;
    FamilyFit drawn;
    drawn.family = fit.family;
    drawn.size = fit.size;
    drawn.parameters = fit.parameters;
    for (std::size_t j = 0; j < parameters_of(fit.family); ++j)
        drawn.parameters[j] = std::clamp(drawn.parameters[j], levels[j].mean - levels[j].deviation,
                                         levels[j].mean + levels[j].deviation);
    double here = density(drawn.parameters);
    // Each proposal moves one parameter or all, so that neither narrow valleys nor wide ones hold the walk up.
    const double all = 1 / std::sqrt(static_cast<double>(fit.size));
    for (std::size_t i = 0; i < settling + draws * between; ++i) {
        Vector there = drawn.parameters;
        if (i % 2 == 0) {
            for (std::size_t j = 0; j < fit.size; ++j) there[j] += all * step[j] * normal(engine);
        } else {
            const std::size_t j = i / 2 % fit.size;
            there[j] += 2 * step[j] * normal(engine);
        }
        const double then = density(there);
        if (then >= here || uniform(engine) < std::exp(then - here)) {
            drawn.parameters = there;
            here = then;
        }
        if (i < settling || (i - settling) % between != 0) continue;
        FamilyFit told = drawn;
        end_some(engine, ending, point, told);
        counts.push_back(drawn_count(engine, mean_at(told, point), finding.alpha));
    }
}

void draw(Engine& engine, const GrowthFinding& finding, const FamilyFit& fit, const FitPoint& point,
          std::size_t draws, Ending ending, std::vector<double>& counts) {
    if (draws == 0) return;
    Matrix spread = fit.covariance;
    for (auto& row : spread)
        for (double& one : row) one *= widening(finding);
    const auto factor = cholesky(spread, fit.size);
    if (!factor || !is_bounded(spread, fit.family)) {
        walk(engine, finding, fit, spread, point, draws, ending, counts);
        return;
    }
    boost::random::normal_distribution<double> normal;
    FamilyFit drawn;
    drawn.family = fit.family;
    drawn.size = fit.size;
    for (std::size_t i = 0; i < draws; ++i) {
        drawn.parameters = fit.parameters;
        Vector shift{};
        for (std::size_t j = 0; j < fit.size; ++j) shift[j] = normal(engine);
        for (std::size_t j = 0; j < fit.size; ++j)
            for (std::size_t k = 0; k <= j; ++k) drawn.parameters[j] += (*factor)[j][k] * shift[k];
        end_some(engine, ending, point, drawn);
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
    if (finding.has(GrowthReason::forged_sources)) return ForecastRefusal::forged_sources;
    if (finding.fits.empty()) return ForecastRefusal::insufficient_data;
    if (finding.window_hours < least_shape_hours) return ForecastRefusal::window_under_a_day;
    if (at < finding.window.now) return ForecastRefusal::not_ahead;
    if (finding.verdict == GrowthVerdict::step) return ForecastRefusal::step;
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
        case ForecastRefusal::step:
            return "step";
        case ForecastRefusal::not_ahead:
            return "not_ahead";
        case ForecastRefusal::forged_sources:
            return "forged_sources";
    }
    return "";
}

Forecast forecast_hosts(const GrowthFinding& finding, core::Time at) {
    Forecast forecast;
    forecast.at = at;
    forecast.bin = finding.bin;
    forecast.refused = refusal_of(finding, at);
    forecast.conditional =
        !forecast.refused ||
        (forecast.refused == ForecastRefusal::too_far &&
         at - finding.window.now <=
             (finding.window.now - finding.window.window_from) * projection_reach);
    if (!forecast.conditional) return forecast;
    FitPoint point;
    point.background = finding.cycle.factor(at);
    point.cosine = std::cos(day_angle(at));
    point.sine = std::sin(day_angle(at));
    point.u = std::chrono::duration<double>(at - finding.window.window_from) /
              std::chrono::duration<double>(finding.window.now - finding.window.window_from);
    Engine engine{forecast_seed};
    const auto weights = family_weights(finding);
    std::vector<double> counts;
    for (std::size_t i = 0; i < family_count && !forecast.refused; ++i)
        draw(
            engine, finding, finding.fits[i], point,
            static_cast<std::size_t>(std::lround(weights[i] * static_cast<double>(forecast_draws))),
            Ending::possible, counts);
    forecast.hosts = quantiles_of(counts);
    const auto alone = [&](Family family) {
        counts.clear();
        draw(engine, finding, finding.fits[static_cast<std::size_t>(family)], point, forecast_draws,
             Ending::excluded, counts);
        return quantiles_of(counts);
    };
    forecast.if_linear = alone(Family::linear);
    forecast.if_exponential = alone(Family::exponential);
    return forecast;
}

}  // namespace hitme::analytics
