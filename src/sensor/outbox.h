// SPDX-License-Identifier: Apache-2.0
// Where a sensor's finished events go: the link, or a file of JSON lines.
#pragma once

#include "event/kinds.h"

namespace hitme::sensor {

class Outbox {
 public:
    virtual ~Outbox() = default;
    /// Moves `event` out; false when there is no room, and `event` is untouched. Never waits.
    virtual bool offer(event::Event& event) = 0;
    /// Called once at the end of each pass of the sensor's loop: the moment to write what was gathered.
    virtual void settle() = 0;
};

}  // namespace hitme::sensor
