// SPDX-License-Identifier: Apache-2.0
// What a sensor opens while it still has the right to: its listeners and the packet sockets of its SYN watch.
//
// What cannot be opened is logged, each with its reason, and the rest goes on.
#pragma once

#include <optional>

#include "core/result.h"
#include "sensor/decoy/listeners.h"
#include "sensor/decoy/syn_watch.h"
#include "sensor/settings.h"

namespace hitme::sensor {

struct Doors {
    Listeners listeners;
    std::optional<SynWatch> syn_watch;
};

/// Errors   network: not one listener could be bound.
core::Result<Doors> open_doors(const SensorSettings& settings);

}  // namespace hitme::sensor
