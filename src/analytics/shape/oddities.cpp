// SPDX-License-Identifier: Apache-2.0
#include "analytics/shape/oddities.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace hitme::analytics {
namespace {

constexpr double least_score = 12;
constexpr double least_hosts = 5;
constexpr std::size_t most_each = 20;
constexpr std::size_t step_side = 24;  ///< hours on either side
constexpr double least_step = 1.5;
constexpr std::size_t longest_burst = 6;
constexpr double least_burst = 2;
constexpr double least_batch = 3;
constexpr std::size_t shortest_period = 2;
constexpr std::size_t longest_period = 48;
constexpr std::size_t least_pulses = 4;
constexpr double least_regular = 0.75;

double gain(double seen, double expected) {
    const double base = std::max(expected, 1e-6);
    return seen > 0 ? seen * std::log(seen / base) - (seen - base) : base;
}

struct Curve {
    core::Time from;
    std::vector<double> seen;
    std::vector<double> expected;
    double phi = 1;

    core::Time at(std::size_t hour) const {
        return from + std::chrono::hours{static_cast<std::int64_t>(hour)};
    }
};

void find_batches(Curve& curve, std::span<const NewSource> sources, std::vector<Oddity>& found) {
    std::map<std::pair<std::size_t, std::uint32_t>, double> cells;
    std::map<std::uint32_t, double> networks;
    double all = 0;
    for (const auto& one : sources) {
        if (one.hour >= curve.seen.size()) continue;
        all += 1;
        if (one.network == 0) continue;
        ++cells[{one.hour, one.network}];
        ++networks[one.network];
    }
    const double least = least_score + std::log(static_cast<double>(networks.size()) + 1);
    std::size_t batches = 0;
    for (const auto& [cell, seen] : cells) {
        const auto [hour, network] = cell;
        // The network's share at other hours, of what this hour had of others or should have had.
        const double share = (networks[network] - seen + 0.5) / (all - curve.seen[hour] + 1);
        const double others = std::max(curve.expected[hour], curve.seen[hour] - seen + 0.5);
        const double expected = std::min(1.0, share) * others;
        const double score = gain(seen, expected) / curve.phi;
        if (seen < least_hosts || seen < least_batch * expected || score < least) continue;
        if (batches++ == most_each) return;
        found.push_back({OddityKind::batch, curve.at(hour), 1, seen - expected, score, network});
        curve.seen[hour] -= seen - expected;
    }
}

void find_step(Curve& curve, std::vector<Oddity>& found) {
    const std::size_t hours = curve.seen.size();
    double seen_all = 0;
    double expected_all = 0;
    for (std::size_t i = 0; i < hours; ++i) {
        seen_all += curve.seen[i];
        expected_all += curve.expected[i];
    }
    std::optional<Oddity> best;
    std::size_t best_hour = 0;
    double seen = 0;
    double expected = 0;
    for (std::size_t i = 0; i + step_side <= hours; ++i) {
        if (i >= step_side && expected > 0 && expected_all > expected) {
            const double later = (seen_all - seen + 0.5) / (expected_all - expected);
            const double ratio = later / ((seen + 0.5) / expected);
            const double level = seen_all / expected_all;
            const double score = (gain(seen, level * expected) +
                                  gain(seen_all - seen, level * (expected_all - expected))) /
                                 curve.phi;
            const bool is_large = ratio >= least_step || ratio <= 1 / least_step;
            if (is_large && score > std::max(least_score, best ? best->score : 0)) {
                best = Oddity{OddityKind::step, curve.at(i), 0, ratio, score, 0};
                best_hour = i;
            }
        }
        seen += curve.seen[i];
        expected += curve.expected[i];
    }
    if (!best) return;
    double before = 0;
    double expected_before = 0;
    for (std::size_t i = 0; i < best_hour; ++i) {
        before += curve.seen[i];
        expected_before += curve.expected[i];
    }
    const double low = before / expected_before;
    const double high = (seen_all - before) / (expected_all - expected_before);
    // A step is held: most six-hour stretches of the higher side lie beyond the middle of the two levels.
    const bool is_rise = high > low;
    double held = 0;
    double stretches = 0;
    for (std::size_t i = is_rise ? best_hour : 0; i + 6 <= (is_rise ? hours : best_hour); i += 6) {
        double stretch = 0;
        double usual = 0;
        for (std::size_t k = i; k < i + 6; ++k) {
            stretch += curve.seen[k];
            usual += curve.expected[k];
        }
        held += stretch > (low + high) / 2 * usual ? 1 : 0;
        stretches += 1;
    }
    if (held < 2 * stretches / 3) return;
    found.push_back(*best);
    for (std::size_t i = 0; i < hours; ++i) curve.expected[i] *= i < best_hour ? low : high;
}

void find_pulses(Curve& curve, std::vector<Oddity>& found) {
    const std::size_t hours = curve.seen.size();
    std::optional<Oddity> best;
    std::size_t best_phase = 0;
    std::size_t best_period = 0;
    for (std::size_t period = shortest_period; period <= longest_period; ++period) {
        for (std::size_t phase = 0; phase < period; ++phase) {
            double seen = 0;
            double expected = 0;
            double pulses = 0;
            double present = 0;
            for (std::size_t i = phase; i < hours; i += period) {
                seen += curve.seen[i];
                expected += curve.expected[i];
                pulses += 1;
                present += curve.seen[i] > curve.expected[i] ? 1 : 0;
            }
            const double score = gain(seen, expected) / curve.phi;
            if (pulses < least_pulses || seen < least_step * expected ||
                present < least_regular * pulses)
                continue;
            if (score <= std::max(least_score, best ? best->score : 0)) continue;
            best = Oddity{OddityKind::pulses,         curve.at(phase), static_cast<double>(period),
                          (seen - expected) / pulses, score,           0};
            best_phase = phase;
            best_period = period;
        }
    }
    if (!best) return;
    found.push_back(*best);
    for (std::size_t i = best_phase; i < hours; i += best_period) curve.expected[i] += best->size;
}

void find_bursts(Curve& curve, std::vector<Oddity>& found) {
    const std::size_t hours = curve.seen.size();
    for (std::size_t round = 0; round < most_each; ++round) {
        std::optional<Oddity> best;
        std::size_t best_hour = 0;
        for (std::size_t first = 0; first < hours; ++first) {
            double seen = 0;
            double expected = 0;
            for (std::size_t i = first; i < std::min(hours, first + longest_burst); ++i) {
                seen += curve.seen[i];
                expected += curve.expected[i];
                const double score = gain(seen, expected) / curve.phi;
                if (seen < least_hosts || seen < least_burst * expected) continue;
                if (score <= std::max(least_score, best ? best->score : 0)) continue;
                best =
                    Oddity{OddityKind::burst, curve.at(first), static_cast<double>(i - first + 1),
                           seen - expected,   score,           0};
                best_hour = first;
            }
        }
        if (!best) return;
        found.push_back(*best);
        const auto length = static_cast<std::size_t>(best->hours);
        for (std::size_t i = best_hour; i < best_hour + length; ++i)
            curve.seen[i] = curve.expected[i];
    }
}

}  // namespace

std::string_view name_of(OddityKind kind) {
    switch (kind) {
        case OddityKind::batch:
            return "batch";
        case OddityKind::step:
            return "step";
        case OddityKind::pulses:
            return "pulses";
        case OddityKind::burst:
            return "burst";
    }
    return "burst";
}

std::vector<Oddity> shape_oddities(core::Time from, std::span<const NewSource> sources,
                                   std::span<const double> expected, double dispersion) {
    std::vector<Oddity> found;
    Curve curve{from,
                std::vector<double>(expected.size(), 0),
                {expected.begin(), expected.end()},
                std::max(1.0, dispersion)};
    for (const auto& one : sources)
        if (one.hour < curve.seen.size()) curve.seen[one.hour] += 1;
    find_batches(curve, sources, found);
    find_step(curve, found);
    find_pulses(curve, found);
    find_bursts(curve, found);
    return found;
}

}  // namespace hitme::analytics
