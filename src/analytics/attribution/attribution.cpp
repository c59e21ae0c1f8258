// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/attribution.h"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/ip.h"

namespace hitme::analytics {
namespace {

constexpr std::size_t draws = 4000;
constexpr std::uint64_t fixed_seed = 20081106;
constexpr double least_excess = 50;
constexpr double much_unknown = 0.3;
// Of the classes after the first, so many are told, and none that made less of the growth.
constexpr std::size_t told_beside_the_first = 3;
constexpr double least_told = 0.05;

double quantile(std::vector<double>& values, double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double low = values[static_cast<std::size_t>(below)];
    if (static_cast<std::size_t>(below) + 1 >= values.size()) return low;
    const double high = *std::min_element(values.begin() + below + 1, values.end());
    return low + (place - static_cast<double>(below)) * (high - low);
}

Share share_of(std::vector<double>& values) {
    Share share;
    share.low = quantile(values, 0.025);
    share.median = quantile(values, 0.5);
    share.high = quantile(values, 0.975);
    return share;
}

std::string percent(double share) {
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%.0f %%", 100 * share);
    return {text, static_cast<std::size_t>(std::clamp(size, 0, 31))};
}

/// "consumer/asia, 42 % (38 % to 46 %)"
std::string told(const ClassShare& one) {
    return one.name + ", " + percent(one.share->median) + " (" + percent(one.share->low) + " to " +
           percent(one.share->high) + ")";
}

void draw_shares(const AttributionInput& input, std::vector<ClassShare>& classes) {
    boost::random::mt19937_64 bits{fixed_seed};
    const std::size_t size = classes.size();
    std::vector<std::vector<double>> shares(size, std::vector<double>(draws));
    std::vector<std::vector<double>> ratios(size, std::vector<double>(draws));
    std::vector<double> grown(size);
    std::vector<double> before(size);
    const auto gamma = [&bits](std::uint64_t count) {
        return boost::random::gamma_distribution<double>{static_cast<double>(count) + 0.5,
                                                         1.0}(bits);
    };
    for (std::size_t draw = 0; draw < draws; ++draw) {
        double all_grown = 0;
        double all_before = 0;
        for (std::size_t i = 0; i < size; ++i) {
            before[i] = gamma(classes[i].baseline_hosts);
            grown[i] = std::max(0.0, gamma(classes[i].hosts) - before[i] * input.ratio);
            all_before += before[i];
            all_grown += grown[i];
        }
        for (std::size_t i = 0; i < size; ++i) {
            shares[i][draw] = grown[i] / std::max(all_grown, 1e-9);
            ratios[i][draw] = shares[i][draw] * all_before / std::max(before[i], 1e-9);
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        classes[i].share = share_of(shares[i]);
        classes[i].over_representation = share_of(ratios[i]);
    }
}

std::optional<NetworkShare> largest_of(const std::map<std::uint32_t, NetworkCounts>& networks,
                                       std::string_view length, double ratio, double excess) {
    std::optional<NetworkShare> largest;
    for (const auto& [first, counts] : networks) {
        const double grown =
            static_cast<double>(counts.hosts) - static_cast<double>(counts.baseline_hosts) * ratio;
        if (grown <= 0 || (largest && grown / excess <= largest->share)) continue;
        largest = {core::Address::v4(first).to_string() + std::string(length), counts.hosts,
                   counts.baseline_hosts, grown / excess};
    }
    return largest;
}

}  // namespace

std::string_view name_of(AttributionRefusal refusal) {
    switch (refusal) {
        case AttributionRefusal::none:
            return "none";
        case AttributionRefusal::few_excess_hosts:
            return "few_excess_hosts";
        case AttributionRefusal::no_class_known:
            return "no_class_known";
        case AttributionRefusal::no_baseline_ratio:
            return "no_baseline_ratio";
        case AttributionRefusal::forged_sources:
            return "forged_sources";
    }
    return "none";
}

AttributionFinding judge_attribution(const AttributionInput& input) {
    AttributionFinding finding;
    const bool sound = std::isfinite(input.ratio) && input.ratio > 0;
    double hosts = 0;
    double unknown = 0;
    std::size_t unknown_classes = 0;
    for (const auto& one : input.classes) {
        ClassShare row{one.name, one.hosts, one.baseline_hosts, 0, {}, {}, {}, one.unknown};
        row.excess = static_cast<double>(one.hosts) -
                     (sound ? static_cast<double>(one.baseline_hosts) * input.ratio : 0);
        finding.excess += row.excess;
        hosts += static_cast<double>(one.hosts);
        if (one.unknown) unknown += static_cast<double>(one.hosts);
        if (one.unknown && one.hosts > 0) ++unknown_classes;
        finding.classes.push_back(row);
    }
    finding.unknown_share = hosts > 0 ? unknown / hosts : 0;
    auto& classes = finding.classes;
    if (sound && finding.excess >= least_excess) {
        finding.largest_24 = largest_of(input.by_24, "/24", input.ratio, finding.excess);
        finding.largest_16 = largest_of(input.by_16, "/16", input.ratio, finding.excess);
    }
    if (!sound) {
        finding.refusal = AttributionRefusal::no_baseline_ratio;
        finding.sentence = "No attribution: there is no baseline to compare with.";
    } else if (finding.excess < least_excess) {
        finding.refusal = AttributionRefusal::few_excess_hosts;
        finding.sentence = "No attribution: fewer than 50 hosts above the baseline.";
    } else if (unknown == hosts && unknown_classes < 2) {
        // Several are told apart by their regions, which is worth saying after the share.
        finding.refusal = AttributionRefusal::no_class_known;
        finding.sentence = "No attribution: not covered, because no host's class is known.";
    } else {
        draw_shares(input, classes);
        std::vector<std::size_t> order(classes.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return classes[a].share->median > classes[b].share->median;
        });
        for (std::size_t i = 0; i < order.size(); ++i) classes[order[i]].growth_rank = i + 1;
        const auto& first = classes[order.front()];
        if (order.size() == 1 || first.share->low > classes[order[1]].share->median) {
            finding.largest = first.name;
        }
        if (finding.unknown_share > much_unknown) {
            finding.sentence =
                percent(finding.unknown_share) + " of the hosts are of no known class. ";
        }
        finding.sentence +=
            (finding.largest ? "Largest part of the growth: " : "No class stands out; first is ") +
            told(first);
        std::string next;
        for (std::size_t i = 1; i < order.size() && i <= told_beside_the_first; ++i) {
            const auto& one = classes[order[i]];
            if (one.share->median < least_told) break;
            next += (next.empty() ? "; then " : ", ") + told(one);
        }
        finding.sentence += next + ".";
        for (const auto* network : {&finding.largest_24, &finding.largest_16})
            if (*network && (*network)->share >= concentrated) {
                finding.sentence += " " + percent(std::min(1.0, (*network)->share)) +
                                    " of it is of one network, " + (*network)->network + ".";
                break;
            }
    }
    std::stable_sort(classes.begin(), classes.end(), [](const ClassShare& a, const ClassShare& b) {
        if (a.unknown != b.unknown) return a.unknown;
        return a.growth_rank.value_or(0) < b.growth_rank.value_or(0);
    });
    return finding;
}

}  // namespace hitme::analytics
