// SPDX-License-Identifier: Apache-2.0
#include "analytics/bias/target_bias.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <map>
#include <numbers>

namespace hitme::analytics {
namespace {

constexpr int address_bits = 32;
constexpr double level = 0.01 / address_bits;
constexpr std::size_t least_each_side = 3;
constexpr double least_expected = 5;
constexpr double least_expected_of_blind = 20;
constexpr double blind_below = 0.1;
/// With so many bits found the strata are single addresses.
constexpr std::size_t most_bits_found = 8;
/// Dispersion within the bits found from which on hits are uneven for another reason.
constexpr double much_unexplained = 3;

bool has(std::uint32_t address, int bit) {
    return ((address >> (address_bits - bit)) & 1) != 0;
}

double two_sided(double z) {
    return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

struct Half {
    double hits = 0;
    double weight = 0;
    std::size_t addresses = 0;
};

/// Our addresses, grouped by the bits found so far.
struct Strata {
    std::vector<const TargetAddress*> addresses;
    std::vector<std::uint32_t> of;  ///< stratum of each

    void split(int bit) {
        for (std::size_t i = 0; i < of.size(); ++i)
            of[i] = of[i] * 2 + (has(addresses[i]->address, bit) ? 1 : 0);
    }
};

struct BitTest {
    BitState state = BitState::one_sided;
    double z = 0;
    double ratio = 1;
};

BitTest test_bit(const Strata& strata, int bit) {
    std::map<std::uint32_t, std::array<Half, 2>> halves;
    for (std::size_t i = 0; i < strata.of.size(); ++i) {
        const auto& one = *strata.addresses[i];
        Half& half = halves[strata.of[i]][has(one.address, bit) ? 1 : 0];
        half.hits += static_cast<double>(one.hits);
        half.weight += one.weight;
        ++half.addresses;
    }
    double expected = 0;
    double variance = 0;
    double against = 0;
    Half clear;
    Half set;
    for (const auto& [stratum, half] : halves) {
        if (half[0].addresses == 0 || half[1].addresses == 0) continue;
        const double hits = half[0].hits + half[1].hits;
        const double share = half[1].weight / (half[0].weight + half[1].weight);
        expected += hits * share;
        against += hits * (1 - share);
        variance += hits * share * (1 - share);
        for (auto* into : {&clear, &set}) {
            const Half& from = half[into == &set ? 1 : 0];
            into->hits += from.hits;
            into->weight += from.weight;
            into->addresses += from.addresses;
        }
    }
    BitTest test;
    if (clear.addresses < least_each_side || set.addresses < least_each_side) return test;
    if (expected < least_expected || against < least_expected) return test;
    test.state = BitState::tested;
    test.z = (set.hits - expected) / std::sqrt(variance);
    // Each side against its own expectation, so that strata of different strength do not mislead.
    test.ratio = (set.hits / expected) / std::max(clear.hits / against, 1e-9);
    return test;
}

/// Pearson's chi-square of hits against each stratum's own rate, and its degrees of freedom.
std::pair<double, double> pearson(const Strata& strata) {
    std::map<std::uint32_t, Half> totals;
    for (std::size_t i = 0; i < strata.of.size(); ++i) {
        Half& total = totals[strata.of[i]];
        total.hits += static_cast<double>(strata.addresses[i]->hits);
        total.weight += strata.addresses[i]->weight;
        ++total.addresses;
    }
    double chi_square = 0;
    double freedom = 0;
    for (const auto& [stratum, total] : totals)
        if (total.hits > 0) freedom += static_cast<double>(total.addresses) - 1;
    for (std::size_t i = 0; i < strata.of.size(); ++i) {
        const Half& total = totals[strata.of[i]];
        if (total.hits <= 0) continue;
        const double expected = total.hits * strata.addresses[i]->weight / total.weight;
        const double off = static_cast<double>(strata.addresses[i]->hits) - expected;
        chi_square += off * off / expected;
    }
    return {chi_square, freedom};
}

std::vector<int> alike(const Strata& strata, int bit) {
    std::vector<int> bits;
    for (int other = 1; other <= address_bits; ++other) {
        if (other == bit) continue;
        std::size_t same = 0;
        for (const auto* one : strata.addresses)
            same += has(one->address, bit) == has(one->address, other) ? 1u : 0u;
        if (same == 0 || same == strata.addresses.size()) bits.push_back(other);
    }
    return bits;
}

std::optional<LocalBias> local_bias(double local, double hits, std::optional<double> share) {
    if (!share || !(*share > 0) || !(*share < 1) || !(hits > 0)) return std::nullopt;
    LocalBias bias;
    bias.observed = local;
    bias.expected = hits * *share;
    bias.ratio = local / bias.expected;
    if (bias.expected >= least_expected)
        bias.p = two_sided((local - bias.expected) / std::sqrt(bias.expected * (1 - *share)));
    return bias;
}

bool is_hidden(std::uint32_t address, const std::vector<BitBias>& bits) {
    return std::ranges::any_of(bits, [&](const BitBias& one) {
        return has(address, one.bit) ? one.set_is_blind : one.clear_is_blind;
    });
}

std::string sentence_of(const TargetBiasFinding& finding, std::size_t addresses) {
    if (addresses == 0) return "No address to test.";
    std::string text;
    for (const auto& one : finding.bits)
        text += (text.empty() ? "Hits depend on bit " : ", ") + std::to_string(one.bit);
    if (text.empty()) text = "No bit of our address decides whether we are hit";
    text += "; " + std::to_string(finding.reachable) + " of our " + std::to_string(addresses) +
            " addresses can be reached by this scanner.";
    if (!finding.blind.empty())
        text +=
            " Under a tenth of the hits expected at " + std::to_string(finding.blind.size()) + ".";
    if (finding.unexplained_dispersion > much_unexplained)
        text += " Hits are uneven for a reason that no bit explains.";
    return text;
}

}  // namespace

TargetBiasFinding judge_target_bias(const TargetBiasInput& input) {
    TargetBiasFinding finding;
    Strata strata;
    double hits = 0;
    double weight = 0;
    double local_8 = 0;
    double local_16 = 0;
    for (const auto& one : input.addresses) {
        if (!(one.weight > 0) || !std::isfinite(one.weight)) continue;
        strata.addresses.push_back(&one);
        strata.of.push_back(0);
        hits += static_cast<double>(one.hits);
        weight += one.weight;
        local_8 += static_cast<double>(one.hits_from_own_8);
        local_16 += static_cast<double>(one.hits_from_own_16);
    }
    if (const auto [chi_square, freedom] = pearson(strata); freedom > 0)
        finding.uneven_p = boost::math::cdf(
            boost::math::complement(boost::math::chi_squared{freedom}, chi_square));
    for (int bit = 1; bit <= address_bits; ++bit)
        if (test_bit(strata, bit).state == BitState::one_sided)
            finding.untestable_bits.push_back(bit);
    while (finding.bits.size() < most_bits_found) {
        BitTest best;
        int best_bit = 0;
        for (int bit = 1; bit <= address_bits; ++bit) {
            const BitTest test = test_bit(strata, bit);
            if (test.state != BitState::tested || std::abs(test.z) <= std::abs(best.z)) continue;
            best = test;
            best_bit = bit;
        }
        if (best_bit == 0 || two_sided(best.z) > level) break;
        finding.bits.push_back({best_bit, best.ratio, two_sided(best.z),
                                best.ratio<blind_below, best.ratio> 1 / blind_below,
                                alike(strata, best_bit)});
        strata.split(best_bit);
    }
    if (const auto [chi_square, freedom] = pearson(strata); freedom > 0)
        finding.unexplained_dispersion = std::max(1.0, chi_square / freedom);
    for (std::size_t i = 0; i < input.addresses.size(); ++i) {
        const auto& one = input.addresses[i];
        if (!(one.weight > 0) || !std::isfinite(one.weight)) continue;
        const double expected = hits * one.weight / weight;
        if (expected >= least_expected_of_blind &&
            static_cast<double>(one.hits) < blind_below * expected)
            finding.blind.push_back(i);
        finding.reachable += is_hidden(one.address, finding.bits) ? 0u : 1u;
    }
    finding.own_8 = local_bias(local_8, hits, input.source_share_8);
    finding.own_16 = local_bias(local_16, hits, input.source_share_16);
    finding.sentence = sentence_of(finding, strata.addresses.size());
    return finding;
}

}  // namespace hitme::analytics
