// SPDX-License-Identifier: Apache-2.0
// The curves that a signal's size may follow, with their derivatives, and how a fitted curve is read (analytics 2.5).
//
//   constant     e^a
//   linear       e^a (1 - u) + e^b u              up or down
//   exponential  e^(a + r u)                      up or down
//   logistic     e^k / (1 + e^(-R (u - m)))
//   hump         e^k / (e^(-R1 (u - m)) + e^(R2 (u - m)))
//
// u runs from 0 at the window's start to 1 now. Levels and rates are logarithms, so that no step of a fit makes a curve
// negative. Priors hold the shapes of logistic and hump: before its bend a logistic is an exponential, and without them
// nothing would tell the two apart. The logistic's is narrower than the reference estimator's (docs/methods/growth.md).
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hitme::analytics {

enum class Family : std::uint8_t { constant, linear, exponential, logistic, hump };
constexpr std::size_t family_count = 5;
constexpr std::array<Family, family_count> families{
    Family::constant, Family::linear, Family::exponential, Family::logistic, Family::hump};
/// "const", "linear", "exp", "logistic", "hump".
std::string_view name_of(Family family);

/// What a judgement can say. The first five are shapes that one fitted curve can be read as.
enum class GrowthVerdict : std::uint8_t {
    no_growth,
    linear,
    exponential,
    logistic,
    tapering,
    growing_shape_unresolved,
    undetermined,
    insufficient_data,
    step,  ///< a level, a jump, a level: no growth
};
constexpr std::size_t shape_count = 5;
constexpr std::size_t growth_verdict_count = 9;
std::string_view name_of(GrowthVerdict verdict);

/// Most parameters of a curve: k, ln R1, ln R2, m of a hump.
constexpr std::size_t max_curve_parameters = 4;
constexpr std::size_t hump_fall = 2;  ///< the place of ln R2: how fast it falls
using CurveParameters = std::array<double, max_curve_parameters>;
std::size_t parameters_of(Family family);

struct CurvePoint {
    double value = 0;
    CurveParameters slope{};  ///< by each parameter
};
/// Value and derivatives at `u`; exponents are held to 60 each way, so both are finite for every finite parameter.
CurvePoint curve_at(Family family, const CurveParameters& parameters, double u);

struct Prior {
    double mean = 0;
    double deviation = 100;  ///< as good as none
};
Prior shape_prior(Family family, std::size_t parameter);

/// Where a fit starts, given the excess at the window's ends and its height.
std::vector<CurveParameters> starting_points(Family family, double first, double last,
                                             double height);

/// Largest over least below which a signal is said not to have grown.
constexpr double least_fold = 1.35;
/// Now at or below this share of a past maximum: tapering.
constexpr double tapered = 0.8;

/// What the curve over a background of `floor` says now: size is judged on the whole signal, shape on the excess.
GrowthVerdict read_curve(Family family, const CurveParameters& parameters, double floor);

}  // namespace hitme::analytics
