// SPDX-License-Identifier: Apache-2.0
// Where readers and decoys hand their events.
#pragma once

#include "core/result.h"
#include "event/kinds.h"

namespace hitme::sensor {

class EventSink {
 public:
    virtual ~EventSink() = default;
    /// Takes one event. The sink may move out of it; the caller reuses what is left. An error stops the reader.
    virtual core::Result<void> take(event::Event& event) = 0;
};

}  // namespace hitme::sensor
