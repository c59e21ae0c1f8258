// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/cycle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <vector>

#include "analytics/growth/solve.h"

namespace hitme::analytics {
namespace {

constexpr std::size_t terms = 6;
using Row = std::array<double, terms>;

Row row_of(core::Time at) {
    const double angle = day_angle(at);
    const std::chrono::weekday weekday{core::day_of(at)};
    const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    return {1,
            std::cos(angle),
            std::sin(angle),
            std::cos(2 * angle),
            std::sin(2 * angle),
            weekend ? 1.0 : 0.0};
}

double log_factor(const std::array<double, terms>& c, const Row& row) {
    double sum = 0;
    for (std::size_t j = 1; j < terms; ++j) sum += c[j] * row[j];
    return sum;
}

struct Point {
    Row row;
    double hosts;
    double exposure;
};

// Poisson regression by reweighted least squares; `used` terms, the rest stay 0.
void fit_terms(DailyCycle& cycle, const std::vector<Point>& points, std::size_t used) {
    auto& c = cycle.coefficients;
    constexpr int most_steps = 25;
    for (int step = 0; step < most_steps; ++step) {
        Matrix information{};
        Vector score{};
        for (const Point& point : points) {
            const double mean =
                point.exposure * std::exp(std::clamp(c[0] + log_factor(c, point.row), -30.0, 30.0));
            for (std::size_t i = 0; i < used; ++i) {
                score[i] += point.row[i] * (point.hosts - mean);
                for (std::size_t j = 0; j <= i; ++j)
                    information[i][j] += point.row[i] * mean * point.row[j];
            }
        }
        for (std::size_t i = 1; i < used; ++i) {
            score[i] -= cycle_ridge * c[i];
            information[i][i] += cycle_ridge;
        }
        const auto factor = cholesky(information, used);
        if (!factor) return;
        const Vector change = solve(*factor, score, used);
        double largest = 0;
        for (std::size_t i = 0; i < used; ++i) {
            c[i] += std::clamp(change[i], -1.0, 1.0);
            largest = std::max(largest, std::abs(change[i]));
        }
        if (largest < 1e-8) return;
    }
}

}  // namespace

double day_angle(core::Time at) {
    const auto passed = at - std::chrono::floor<std::chrono::days>(at);
    return 2 * std::numbers::pi * std::chrono::duration<double, std::ratio<86400>>(passed).count();
}

double DailyCycle::factor(core::Time at) const {
    if (!known) return 1;
    return std::exp(log_factor(coefficients, row_of(at))) / mean_factor;
}

double DailyCycle::amplitude() const {
    double most = 1;
    if (known)
        for (int minute = 0; minute < 24 * 60; minute += 10)
            most = std::max(most, factor(core::Time{std::chrono::minutes{minute}}));
    return most - 1;
}

std::optional<double> DailyCycle::peak_hour() const {
    if (!known) return std::nullopt;
    int best = 0;
    for (int minute = 0; minute < 24 * 60; minute += 10)
        if (factor(core::Time{std::chrono::minutes{minute}}) >
            factor(core::Time{std::chrono::minutes{best}}))
            best = minute;
    return best / 60.0;
}

DailyCycle fit_cycle(std::span<const HostBin> baseline, core::Duration width) {
    DailyCycle cycle;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(width).count();
    double exposure = 0;
    std::vector<Point> points;
    for (const HostBin& bin : baseline) {
        cycle.exposure_hours += bin.exposure * hours;
        cycle.hosts += bin.judged_hosts();
        exposure += bin.exposure;
        if (bin.exposure > least_cycle_exposure)
            points.push_back({row_of(bin.from + width / 2), bin.judged_hosts(), bin.exposure});
    }
    if (points.empty() || exposure <= 0) return cycle;
    double used_hosts = 0;
    double used_exposure = 0;
    for (const Point& point : points) {
        used_hosts += point.hosts;
        used_exposure += point.exposure;
    }
    cycle.coefficients[0] = std::log((used_hosts + 0.5) / used_exposure);
    // A bin of a day or more holds whole cycles: there is nothing to see of them in it.
    cycle.known = cycle.exposure_hours >= cycle_baseline_hours && hours < 24;
    const bool weekends = cycle.exposure_hours >= weekend_baseline_hours && hours < 24;
    if (cycle.known) fit_terms(cycle, points, weekends ? 6 : 5);

    double chi2 = 0;
    for (const Point& point : points) {
        const double mean = point.exposure * std::exp(cycle.coefficients[0] +
                                                      log_factor(cycle.coefficients, point.row));
        if (mean > 0) chi2 += (point.hosts - mean) * (point.hosts - mean) / mean;
    }
    const double freedom =
        std::max(1.0, static_cast<double>(points.size()) - (cycle.known ? (weekends ? 6 : 5) : 1));
    cycle.dispersion = std::max(1.0, chi2 / freedom);

    double factors = 0;
    for (const HostBin& bin : baseline)
        factors += std::exp(log_factor(cycle.coefficients, row_of(bin.from + width / 2)));
    cycle.mean_factor = factors / static_cast<double>(baseline.size());
    double weighted = 0;
    for (const HostBin& bin : baseline)
        weighted += bin.exposure *
                    std::exp(log_factor(cycle.coefficients, row_of(bin.from + width / 2))) /
                    cycle.mean_factor;
    cycle.level = weighted > 0 ? cycle.hosts / weighted : 0;
    return cycle;
}

}  // namespace hitme::analytics
