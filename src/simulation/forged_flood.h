// SPDX-License-Identifier: Apache-2.0
// What a flood with forged sources looks like to a decoy: single packets whose addresses are drawn evenly from all of IPv4,
// reserved networks included (docs/methods/spoofing.md). Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/ip.h"
#include "core/time.h"

namespace hitme::simulation {

struct ForgedPacket {
    core::Time at;
    core::Address source;
    std::uint16_t sensor = 0;  ///< below `sensors`
};

/// `count` packets at even random instants in [from, to), in order; none for an empty span or no sensors. The same seed gives
/// the same flood.
std::vector<ForgedPacket> forged_flood(std::uint64_t count, core::Time from, core::Time to,
                                       std::uint16_t sensors, std::uint64_t seed);

}  // namespace hitme::simulation
