// SPDX-License-Identifier: Apache-2.0
// Are the sources forged? (docs/methods/spoofing.md)
//
// A share s drawn uniformly from IPv4 shows 0.138 s of its sources in reserved space: s = reserved share / 0.138. A flood
// that avoids reserved space shows as nearly all sources seen once, and as many in each /8 as the space has addresses.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace hitme::analytics {

struct SpoofedInput {
    /// Distinct unverified IPv4 sources, and how many of them lie in space that nobody may route.
    std::uint64_t sources = 0;
    std::uint64_t reserved = 0;
    std::uint64_t seen_once = 0;
    /// Sources outside reserved space by their first octet; empty where not counted.
    std::span<const std::uint64_t> by_first_octet;
};

struct SpoofedFinding {
    std::optional<double> spoofed_share;  ///< nothing without sources
    double low = 0;
    double high = 1;
    /// Above 0.05 at the lower limit: verdicts on unverified sources are withheld.
    bool withhold_unverified = false;
    std::optional<double> seen_once_share;
    std::optional<double>
        flat_p;  ///< chi-square over the /8s that routers carry: that such sources come evenly from all
    bool flood_shape = false;  ///< 100 sources or more per /8, 95 % seen once, flat_p above 0.001

    /// Either sign of a flood: what such sources would say is withheld.
    bool looks_forged() const { return withhold_unverified || flood_shape; }
};

SpoofedFinding judge_spoofing(const SpoofedInput& input);

/// What judge_spoofing() asks for, counted.
struct SpoofedCounts {
    std::uint64_t sources = 0;
    std::uint64_t reserved = 0;
    std::uint64_t seen_once = 0;
    std::array<std::uint64_t, 256> by_first_octet{};

    /// One more source. `first_octet`: nothing for reserved space.
    void add(std::optional<std::uint8_t> first_octet, bool once);
    /// Looks into these counts: they must outlive it.
    SpoofedInput input() const { return {sources, reserved, seen_once, by_first_octet}; }
};
/// `addresses` in host order, ascending, one entry a contact.
SpoofedCounts count_sources(std::span<const std::uint32_t> addresses);

/// Space that no source on the Internet has (RFC 6890): 13.8 % of IPv4. Value in host order.
bool reserved_v4(std::uint32_t address);
/// First octets with unicast space that is not wholly reserved: 1 to 223 without 10 and 127.
bool unicast_octet(std::size_t octet);

}  // namespace hitme::analytics
