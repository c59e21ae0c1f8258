// SPDX-License-Identifier: Apache-2.0
// What every answer is made from. A handler is a function of this and of the query; it runs on the reading thread.
#pragma once

#include "core/time.h"
#include "store/event_store.h"
#include "store/geo_db.h"

namespace hitme::console::api {

enum class Origin {
    seen,       ///< what sensors saw
    simulated,  ///< a demonstration: the numbers are made
};

struct Context {
    store::EventStore& store;
    const store::GeoDb& geo;
    core::Time now;
    Origin origin = Origin::seen;
};

/// A sensor whose last heartbeat is older is down: two were missed, and some delay is allowed.
constexpr core::Duration up_for = std::chrono::seconds{150};

}  // namespace hitme::console::api
