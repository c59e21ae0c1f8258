// SPDX-License-Identifier: Apache-2.0
// What a small decoy network sees of a host, and how many hosts its sightings stand for (docs/methods/population.md; C-31,
// analytics methods 2.1).
//
//   sightings of one host an hour = 3600 r n / (2^32 q)         r probes/s, n addresses, q share of IPv4 that is scanned
//   probes/s worldwide            = sightings/s x 2^32 q / n    needs no r
//   hosts                         = probes/s worldwide / r      refused without r
//
// Our addresses are taken to lie inside the share that is scanned. Addresses are counted, not machines.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace hitme::analytics {

constexpr double ipv4_addresses = 4294967296.0;

/// 0 where any argument is not positive.
double sightings_per_hour(double probes_per_second, double addresses, double share_scanned = 1);
/// That a host is seen at least once in so many hours: 1 - exp(-rate x hours).
double chance_of_sighting(double sightings_an_hour, double hours);
/// Hours until that chance is reached; nothing for a rate that is not positive or a chance outside (0, 1).
std::optional<double> hours_until_seen(double sightings_an_hour, double chance);

/// Whose curve the newcomers draw: 1 - new hosts / hosts, summed over the bins of a window. Nothing without hosts.
std::optional<double> repeat_share(double new_hosts, double hosts);
enum class NewcomersShow {
    population,  ///< repeat share under 0.1: hosts are seen once, so newcomers follow the active population
    mixture,
    infection,  ///< above 0.5: hosts are seen again and again, so newcomers are new
};
NewcomersShow newcomers_show(double repeat_share);
std::string_view name_of(NewcomersShow meaning);

struct PopulationInput {
    std::uint64_t sightings = 0;  ///< of hosts; with rare revisits new hosts are that
    core::Duration exposure{};    ///< time listened, at full strength
    double addresses = 0;         ///< n
    /// r, known from a captured sample or from literature; the three in rising order.
    struct ScanRate {
        double low = 0;
        double likely = 0;
        double high = 0;
    };
    std::optional<ScanRate> probes_per_second;
    double share_scanned = 1;  ///< q, in (0, 1]
};

enum class PopulationRefusal {
    none,
    no_exposure,   ///< no time or no address to count by
    bad_share,     ///< q outside (0, 1]
    no_scan_rate,  ///< the probes worldwide stand, the hosts are refused
    bad_scan_rate,
};
std::string_view name_of(PopulationRefusal refusal);

/// `high` at no sighting is an upper limit; `value` is then 0.
struct RangedCount {
    double value = 0;
    double low = 0;
    double high = 0;
};

struct SensitivityRow {
    double share_scanned = 1;
    double probes_per_second = 0;
    double hosts = 0;
};

struct PopulationFinding {
    PopulationRefusal refusal = PopulationRefusal::none;
    std::optional<RangedCount> probes_per_second_worldwide;  ///< 95 % interval of the count
    std::optional<RangedCount> hosts;  ///< that interval widened by the range of r
    std::vector<SensitivityRow>
        sensitivity;  ///< q of 1, 1/2, 1/4 by r of low, likely, high; with r alone
    std::vector<std::string> assumptions;
    std::string sentence;
};

PopulationFinding estimate_population(const PopulationInput& input);

/// Published sizes of botnets, as ranges, because their sources differ by more than their intervals.
struct PublishedSize {
    std::string_view name;
    double low = 0;
    double high = 0;
    std::string_view source;
    bool from_memory = true;  ///< to be printed beside the figure
};
std::span<const PublishedSize> published_sizes();

}  // namespace hitme::analytics
