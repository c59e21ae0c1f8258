// SPDX-License-Identifier: Apache-2.0
// Fits the growth curves to hosts per bin: negative binomial counts, one dispersion for all curves (analytics 2.5).
//
//   mean = E x (level x background cycle + curve(u) x exp(c1 cos wt + c2 sin wt)),   variance = mean + alpha mean^2
//
// The background's level comes from the baseline and may drift a little; signal and background have separate daily
// cycles. Fisher scoring with Levenberg damping from several starts, on the penalised likelihood.
// Pure.
#pragma once

#include <span>
#include <vector>

#include "analytics/growth/curve.h"
#include "analytics/growth/solve.h"

namespace hitme::analytics {

struct FitPoint {
    double hosts = 0;
    double exposure = 1;
    double background = 1;  ///< the background cycle's factor
    double u = 0;           ///< 0 at the window's start, 1 now
    double cosine = 0;      ///< of the time of day
    double sine = 0;
};

struct FitPriors {
    Prior log_level;                ///< ln of background hosts per bin
    double cycle_deviation = 0.25;  ///< of c1 and c2
};

struct FamilyFit {
    Family family = Family::constant;
    std::size_t size = 0;  ///< parameters: the curve's, then ln level, c1, c2
    Vector parameters{};
    Matrix information{};  ///< Fisher's, priors included
    Matrix covariance{};
    double log_likelihood =
        0;  ///< without the terms that do not depend on the parameters (ln y!, ln gamma)
    double penalised = 0;      ///< log_likelihood less the priors' half squares
    std::vector<double> mean;  ///< by point

    CurveParameters curve() const;
    double log_level() const { return parameters[size - 3]; }
};

/// Of one negative binomial count with a mean above 0 and variance mean + alpha mean^2, without the terms that the mean does not change.
double log_likelihood_of(double hosts, double mean, double alpha);

/// Mean at one point, held to 1e-9 ... 1e12.
double mean_at(const FamilyFit& fit, const FitPoint& point);

/// The best fit of one family for a fixed dispersion. `more_starts` are tried beside the family's own where
/// `own_starts` is set, else alone.
/// Errors  none: points may be all zero. Needs one point at least.
FamilyFit fit_family(Family family, std::span<const FitPoint> points, const FitPriors& priors,
                     double alpha, std::span<const Vector> more_starts = {},
                     bool own_starts = true);

/// ln of the posterior density of a fit's parameters at `parameters`, up to a constant: its likelihood at a fixed
/// dispersion, the priors of `priors` and of the family's shape; `levels`, where given, bounds the curve's free levels and
/// rate more tightly than a fit does.
double log_posterior(Family family, const Vector& parameters, std::span<const FitPoint> points,
                     const FitPriors& priors, double alpha, std::span<const Prior> levels = {});

/// The alpha at which Pearson's chi2 equals `freedom`: 0 where counts scatter no more than Poisson's, 2 at most.
double pearson_dispersion(std::span<const FitPoint> points, std::span<const double> mean,
                          double freedom);

}  // namespace hitme::analytics
