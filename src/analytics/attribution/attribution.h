// SPDX-License-Identifier: Apache-2.0
// Whose hosts grew? The share of the growth for each class of source, with its interval (docs/methods/attribution.md).
//
// excess = hosts of the window - hosts of the baseline x ratio of exposures. Both counts are drawn from
// Gamma(count + 1/2), the excess clipped at 0 and normalised draw by draw (fixed seed): the 2.5 %, 50 % and 97.5 %.
// Hosts are newcomers, each counted once. Pure; the same counts give the same numbers, bit for bit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

struct ClassCounts {
    std::string name;                  ///< network type x region, say
    std::uint64_t hosts = 0;           ///< newcomers in the judged window
    std::uint64_t baseline_hosts = 0;  ///< in the baseline
    bool unknown = false;  ///< of sources whose network type no list knows, in any region
};

struct NetworkCounts {
    std::uint64_t hosts = 0;
    std::uint64_t baseline_hosts = 0;
};

struct AttributionInput {
    std::vector<ClassCounts> classes;  ///< every source once
    double ratio = 1;  ///< exposure of the window over that of the baseline; above 0
    /// The IPv4 sources once more, by their network's first address.
    std::map<std::uint32_t, NetworkCounts> by_24 = {};
    std::map<std::uint32_t, NetworkCounts> by_16 = {};
};

enum class AttributionRefusal {
    none,
    few_excess_hosts,   ///< under 50 above the baseline
    no_baseline_ratio,  ///< nothing to compare with
    no_class_known,     ///< every host is of one unknown class: not covered
    forged_sources,  ///< withheld: the sources prove no address and look forged; nothing was judged
};
std::string_view name_of(AttributionRefusal refusal);

struct Share {
    double low = 0;
    double median = 0;
    double high = 0;
};

struct ClassShare {
    std::string name;
    std::uint64_t hosts = 0;
    std::uint64_t baseline_hosts = 0;
    double excess = 0;                       ///< may be negative: that class shrank
    std::optional<Share> share;              ///< of the growth; nothing where refused
    std::optional<std::size_t> growth_rank;  ///< 1 is the largest median
    /// Share of the growth over the share of the baseline's hosts, with its interval: above 1 the class grows more than
    /// its size explains. Nothing where refused.
    std::optional<Share> over_representation;
    bool unknown = false;
};

/// How concentrated the growth is: the network that grew most. Its share has no interval: of very many networks the luckiest is the
/// largest, so a small share says nothing.
struct NetworkShare {
    std::string network;  ///< "192.0.2.0/24"
    std::uint64_t hosts = 0;
    std::uint64_t baseline_hosts = 0;
    double share = 0;  ///< of the growth; above 1 where others shrank
};
/// Said in the sentence from this share on.
constexpr double concentrated = 0.5;

struct AttributionFinding {
    AttributionRefusal refusal = AttributionRefusal::none;
    double excess = 0;
    double unknown_share = 0;         ///< of the window's hosts
    std::vector<ClassShare> classes;  ///< the unknown first, then by rank
    std::optional<std::string>
        largest;  ///< only where its interval excludes the runner-up's median
    std::optional<NetworkShare>
        largest_24;  ///< nothing where no growth could be shared out, or none is IPv4
    std::optional<NetworkShare> largest_16;
    std::string sentence;
};

AttributionFinding judge_attribution(const AttributionInput& input);

}  // namespace hitme::analytics
