// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/curve.h"

#include <algorithm>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double steepest = 60;

double bounded_exp(double exponent) {
    return std::exp(std::clamp(exponent, -steepest, steepest));
}

}  // namespace

std::string_view name_of(Family family) {
    switch (family) {
        case Family::constant:
            return "const";
        case Family::linear:
            return "linear";
        case Family::exponential:
            return "exp";
        case Family::logistic:
            return "logistic";
        case Family::hump:
            return "hump";
    }
    return "";
}

std::string_view name_of(GrowthVerdict verdict) {
    switch (verdict) {
        case GrowthVerdict::no_growth:
            return "no_growth";
        case GrowthVerdict::linear:
            return "linear";
        case GrowthVerdict::exponential:
            return "exponential";
        case GrowthVerdict::logistic:
            return "logistic";
        case GrowthVerdict::tapering:
            return "tapering";
        case GrowthVerdict::growing_shape_unresolved:
            return "growing_shape_unresolved";
        case GrowthVerdict::undetermined:
            return "undetermined";
        case GrowthVerdict::insufficient_data:
            return "insufficient_data";
        case GrowthVerdict::step:
            return "step";
    }
    return "";
}

std::size_t parameters_of(Family family) {
    switch (family) {
        case Family::constant:
            return 1;
        case Family::linear:
            return 2;
        case Family::exponential:
            return 2;
        case Family::logistic:
            return 3;
        case Family::hump:
            return 4;
    }
    return 0;
}

CurvePoint curve_at(Family family, const CurveParameters& p, double u) {
    CurvePoint point;
    switch (family) {
        case Family::constant:
            point.value = bounded_exp(p[0]);
            point.slope[0] = point.value;
            break;
        case Family::linear: {
            const double start = bounded_exp(p[0]) * (1 - u);
            const double end = bounded_exp(p[1]) * u;
            point.value = std::max(start + end, 1e-9);
            point.slope[0] = start;
            point.slope[1] = end;
            break;
        }
        case Family::exponential:
            point.value = bounded_exp(p[0] + p[1] * u);
            point.slope[0] = point.value;
            point.slope[1] = point.value * u;
            break;
        case Family::logistic: {
            const double rate = bounded_exp(p[1]);
            const double z = rate * (u - p[2]);
            const double risen = 1 / (1 + bounded_exp(-z));
            point.value = bounded_exp(p[0]) * risen;
            const double bend = point.value * (1 - risen);
            point.slope[0] = point.value;
            point.slope[1] = bend * z;
            point.slope[2] = -bend * rate;
            break;
        }
        case Family::hump: {
            const double up = bounded_exp(p[1]);
            const double down = bounded_exp(p[2]);
            const double from = u - p[3];
            const double rise = bounded_exp(-up * from);
            const double fall = bounded_exp(down * from);
            const double sum = rise + fall;
            point.value = bounded_exp(p[0]) / sum;
            point.slope[0] = point.value;
            point.slope[1] = point.value * up * from * rise / sum;
            point.slope[2] = -point.value * down * from * fall / sum;
            point.slope[3] = -point.value * (up * rise - down * fall) / sum;
            break;
        }
    }
    return point;
}

Prior shape_prior(Family family, std::size_t parameter) {
    if (family == Family::logistic && parameter == 1) return {std::log(8.0), 0.5};
    if (family == Family::logistic && parameter == 2) return {0.45, 0.25};
    if (family == Family::hump && parameter == 1) return {std::log(10.0), 0.8};
    if (family == Family::hump && parameter == 2) return {std::log(3.0), 1.0};
    if (family == Family::hump && parameter == 3) return {0.5, 0.4};
    return {};
}

std::vector<CurveParameters> starting_points(Family family, double first, double last,
                                             double height) {
    const double a = std::log(first);
    const double b = std::log(last);
    const double top = std::log(height);
    std::vector<CurveParameters> starts;
    switch (family) {
        case Family::constant:
            return {{top}};
        case Family::linear:
            return {{a, b}};
        case Family::exponential:
            return {{a, b - a}};
        case Family::logistic:
            for (const double rate : {6.0, 14.0})
                for (const double middle : {0.25, 0.5, 0.8})
                    starts.push_back({top, std::log(rate), middle});
            return starts;
        case Family::hump:
            for (const auto& [up, down] : {std::pair{8.0, 2.0}, std::pair{12.0, 6.0}})
                for (const double middle : {0.3, 0.5, 0.7})
                    starts.push_back({top, std::log(up), std::log(down), middle});
            return starts;
    }
    return starts;
}

GrowthVerdict read_curve(Family family, const CurveParameters& parameters, double floor) {
    constexpr std::size_t points = 201;
    std::array<double, points> curve{};
    for (std::size_t i = 0; i < points; ++i)
        curve[i] = curve_at(family, parameters, static_cast<double>(i) / (points - 1)).value;
    const auto top = std::max_element(curve.begin(), curve.end());
    const double least = *std::min_element(curve.begin(), curve.end());
    if (floor + curve.back() <= tapered * (floor + *top) && top - curve.begin() < 195)
        return GrowthVerdict::tapering;
    if (floor + *top < least_fold * (floor + least)) return GrowthVerdict::no_growth;
    if (family == Family::linear) return GrowthVerdict::linear;
    if (family == Family::exponential) return GrowthVerdict::exponential;
    // Logistic or hump: still exponential until the relative rate of growth has halved.
    double fastest = 0;
    double now = 0;
    for (std::size_t i = 1; i < points; ++i) {
        now = std::log(curve[i] / curve[i - 1]);
        fastest = std::max(fastest, now);
    }
    return now >= 0.5 * fastest ? GrowthVerdict::exponential : GrowthVerdict::logistic;
}

}  // namespace hitme::analytics
