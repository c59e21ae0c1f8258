// SPDX-License-Identifier: Apache-2.0
#include "simulation/forged_flood.h"

#include <algorithm>
#include <tuple>

#include "simulation/random.h"

namespace hitme::simulation {

std::vector<ForgedPacket> forged_flood(std::uint64_t count, core::Time from, core::Time to,
                                       std::uint16_t sensors, std::uint64_t seed) {
    std::vector<ForgedPacket> flood;
    if (to <= from || sensors == 0) return flood;
    Random random{seed * 8 + 6};
    const double span = static_cast<double>((to - from).count());
    flood.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        ForgedPacket packet;
        packet.at =
            from + core::Duration{static_cast<core::Duration::rep>(random.uniform() * span)};
        packet.source =
            core::Address::v4(static_cast<std::uint32_t>(random.uniform() * 4294967296.0));
        packet.sensor = static_cast<std::uint16_t>(random.uniform() * sensors);
        flood.push_back(packet);
    }
    std::ranges::sort(flood, {}, [](const ForgedPacket& packet) {
        return std::tuple{packet.at, packet.source, packet.sensor};
    });
    return flood;
}

}  // namespace hitme::simulation
