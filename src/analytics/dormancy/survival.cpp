// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/survival.h"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double z95 = 1.959964;
constexpr std::size_t most_hours = 40;
constexpr int bootstraps = 200;
constexpr std::uint64_t fixed_seed = 20081106;

std::vector<Lifetime> in_order(std::span<const Lifetime> lifetimes) {
    std::vector<Lifetime> sorted{lifetimes.begin(), lifetimes.end()};
    // Ends before censorings at one instant, as the textbook has it.
    std::sort(sorted.begin(), sorted.end(), [](const Lifetime& a, const Lifetime& b) {
        return a.hours != b.hours ? a.hours < b.hours : a.ended && !b.ended;
    });
    return sorted;
}

double log_likelihood(double seen, double risk, double hazard) {
    return seen * std::log(std::max(hazard, 1e-12)) +
           (risk - seen) * std::log(std::max(1 - hazard, 1e-12));
}

struct Ratio {
    double value = 0;
    std::vector<double> hazard;
    std::vector<double> best_falling;
};

Ratio likelihood_ratio(std::span<const double> seen, std::span<const double> risk) {
    Ratio ratio;
    for (std::size_t i = 0; i < seen.size(); ++i) ratio.hazard.push_back(seen[i] / risk[i]);
    ratio.best_falling = falling(ratio.hazard, risk);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        ratio.value +=
            2 * (log_likelihood(seen[i], risk[i], std::clamp(ratio.hazard[i], 0.0, 1.0)) -
                 log_likelihood(seen[i], risk[i], std::clamp(ratio.best_falling[i], 0.0, 1.0)));
    }
    return ratio;
}

}  // namespace

ShareInterval ended_by(std::span<const Lifetime> lifetimes, double at) {
    const auto sorted = in_order(lifetimes);
    double alive = 1;
    double variance = 0;
    for (std::size_t i = 0; i < sorted.size() && sorted[i].hours <= at; ++i) {
        if (!sorted[i].ended) continue;
        const auto risk = static_cast<double>(sorted.size() - i);
        alive *= 1 - 1 / risk;
        if (risk > 1) variance += 1 / (risk * (risk - 1));
    }
    const auto size = static_cast<double>(std::max<std::size_t>(sorted.size(), 1));
    if (alive >= 1) return {0, 0, std::min(1.0, 3 / size)};
    if (alive <= 0) return {1, 1 - std::min(1.0, 3 / size), 1};
    const double error = std::sqrt(variance) / std::abs(std::log(alive));
    return {1 - alive, 1 - std::pow(alive, std::exp(-z95 * error)),
            1 - std::pow(alive, std::exp(z95 * error))};
}

std::optional<double> median_lifetime(std::span<const Lifetime> lifetimes) {
    const auto sorted = in_order(lifetimes);
    double alive = 1;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (!sorted[i].ended) continue;
        alive *= 1 - 1 / static_cast<double>(sorted.size() - i);
        if (alive <= 0.5 + 1e-12) return sorted[i].hours;
    }
    return std::nullopt;
}

std::vector<double> falling(std::span<const double> values, std::span<const double> weights) {
    struct Pool {
        double value;
        double weight;
        std::size_t size;
    };
    std::vector<Pool> pools;
    for (std::size_t i = 0; i < values.size(); ++i) {
        pools.push_back({values[i], weights[i], 1});
        while (pools.size() > 1 && pools[pools.size() - 2].value < pools.back().value) {
            const Pool last = pools.back();
            pools.pop_back();
            Pool& joined = pools.back();
            const double weight = joined.weight + last.weight;
            joined.value =
                weight > 0 ? (joined.value * joined.weight + last.value * last.weight) / weight : 0;
            joined.weight = weight;
            joined.size += last.size;
        }
    }
    std::vector<double> result;
    for (const auto& pool : pools) result.insert(result.end(), pool.size, pool.value);
    return result;
}

ReturnBump return_bump(std::span<const Lifetime> gaps) {
    std::vector<double> all(most_hours + 1, 0);
    std::vector<double> returned(most_hours, 0);
    for (const auto& gap : gaps) {
        const auto hour =
            static_cast<std::size_t>(std::clamp(gap.hours, 0.0, static_cast<double>(most_hours)));
        all[hour] += 1;
        if (gap.ended && hour < most_hours) returned[hour] += 1;
    }
    std::vector<double> seen;
    std::vector<double> risk;
    std::vector<std::size_t> hours;
    double returns = 0;
    double longer = all[most_hours];
    std::vector<double> at_risk(most_hours);
    for (std::size_t hour = most_hours; hour-- > 0;) {
        longer += all[hour];
        at_risk[hour] =
            longer - 0.5 * (all[hour] - returned[hour]);  // the censored leave in mid-hour
    }
    // The first hour mixes in the retries of a bout.
    for (std::size_t hour = 1; hour < most_hours; ++hour) {
        if (at_risk[hour] < 5) continue;
        seen.push_back(std::min(returned[hour], at_risk[hour]));
        risk.push_back(at_risk[hour]);
        hours.push_back(hour);
        returns += seen.back();
    }
    if (seen.size() < 6 || returns < 15) return {};
    const Ratio observed = likelihood_ratio(seen, risk);
    std::vector<double> whole;
    for (const double one : risk) whole.push_back(std::max(1.0, std::floor(one)));
    boost::random::mt19937_64 bits{fixed_seed};
    double sum = 0;
    double squares = 0;
    int beyond = 0;
    for (int round = 0; round < bootstraps; ++round) {
        std::vector<double> drawn;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            boost::random::binomial_distribution<std::int64_t, double> draw{
                static_cast<std::int64_t>(whole[i]),
                std::clamp(observed.best_falling[i], 0.0, 1.0)};
            drawn.push_back(static_cast<double>(draw(bits)));
        }
        const double value = likelihood_ratio(drawn, whole).value;
        sum += value;
        squares += value * value;
        beyond += value >= observed.value ? 1 : 0;
    }
    const double mean = sum / bootstraps;
    const double deviation = std::sqrt(std::max(0.0, squares / bootstraps - mean * mean));
    // Far beyond all draws their number says nothing more: five deviations are called one in a million.
    ReturnBump bump;
    bump.p = (observed.value - mean) / std::max(deviation, 1e-9) < 5
                 ? (1.0 + beyond) / (bootstraps + 1.0)
                 : 1e-6;
    std::size_t steepest = 0;
    double most = -1;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const double q = observed.best_falling[i];
        const double excess =
            (observed.hazard[i] - q) * std::sqrt(risk[i] / std::max(q * (1 - q), 1e-4));
        if (excess > most) {
            most = excess;
            steepest = i;
        }
    }
    bump.hour = static_cast<double>(hours[steepest]) + 0.5;
    return bump;
}

}  // namespace hitme::analytics
