// SPDX-License-Identifier: Apache-2.0
#include "analytics/coordination/groups.h"

#include <algorithm>
#include <bit>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <map>
#include <numeric>

namespace hitme::analytics {
namespace {

constexpr std::chrono::minutes together{10};
constexpr std::size_t least_members = 5;
constexpr double level = 0.01;
constexpr int permutations = 1000;
constexpr std::uint64_t fixed_seed = 20081106;
/// A larger group is judged on so many of its members: pairs grow with the square.
constexpr std::size_t most_permuted = 100;

using Members = std::vector<std::size_t>;

double hours_between(core::Time from, core::Time to) {
    return std::chrono::duration<double, std::ratio<3600>>(to - from).count();
}

/// Expected starts of the whole signal in [from, to).
double expected_in(const GroupsInput& input, core::Time from, core::Time to) {
    from = std::max(from, input.from);
    to = std::min(to, input.to);
    if (!(from < to)) return 0;
    if (input.expected_per_hour.empty()) {
        return static_cast<double>(input.starters.size()) * hours_between(from, to) /
               hours_between(input.from, input.to);
    }
    double sum = 0;
    for (std::size_t hour = 0; hour < input.expected_per_hour.size(); ++hour) {
        const core::Time begin = input.from + std::chrono::hours{hour};
        const core::Time left = std::max(from, begin);
        const core::Time right = std::min(to, begin + std::chrono::hours{1});
        if (left < right) sum += input.expected_per_hour[hour] * hours_between(left, right);
    }
    return sum;
}

/// The ten minutes that hold the surest excess of this fingerprint. `members` in order of start.
Group densest(const GroupsInput& input, const Members& members) {
    const auto& starters = input.starters;
    const double all = expected_in(input, input.from, input.to);
    const double share =
        static_cast<double>(members.size()) / static_cast<double>(input.starters.size());
    Group best;
    best.fingerprint = starters[members.front()].fingerprint;
    std::size_t last = 0;
    std::size_t best_first = 0;
    std::size_t best_last = 0;
    for (std::size_t first = 0; first < members.size(); ++first) {
        const core::Time start = starters[members[first]].started;
        last = std::max(last, first);
        while (last < members.size() && starters[members[last]].started <= start + together) ++last;
        // The first start opens the window, so only the others can be too many; each member may have opened one.
        const double mean = share * (all > 0 ? expected_in(input, start, start + together) : 0);
        const double p = std::min(
            1.0, poisson_tail(last - first - 1, mean) * static_cast<double>(members.size()));
        if (p < best.p) {
            best.p = p;
            best_first = first;
            best_last = last;
        }
    }
    best.members.assign(members.begin() + static_cast<std::ptrdiff_t>(best_first),
                        members.begin() + static_cast<std::ptrdiff_t>(best_last));
    if (!best.members.empty()) best.started = starters[best.members.front()].started;
    return best;
}

double mean_overlap(const std::vector<std::uint64_t>& masks) {
    double sum = 0;
    for (std::size_t i = 0; i < masks.size(); ++i) {
        for (std::size_t j = i + 1; j < masks.size(); ++j)
            sum += std::popcount(masks[i] & masks[j]);
    }
    const auto size = static_cast<double>(masks.size());
    return size < 2 ? 0 : sum / (size * (size - 1) / 2);
}

/// Independence: each source keeps its number of sensors, drawn without order from the sensors that the whole signal
/// reached, each as often as the signal reached it.
void divide_work(const GroupsInput& input, Group& group) {
    std::vector<std::uint64_t> masks;
    for (const std::size_t member : group.members) {
        group.sensors_covered |= input.starters[member].sensors;
        if (masks.size() < most_permuted) masks.push_back(input.starters[member].sensors);
    }
    group.overlap = mean_overlap(masks);
    std::vector<int> pool;  // a sensor as often as a source of the signal met it
    std::uint64_t reached = 0;
    for (const auto& starter : input.starters) {
        for (int sensor = 0; sensor < 64; ++sensor) {
            if (starter.sensors >> sensor & 1) pool.push_back(sensor);
        }
        reached |= starter.sensors;
    }
    if (std::popcount(reached) < 2 || masks.size() < 2) {
        group.overlap_expected = group.overlap;
        return;
    }
    boost::random::mt19937_64 bits{fixed_seed};
    boost::random::uniform_int_distribution<std::size_t> pick{0, pool.size() - 1};
    double sum = 0;
    int fewer = 0;
    std::vector<std::uint64_t> drawn(masks.size());
    for (int round = 0; round < permutations; ++round) {
        for (std::size_t i = 0; i < masks.size(); ++i) {
            drawn[i] = 0;
            const int wanted = std::popcount(masks[i]);
            if (wanted == std::popcount(reached)) drawn[i] = reached;
            while (std::popcount(drawn[i]) < wanted)
                drawn[i] |= std::uint64_t{1} << pool[pick(bits)];
        }
        const double value = mean_overlap(drawn);
        sum += value;
        fewer += value <= group.overlap + 1e-12 ? 1 : 0;
    }
    group.overlap_expected = sum / permutations;
    group.division_p = (1.0 + fewer) / (permutations + 1.0);
}

}  // namespace

double poisson_tail(std::uint64_t count, double mean) {
    if (count == 0) return 1;
    if (!(mean > 0)) return 0;
    return boost::math::gamma_p(static_cast<double>(count), mean);
}

std::vector<bool> benjamini_hochberg(std::span<const double> p, double wanted) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
    std::size_t rejected = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double limit =
            wanted * static_cast<double>(i + 1) / static_cast<double>(order.size());
        if (p[order[i]] <= limit) rejected = i + 1;
    }
    std::vector<bool> result(p.size(), false);
    for (std::size_t i = 0; i < rejected; ++i) result[order[i]] = true;
    return result;
}

std::vector<Group> coordinated_groups(const GroupsInput& input) {
    std::vector<Group> found;
    if (!(input.from < input.to)) return found;
    std::map<std::string_view, Members> by_fingerprint;
    for (std::size_t i = 0; i < input.starters.size(); ++i) {
        const auto& starter = input.starters[i];
        if (starter.started < input.from || starter.started >= input.to) continue;
        by_fingerprint[starter.fingerprint].push_back(i);
    }
    std::vector<Group> candidates;
    std::vector<double> p;
    for (auto& [fingerprint, members] : by_fingerprint) {
        if (members.size() < least_members) continue;
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
            return input.starters[a].started < input.starters[b].started;
        });
        candidates.push_back(densest(input, members));
        p.push_back(candidates.back().p);
    }
    const auto rejected = benjamini_hochberg(p, level);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (!rejected[i] || candidates[i].members.size() < least_members) continue;
        divide_work(input, candidates[i]);
        found.push_back(std::move(candidates[i]));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.p < b.p; });
    return found;
}

}  // namespace hitme::analytics
