// SPDX-License-Identifier: Apache-2.0
// A desk: a part of the console that works as events come in (incidents, cases, alerts, own networks, ...).
//
// Threads  all calls come on the ingesting thread. Nothing may wait here for a network or for a person: what takes long is
//          handed to a thread of the desk's own.
#pragma once

#include "core/time.h"
#include "event/kinds.h"
#include "store/event_store.h"

namespace hitme::console {

class Desk {
 public:
    virtual ~Desk() = default;
    /// A batch that is durable now; `appended.fates` says which of it is new (a completion or a duplicate is not).
    virtual void stored(const event::Batch& batch, const store::Appended& appended) = 0;
    /// Several times a second, also where nothing comes. `now` is the wall clock.
    virtual void idle(core::Time now) = 0;
};

}  // namespace hitme::console
