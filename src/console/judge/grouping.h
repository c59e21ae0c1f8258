// SPDX-License-Identifier: Apache-2.0
// Puts the sources of a stream into groups by what local databases say of them, for attribution (docs/methods/attribution.md).
//
// How      each source by its first sighting: the snapshot that was valid then answers. A source that no database knows is
//          of the group "unknown". By sensor, a source belongs to the sensor that saw it first.
// Cost     a look-up of some microseconds a source.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "console/judge/stream.h"
#include "store/ip_data.h"

namespace hitme::console {

enum class Grouping : std::uint8_t {
    class_region,  ///< network class x continent, "consumer/asia"
    network_class,
    country,
    region,  ///< continent
    registry,
    as,
    sensor_class,  ///< the sensor that saw the source first
};
/// By the names of api.yaml: class_region, class, country, region, registry, as, sensor_class.
std::optional<Grouping> grouping_named(std::string_view name);
std::string_view name_of(Grouping grouping);

/// Replaces the stream's classes; with them its AS numbers, unless grouped by sensor_class.
void group_sources(Stream& stream, Grouping by, const store::IpData& data);

/// The AS numbers alone. Cost: a look-up a source.
void number_networks(Stream& stream, const store::IpData& data);

}  // namespace hitme::console
