// SPDX-License-Identifier: Apache-2.0
#include "analytics/population/population.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "analytics/interval.h"

namespace hitme::analytics {
namespace {

constexpr double newcomers_are_population = 0.1;
constexpr double newcomers_are_infection = 0.5;
constexpr std::array<double, 3> shares_shown{1, 0.5, 0.25};

constexpr std::array<PublishedSize, 2> sizes{{
    {"Kraken", 400000, 600000, "Damballa, April 2008: 400,000 seen, 600,000 predicted", true},
    {"Storm", 160000, 50000000, "one crawl (160,000) to the press (50 million), 2007", true},
}};

std::string number(const char* form, double value) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, form, value);
    return {text, static_cast<std::size_t>(std::clamp(size, 0, 63))};
}

/// Three significant digits: 716,000 and not 715,828, which nobody knows.
std::string rounded(double value) {
    if (!(value > 0)) return "0";
    const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
    std::string digits = number("%.0f", std::round(value / unit) * unit);
    if (value < 100) return number("%.3g", value);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

bool is_usable(const PopulationInput::ScanRate& rate) {
    return rate.low > 0 && rate.likely >= rate.low && rate.high >= rate.likely &&
           std::isfinite(rate.high);
}

std::vector<std::string> assumptions_of(const PopulationInput& input) {
    std::vector<std::string> assumptions{
        "targets are drawn evenly from " + number("%.3g", 100 * input.share_scanned) +
            " % of IPv4, and our " + number("%.0f", input.addresses) + " addresses lie in it",
        "addresses are counted, not machines: NAT hides some, DHCP counts some twice",
        "every probe that was sent to us arrived and was recorded"};
    if (input.probes_per_second)
        assumptions.push_back("one host sends " + number("%.3g", input.probes_per_second->likely) +
                              " probes/s (" + number("%.3g", input.probes_per_second->low) +
                              " to " + number("%.3g", input.probes_per_second->high) + ")");
    return assumptions;
}

std::string sentence_of(const PopulationFinding& finding) {
    if (!finding.probes_per_second_worldwide) return "Not estimated: nothing to count by.";
    const auto& probes = *finding.probes_per_second_worldwide;
    std::string text = rounded(probes.value) + " probes/s worldwide (" + rounded(probes.low) +
                       " to " + rounded(probes.high) + "). ";
    if (!finding.hosts)
        return text + "How many hosts that are is not estimated: the scan rate of one is unknown.";
    return text + "About " + rounded(finding.hosts->value) + " addresses scanning (" +
           rounded(finding.hosts->low) + " to " + rounded(finding.hosts->high) + ").";
}

}  // namespace

double sightings_per_hour(double probes_per_second, double addresses, double share_scanned) {
    if (!(probes_per_second > 0) || !(addresses > 0) || !(share_scanned > 0)) return 0;
    return 3600 * probes_per_second * addresses / (ipv4_addresses * share_scanned);
}

double chance_of_sighting(double sightings_an_hour, double hours) {
    if (!(sightings_an_hour > 0) || !(hours > 0)) return 0;
    return -std::expm1(-sightings_an_hour * hours);
}

std::optional<double> hours_until_seen(double sightings_an_hour, double chance) {
    if (!(sightings_an_hour > 0) || !(chance > 0) || !(chance < 1)) return std::nullopt;
    return -std::log1p(-chance) / sightings_an_hour;
}

std::optional<double> repeat_share(double new_hosts, double hosts) {
    if (!(hosts > 0) || new_hosts < 0) return std::nullopt;
    return std::clamp(1 - new_hosts / hosts, 0.0, 1.0);
}

NewcomersShow newcomers_show(double repeat_share) {
    if (repeat_share < newcomers_are_population) return NewcomersShow::population;
    return repeat_share > newcomers_are_infection ? NewcomersShow::infection
                                                  : NewcomersShow::mixture;
}

std::string_view name_of(NewcomersShow meaning) {
    switch (meaning) {
        case NewcomersShow::population:
            return "population";
        case NewcomersShow::mixture:
            return "mixture";
        case NewcomersShow::infection:
            return "infection";
    }
    return "mixture";
}

std::string_view name_of(PopulationRefusal refusal) {
    switch (refusal) {
        case PopulationRefusal::none:
            return "none";
        case PopulationRefusal::no_exposure:
            return "no_exposure";
        case PopulationRefusal::bad_share:
            return "bad_share";
        case PopulationRefusal::no_scan_rate:
            return "no_scan_rate";
        case PopulationRefusal::bad_scan_rate:
            return "bad_scan_rate";
    }
    return "none";
}

PopulationFinding estimate_population(const PopulationInput& input) {
    PopulationFinding finding;
    const auto refuse = [&](PopulationRefusal why) {
        finding.refusal = why;
        finding.sentence = sentence_of(finding);
        return finding;
    };
    const Interval gap = mean_interval(input.sightings, input.exposure);
    if (!gap.low_seconds || !(input.addresses > 0) || !std::isfinite(input.addresses))
        return refuse(PopulationRefusal::no_exposure);
    if (!(input.share_scanned > 0 && input.share_scanned <= 1))
        return refuse(PopulationRefusal::bad_share);
    const double world = ipv4_addresses * input.share_scanned / input.addresses;
    const RangedCount probes{gap.mean_seconds ? world / *gap.mean_seconds : 0,
                             gap.high_seconds ? world / *gap.high_seconds : 0,
                             world / *gap.low_seconds};
    finding.probes_per_second_worldwide = probes;
    finding.assumptions = assumptions_of(input);
    if (!input.probes_per_second) return refuse(PopulationRefusal::no_scan_rate);
    const auto& rate = *input.probes_per_second;
    if (!is_usable(rate)) return refuse(PopulationRefusal::bad_scan_rate);
    finding.hosts = {probes.value / rate.likely, probes.low / rate.high, probes.high / rate.low};
    for (const double share : shares_shown) {
        for (const double each : {rate.low, rate.likely, rate.high}) {
            finding.sensitivity.push_back(
                {share, each, probes.value * share / input.share_scanned / each});
        }
    }
    return refuse(PopulationRefusal::none);
}

std::span<const PublishedSize> published_sizes() {
    return sizes;
}

}  // namespace hitme::analytics
