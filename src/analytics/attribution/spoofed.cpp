// SPDX-License-Identifier: Apache-2.0
#include "analytics/attribution/spoofed.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

namespace hitme::analytics {
namespace {

constexpr double reserved_part = 0.138;
constexpr double z95 = 1.959964;
constexpr double most_tolerated = 0.05;
constexpr double nearly_all = 0.95;
constexpr double least_p = 0.001;
constexpr double least_each = 100;

/// Addresses of a unicast /8 that `reserved_v4` does not name.
constexpr std::uint32_t unreserved_in(std::size_t octet) {
    constexpr std::uint32_t whole = 1u << 24;
    switch (octet) {
        case 100:
            return whole - (1u << 22);  // 100.64.0.0/10
        case 169:
            return whole - (1u << 16);  // 169.254.0.0/16
        case 172:
            return whole - (1u << 20);  // 172.16.0.0/12
        case 192:
            return whole - (1u << 16) -
                   2 * (1u << 8);  // 192.168.0.0/16, 192.0.0.0/24, 192.0.2.0/24
        case 198:
            return whole - (1u << 17) - (1u << 8);  // 198.18.0.0/15, 198.51.100.0/24
        case 203:
            return whole - (1u << 8);  // 203.0.113.0/24
        default:
            return whole;
    }
}

}  // namespace

bool reserved_v4(std::uint32_t address) {
    const std::uint32_t first = address >> 24;
    if (first == 0 || first == 10 || first == 127 || first >= 224) return true;
    return (address >> 22) == (0x64400000u >> 22) ||  // 100.64.0.0/10
           (address >> 20) == (0xac100000u >> 20) ||  // 172.16.0.0/12
           (address >> 16) == 0xa9fe || (address >> 16) == 0xc0a8 ||
           (address >> 17) == (0xc6120000u >> 17) ||  // 198.18.0.0/15
           (address >> 8) == 0xc00000 || (address >> 8) == 0xc00002 || (address >> 8) == 0xc63364 ||
           (address >> 8) == 0xcb0071;
}

bool unicast_octet(std::size_t octet) {
    return octet >= 1 && octet <= 223 && octet != 10 && octet != 127;
}

void SpoofedCounts::add(std::optional<std::uint8_t> first_octet, bool once) {
    ++sources;
    if (once) ++seen_once;
    if (first_octet)
        ++by_first_octet[*first_octet];
    else
        ++reserved;
}

SpoofedCounts count_sources(std::span<const std::uint32_t> addresses) {
    SpoofedCounts counts;
    for (std::size_t i = 0, next = 0; i < addresses.size(); i = next) {
        while (next < addresses.size() && addresses[next] == addresses[i]) ++next;
        counts.add(reserved_v4(addresses[i])
                       ? std::nullopt
                       : std::optional{static_cast<std::uint8_t>(addresses[i] >> 24)},
                   next - i == 1);
    }
    return counts;
}

SpoofedFinding judge_spoofing(const SpoofedInput& input) {
    SpoofedFinding finding;
    if (input.sources == 0) return finding;
    const auto all = static_cast<double>(input.sources);
    const auto reserved = static_cast<double>(std::min(input.reserved, input.sources));
    const double p = (reserved + 0.5) / (all + 1);
    const double error = std::sqrt(p * (1 - p) / all);
    const auto held = [](double share) { return std::clamp(share / reserved_part, 0.0, 1.0); };
    finding.spoofed_share = held(reserved / all);
    finding.low = held(p - z95 * error);
    finding.high = held(p + z95 * error);
    finding.withhold_unverified = finding.low > most_tolerated;
    finding.seen_once_share = static_cast<double>(std::min(input.seen_once, input.sources)) / all;
    double counted = 0;
    double octets = 0;
    double space = 0;
    for (std::size_t octet = 0; octet < input.by_first_octet.size(); ++octet) {
        if (!unicast_octet(octet)) continue;
        counted += static_cast<double>(input.by_first_octet[octet]);
        space += static_cast<double>(unreserved_in(octet));
        octets += 1;
    }
    if (octets < 2 || counted == 0) return finding;
    // What an even draw leaves in each /8: in proportion to its space that is not reserved
    // (100/8 lacks a quarter, 172/8 a sixteenth; a flood of 10^7 shows that).
    double chi_square = 0;
    for (std::size_t octet = 0; octet < input.by_first_octet.size(); ++octet) {
        if (!unicast_octet(octet)) continue;
        const double expected = counted * static_cast<double>(unreserved_in(octet)) / space;
        const double off = static_cast<double>(input.by_first_octet[octet]) - expected;
        chi_square += off * off / expected;
    }
    const boost::math::chi_squared distribution{octets - 1};
    finding.flat_p = boost::math::cdf(boost::math::complement(distribution, chi_square));
    finding.flood_shape = counted / octets >= least_each &&
                          *finding.seen_once_share >= nearly_all && *finding.flat_p > least_p;
    return finding;
}

}  // namespace hitme::analytics
