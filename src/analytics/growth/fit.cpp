// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace hitme::analytics {
namespace {

constexpr double least_mean = 1e-9;
constexpr double most_mean = 1e12;
constexpr double near_poisson = 1e-6;

struct Penalty {
    Vector mean{};
    Vector weight{};
};

double hosts_per_exposure(std::span<const FitPoint> points) {
    double hosts = 0;
    double exposure = 0;
    for (const FitPoint& point : points) {
        hosts += point.hosts;
        exposure += point.exposure;
    }
    return hosts / std::max(exposure, 1e-9);
}

Penalty penalty_of(Family family, std::span<const FitPoint> points, const FitPriors& priors) {
    Penalty penalty;
    const std::size_t n = parameters_of(family);
    for (std::size_t j = 0; j < n; ++j) {
        const Prior prior = shape_prior(family, j);
        penalty.mean[j] = prior.mean;
        penalty.weight[j] = 1 / (prior.deviation * prior.deviation);
    }
    penalty.mean[0] = std::log(std::max(hosts_per_exposure(points), 0.1));
    penalty.mean[n] = priors.log_level.mean;
    penalty.weight[n] = 1 / (priors.log_level.deviation * priors.log_level.deviation);
    for (std::size_t j = n + 1; j < n + 3; ++j)
        penalty.weight[j] = 1 / (priors.cycle_deviation * priors.cycle_deviation);
    return penalty;
}

struct Mean {
    double value;
    Vector slope;
};

Mean mean_and_slope(Family family, std::size_t n, const Vector& p, const FitPoint& point) {
    CurveParameters curve{};
    std::copy_n(p.begin(), n, curve.begin());
    const CurvePoint at = curve_at(family, curve, point.u);
    const double cycle =
        std::exp(std::clamp(p[n + 1] * point.cosine + p[n + 2] * point.sine, -60.0, 60.0));
    const double background = std::exp(std::clamp(p[n], -60.0, 60.0)) * point.background;
    Mean mean{point.exposure * (background + at.value * cycle), {}};
    if (mean.value <= least_mean || mean.value >= most_mean) {
        mean.value = std::clamp(mean.value, least_mean, most_mean);
        return mean;
    }
    for (std::size_t j = 0; j < n; ++j) mean.slope[j] = point.exposure * at.slope[j] * cycle;
    mean.slope[n] = point.exposure * background;
    mean.slope[n + 1] = point.exposure * at.value * cycle * point.cosine;
    mean.slope[n + 2] = point.exposure * at.value * cycle * point.sine;
    return mean;
}

}  // namespace

double log_likelihood_of(double hosts, double mean, double alpha) {
    if (alpha < near_poisson) return hosts * std::log(mean) - mean;
    return hosts * std::log(mean) - (hosts + 1 / alpha) * std::log1p(alpha * mean);
}

namespace {

// Likelihood and, in the same walk, its gradient and information at one set of parameters.
struct State {
    Vector parameters{};
    double log_likelihood = 0;
    double penalised = 0;
    Vector score{};
    Matrix information{};
};

class Fitter {
 public:
    Fitter(Family family, std::span<const FitPoint> points, const FitPriors& priors, double alpha)
        : family_(family),
          curve_size_(parameters_of(family)),
          size_(curve_size_ + 3),
          points_(points),
          penalty_(penalty_of(family, points, priors)),
          alpha_(alpha) {}

    std::size_t size() const { return size_; }

    State climb(const Vector& start) const {
        State now = look(start);
        double damping = 1e-2;
        constexpr int most_steps = 40;
        for (int step = 0; step < most_steps; ++step) {
            std::optional<State> next;
            for (int tries = 0; tries < 8 && !next; ++tries) {
                const auto change = step_of(now, damping);
                if (change) {
                    Vector moved = now.parameters;
                    for (std::size_t j = 0; j < size_; ++j) moved[j] += (*change)[j];
                    State there = look(moved);
                    if (there.penalised >= now.penalised - 1e-10) next = there;
                }
                if (!next) damping *= 5;
            }
            if (!next) break;
            const bool done = next->penalised - now.penalised < 1e-7;
            now = *next;
            damping /= 3;
            if (done) break;
        }
        return now;
    }

 private:
    State look(const Vector& parameters) const {
        State state;
        state.parameters = parameters;
        for (const FitPoint& point : points_) {
            const Mean mean = mean_and_slope(family_, curve_size_, parameters, point);
            state.log_likelihood += log_likelihood_of(point.hosts, mean.value, alpha_);
            const double weight = 1 / (mean.value + alpha_ * mean.value * mean.value);
            const double residual = (point.hosts - mean.value) * weight;
            for (std::size_t i = 0; i < size_; ++i) {
                state.score[i] += mean.slope[i] * residual;
                const double scaled = mean.slope[i] * weight;
                for (std::size_t j = 0; j <= i; ++j)
                    state.information[i][j] += scaled * mean.slope[j];
            }
        }
        state.penalised = state.log_likelihood;
        for (std::size_t j = 0; j < size_; ++j) {
            const double off = parameters[j] - penalty_.mean[j];
            state.penalised -= 0.5 * penalty_.weight[j] * off * off;
            state.score[j] -= penalty_.weight[j] * off;
            state.information[j][j] += penalty_.weight[j];
        }
        return state;
    }

    std::optional<Vector> step_of(const State& state, double damping) const {
        Matrix damped = state.information;
        for (std::size_t j = 0; j < size_; ++j) damped[j][j] *= 1 + damping;
        const auto factor = cholesky(damped, size_);
        if (!factor) return std::nullopt;
        Vector change = solve(*factor, state.score, size_);
        double largest = 0;
        for (std::size_t j = 0; j < size_; ++j) largest = std::max(largest, std::abs(change[j]));
        if (!std::isfinite(largest)) return std::nullopt;
        constexpr double longest_step = 1.5;
        if (largest > longest_step)
            for (double& one : change) one *= longest_step / largest;
        return change;
    }

    Family family_;
    std::size_t curve_size_;
    std::size_t size_;
    std::span<const FitPoint> points_;
    Penalty penalty_;
    double alpha_;
};

// Of the hosts above the background: at the window's first quarter, at its last, and nearly the highest.
struct Excess {
    double first, last, height;
};

Excess excess_of(std::span<const FitPoint> points, double level) {
    std::vector<double> excess;
    for (const FitPoint& point : points)
        excess.push_back(
            std::max(point.hosts / std::max(point.exposure, 0.05) - level * point.background, 0.5));
    const auto mean = [](auto from, auto to) {
        return std::accumulate(from, to, 0.0) / static_cast<double>(to - from);
    };
    const auto quarter = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, excess.size() / 4));
    Excess result{mean(excess.begin(), excess.begin() + quarter),
                  mean(excess.end() - quarter, excess.end()), mean(excess.begin(), excess.end())};
    std::sort(excess.begin(), excess.end());
    const double place = 0.9 * static_cast<double>(excess.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, excess.size() - 1);
    const double ninetieth =
        excess[below] + (place - static_cast<double>(below)) * (excess[above] - excess[below]);
    result.height = std::max(result.height, ninetieth);
    return result;
}

}  // namespace

CurveParameters FamilyFit::curve() const {
    CurveParameters curve{};
    std::copy_n(parameters.begin(), parameters_of(family), curve.begin());
    return curve;
}

double mean_at(const FamilyFit& fit, const FitPoint& point) {
    return mean_and_slope(fit.family, parameters_of(fit.family), fit.parameters, point).value;
}

FamilyFit fit_family(Family family, std::span<const FitPoint> points, const FitPriors& priors,
                     double alpha, std::span<const Vector> more_starts, bool own_starts) {
    const Fitter fitter{family, points, priors, alpha};
    const std::size_t n = parameters_of(family);
    std::vector<Vector> starts{more_starts.begin(), more_starts.end()};
    if (own_starts || starts.empty()) {
        const Excess excess = excess_of(points, std::exp(priors.log_level.mean));
        for (const CurveParameters& curve :
             starting_points(family, excess.first, excess.last, excess.height)) {
            Vector start{};
            std::copy_n(curve.begin(), n, start.begin());
            start[n] = priors.log_level.mean;
            starts.push_back(start);
        }
    }
    std::optional<State> best;
    for (const Vector& start : starts) {
        const State state = fitter.climb(start);
        if (!best || state.penalised > best->penalised) best = state;
    }
    FamilyFit fit;
    fit.family = family;
    fit.size = fitter.size();
    fit.parameters = best->parameters;
    fit.log_likelihood = best->log_likelihood;
    fit.penalised = best->penalised;
    fit.information = best->information;
    if (const auto factor = cholesky(fit.information, fit.size))
        fit.covariance = inverse(*factor, fit.size);
    fit.mean.reserve(points.size());
    for (const FitPoint& point : points) fit.mean.push_back(mean_at(fit, point));
    return fit;
}

double log_posterior(Family family, const Vector& parameters, std::span<const FitPoint> points,
                     const FitPriors& priors, double alpha, std::span<const Prior> levels) {
    const std::size_t n = parameters_of(family);
    Penalty penalty = penalty_of(family, points, priors);
    for (std::size_t j = 0; j < std::min(levels.size(), n); ++j) {
        penalty.mean[j] = levels[j].mean;
        penalty.weight[j] = 1 / (levels[j].deviation * levels[j].deviation);
    }
    double sum = 0;
    for (const FitPoint& point : points)
        sum += log_likelihood_of(point.hosts, mean_and_slope(family, n, parameters, point).value,
                                 alpha);
    for (std::size_t j = 0; j < n + 3; ++j) {
        const double off = parameters[j] - penalty.mean[j];
        sum -= 0.5 * penalty.weight[j] * off * off;
    }
    return sum;
}

double pearson_dispersion(std::span<const FitPoint> points, std::span<const double> mean,
                          double freedom) {
    const auto chi2 = [&](double alpha) {
        double sum = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double off = points[i].hosts - mean[i];
            sum += off * off / (mean[i] + alpha * mean[i] * mean[i]);
        }
        return sum;
    };
    constexpr double most = 2;
    if (chi2(0) <= freedom) return 0;
    double low = 0;
    double high = most;
    for (int halving = 0; halving < 40; ++halving) {
        const double middle = (low + high) / 2;
        (chi2(middle) > freedom ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace hitme::analytics
