// SPDX-License-Identifier: Apache-2.0
// Does it depend on our own address whether a scanner hits us? (docs/methods/target-bias.md; C-35)
//
// For each of the 32 bits: hits at addresses with the bit set against those with it clear, as a binomial split by exposure.
// The strongest bit is taken first, and the others are then tested within its two halves, until none passes 1 % over all 32
// tests. Bits are numbered 1 (the first of the address) to 32. An address that is hit unevenly for no bit's sake is named.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hitme::analytics {

/// One of our IPv4 addresses and what it saw of one signal.
struct TargetAddress {
    std::uint32_t address = 0;
    std::uint64_t hits = 0;  ///< distinct hosts, not packets: one loud host is no bias
    double weight = 1;       ///< exposure: hours listened, or its hosts of all other signals
    std::uint64_t hits_from_own_8 = 0;  ///< of `hits`, sources in the address's own /8
    std::uint64_t hits_from_own_16 = 0;
};

enum class BitState {
    tested,
    one_sided,  ///< fewer than three of our addresses on one side, or too few hits: nothing can be said
};

struct BitBias {
    int bit = 0;  ///< 1 ... 32
    double ratio =
        0;  ///< hits per weight with the bit set over those with it clear, within the bits found before
    double p = 1;               ///< of this test alone
    bool set_is_blind = false;  ///< a set bit has under a tenth of the hits: not scanned
    bool clear_is_blind = false;
    std::vector<int>
        alike;  ///< bits that split our addresses in the same way: it may be any of them
};

/// How many more hits come from the own network than its share of all sources explains.
struct LocalBias {
    double observed = 0;
    double expected = 0;
    double ratio = 0;
    double p = 1;
};

struct TargetBiasInput {
    std::vector<TargetAddress> addresses;
    /// Share of all sources that lie in the own /8 (/16), averaged over hits; nothing where it is not known.
    std::optional<double> source_share_8;
    std::optional<double> source_share_16;
};

struct TargetBiasFinding {
    std::vector<BitBias> bits;  ///< found, strongest first
    std::vector<int> untestable_bits;
    double uneven_p = 1;                ///< chi-square over addresses, all hits alike
    double unexplained_dispersion = 1;  ///< Pearson over degrees of freedom within the bits found
    std::vector<std::size_t> blind;     ///< places in the input: under a tenth of the hits expected
    std::size_t reachable = 0;          ///< addresses that no found bit hides
    std::optional<LocalBias> own_8;
    std::optional<LocalBias> own_16;
    std::string sentence;
};

/// Addresses with a weight that is not positive are left out.
TargetBiasFinding judge_target_bias(const TargetBiasInput& input);

}  // namespace hitme::analytics
