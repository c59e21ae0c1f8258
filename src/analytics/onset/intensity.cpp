// SPDX-License-Identifier: Apache-2.0
#include "analytics/onset/intensity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hitme::analytics {
namespace {

constexpr double day_seconds = 24 * hour_seconds;
constexpr double ridge = 4;
constexpr int most_steps = 25;
constexpr std::array<double, 4> measured_widths{300, 900, 1800, 3600};

using Row = std::array<double, Intensity::terms>;
using Square = std::array<Row, Intensity::terms>;

Row row_at(double at) {
    const double angle = 2 * std::numbers::pi * (at / day_seconds - std::floor(at / day_seconds));
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    return {1, c, s, c * c - s * s, 2 * s * c};
}

double dot(const Row& a, const Row& b, std::size_t size) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += a[i] * b[i];
    return sum;
}

/// The inverse of a symmetric positive definite matrix by Gauss and Jordan; no pivoting is needed for those.
Square inverse(Square m, std::size_t size) {
    Square result{};
    for (std::size_t i = 0; i < size; ++i) result[i][i] = 1;
    for (std::size_t i = 0; i < size; ++i) {
        const double pivot = m[i][i];
        for (std::size_t j = 0; j < size; ++j) {
            m[i][j] /= pivot;
            result[i][j] /= pivot;
        }
        for (std::size_t k = 0; k < size; ++k) {
            if (k == i) continue;
            const double factor = m[k][i];
            for (std::size_t j = 0; j < size; ++j) {
                m[k][j] -= factor * m[i][j];
                result[k][j] -= factor * result[i][j];
            }
        }
    }
    return result;
}

bool usable(const BinnedCounts& counts, std::size_t bin) {
    return counts.exposure[bin] * hour_seconds > 0.05 * counts.width;
}

}  // namespace

core::Time time_of_seconds(double seconds) {
    return core::Time{std::chrono::milliseconds{std::llround(seconds * 1000)}};
}

double BinnedCounts::exposed_hours() const {
    double sum = 0;
    for (const double hours : exposure) sum += hours;
    return sum;
}

BinnedCounts BinnedCounts::coarser(std::size_t bins_each) const {
    BinnedCounts sum{from, width * static_cast<double>(bins_each), {}, {}};
    for (std::size_t first = 0; first + bins_each <= count.size(); first += bins_each) {
        double hosts = 0;
        double hours = 0;
        for (std::size_t i = first; i < first + bins_each; ++i) {
            hosts += count[i];
            hours += exposure[i];
        }
        sum.count.push_back(hosts);
        sum.exposure.push_back(hours);
    }
    return sum;
}

BinnedCounts BinnedCounts::slice(std::size_t first, std::size_t last) const {
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto end = static_cast<std::ptrdiff_t>(last);
    return {from + static_cast<double>(first) * width,
            width,
            {count.begin() + begin, count.begin() + end},
            {exposure.begin() + begin, exposure.begin() + end}};
}

BinnedCounts count_in_bins(std::span<const double> times, double from, double to, double width,
                           std::span<const ExposedSpan> reduced) {
    const double bins = std::max(0.0, std::floor((to - from) / width + 1e-9));
    const auto size = static_cast<std::size_t>(bins);
    BinnedCounts counts{from, width, std::vector<double>(size, 0),
                        std::vector<double>(size, width / hour_seconds)};
    for (const double at : times) {
        const double bin = std::floor((at - from) / width);
        if (bin >= 0 && bin < bins) counts.count[static_cast<std::size_t>(bin)] += 1;
    }
    for (const auto& [span, share] : reduced) {
        const double start = std::max(seconds_of(span.from), from);
        const double stop = std::min(seconds_of(span.to), counts.end());
        if (!(start < stop)) continue;
        auto bin = static_cast<std::size_t>((start - from) / width);
        for (; bin < size && from + static_cast<double>(bin) * width < stop; ++bin) {
            const double left = from + static_cast<double>(bin) * width;
            const double lost = std::min(stop, left + width) - std::max(start, left);
            counts.exposure[bin] -= lost / hour_seconds * (1 - std::clamp(share, 0.0, 1.0));
            counts.exposure[bin] = std::max(0.0, counts.exposure[bin]);
        }
    }
    return counts;
}

double Intensity::phi_for(double seconds) const {
    if (seconds <= measured_widths.front()) return phi_by_width.front();
    for (std::size_t i = 1; i < measured_widths.size(); ++i) {
        if (seconds > measured_widths[i]) continue;
        const double share =
            (seconds - measured_widths[i - 1]) / (measured_widths[i] - measured_widths[i - 1]);
        return phi_by_width[i - 1] + share * (phi_by_width[i] - phi_by_width[i - 1]);
    }
    return phi_by_width.back();
}

double Intensity::per_hour(double at) const {
    if (used_terms == 1) return std::exp(coefficients[0]);
    return std::exp(dot(row_at(at), coefficients, used_terms));
}

double Intensity::level_per_hour() const {
    constexpr int steps = 96;
    double sum = 0;
    for (int i = 0; i < steps; ++i) sum += per_hour((i + 0.5) * day_seconds / steps);
    return sum / steps;
}

double Intensity::log_variance(double at) const {
    const Row row = row_at(at);
    double sum = 0;
    for (std::size_t i = 0; i < used_terms; ++i) {
        sum += row[i] * dot(covariance[i], row, used_terms);
    }
    return std::max(0.0, sum);
}

double dispersion(const BinnedCounts& counts, const Intensity& fit, std::size_t parameters) {
    double chi_square = 0;
    double bins = 0;
    for (std::size_t i = 0; i < counts.count.size(); ++i) {
        if (!usable(counts, i)) continue;
        const double mean = counts.exposure[i] * fit.per_hour(counts.middle(i));
        const double off = counts.count[i] - mean;
        chi_square += off * off / mean;
        bins += 1;
    }
    return std::max(1.0, chi_square / std::max(1.0, bins - static_cast<double>(parameters)));
}

Intensity fit_intensity(const BinnedCounts& counts) {
    const auto per_hour = std::max(1.0, std::round(hour_seconds / counts.width));
    const BinnedCounts hourly = counts.coarser(static_cast<std::size_t>(per_hour));
    Intensity fit;
    double hosts = 0;
    double hours = 0;
    std::vector<Row> rows;
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < hourly.count.size(); ++i) {
        if (!usable(hourly, i)) continue;
        hosts += hourly.count[i];
        hours += hourly.exposure[i];
        rows.push_back(row_at(hourly.middle(i)));
        used.push_back(i);
    }
    fit.coefficients[0] = std::log((hosts + 0.5) / std::max(hours, 1.0));
    fit.covariance[0][0] = 1 / (hosts + 0.5);
    if (used.empty()) return fit;
    fit.used_terms = hours >= least_hours_for_cycle ? Intensity::terms : 1;
    const std::size_t size = fit.used_terms;
    for (int step = 0; step < most_steps; ++step) {
        Square information{};
        Row gradient{};
        for (std::size_t k = 0; k < used.size(); ++k) {
            const Row& row = rows[k];
            const double mean =
                hourly.exposure[used[k]] * std::exp(dot(row, fit.coefficients, size));
            const double off = hourly.count[used[k]] - mean;
            for (std::size_t i = 0; i < size; ++i) {
                gradient[i] += row[i] * off;
                for (std::size_t j = 0; j < size; ++j) information[i][j] += row[i] * row[j] * mean;
            }
        }
        information[0][0] += 1e-9;  // no hosts and a rate that has sunk to nothing
        for (std::size_t i = 1; i < size; ++i) {
            information[i][i] += ridge;
            gradient[i] -= ridge * fit.coefficients[i];
        }
        fit.covariance = inverse(information, size);
        if (hosts == 0) break;  // nothing to fit: half a host over the exposure
        double largest = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const double move = std::clamp(dot(fit.covariance[i], gradient, size), -1.0, 1.0);
            fit.coefficients[i] += move;
            largest = std::max(largest, std::abs(move));
        }
        if (largest < 1e-8) break;
    }
    double last = 1;
    for (std::size_t i = measured_widths.size(); i-- > 0;) {
        const double each = std::floor(measured_widths[i] / counts.width + 1e-9);
        if (each >= 1) last = dispersion(counts.coarser(static_cast<std::size_t>(each)), fit, size);
        fit.phi_by_width[i] = last;  // finer than the bins: what the finest of them shows
    }
    return fit;
}

}  // namespace hitme::analytics
