// SPDX-License-Identifier: Apache-2.0
// Whose hosts grew? The share of the growth for each class of source, with its interval (docs/methods/attribution.md).
//
// excess = hosts of the window - hosts of the baseline x ratio of exposures. Both counts are drawn from
// Gamma(count + 1/2), the excess clipped at 0 and normalised draw by draw (fixed seed): the 2.5 %, 50 % and 97.5 %.
// Hosts are newcomers, each counted once. Pure; the same counts give the same numbers, bit for bit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

struct ClassCounts {
    std::string name;                  ///< network type x region, say
    std::uint64_t hosts = 0;           ///< newcomers in the judged window
    std::uint64_t baseline_hosts = 0;  ///< in the baseline
    bool unknown = false;              ///< the class of sources that no list knows
};

struct AttributionInput {
    std::vector<ClassCounts> classes;  ///< every source once
    double ratio = 1;  ///< exposure of the window over that of the baseline; above 0
};

enum class AttributionRefusal {
    none,
    few_excess_hosts,   ///< under 50 above the baseline
    no_baseline_ratio,  ///< nothing to compare with
    no_class_known,     ///< every host is of the unknown class: not covered
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

struct AttributionFinding {
    AttributionRefusal refusal = AttributionRefusal::none;
    double excess = 0;
    double unknown_share = 0;         ///< of the window's hosts
    std::vector<ClassShare> classes;  ///< the unknown first, then by rank
    std::optional<std::string>
        largest;  ///< only where its interval excludes the runner-up's median
    std::string sentence;
};

AttributionFinding judge_attribution(const AttributionInput& input);

}  // namespace hitme::analytics
