// SPDX-License-Identifier: Apache-2.0
// What the judgements read: who was seen when and where, and when each sensor listened (analytics methods, docs/methods).
//
// Sources and sensors are dense numbers that the caller gives: an estimator never needs an address, and a flood of
// forged ones costs it four bytes each. An IPv6 source stands for its /64, as everywhere.
// Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "analytics/payload/first_payload.h"
#include "core/time.h"

namespace hitme::analytics {

/// One contact of one signal. Duplicates are sightings too; no estimator counts them as hosts.
struct Sighting {
    core::Time at;
    std::uint32_t source = 0;   ///< 0 ... sources - 1
    std::uint16_t sensor = 0;   ///< 0 ... sensors - 1
    FirstPayload payload = {};  ///< where payloads are read
    friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// [from, to) in event time.
struct Span {
    core::Time from;
    core::Time to;
    friend bool operator==(const Span&, const Span&) = default;
};

/// When each sensor listened, by its number: from heartbeats, never from traffic. Merged and in order.
using Uptimes = std::vector<std::vector<Span>>;

/// Sensors that one judgement can tell apart: a host's sensors of one bin are one mask. More than these are put
/// together by the caller (sensors of one network are one), which says so.
constexpr std::size_t max_judged_sensors = 64;

}  // namespace hitme::analytics
