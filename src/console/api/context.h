// SPDX-License-Identifier: Apache-2.0
// What every answer is made from. A handler is a function of this and of the query; it runs on the reading thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "console/visibility.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"
#include "store/event_store.h"
#include "store/geo_db.h"
#include "store/ip_data.h"

namespace hitme::console::api {

enum class Origin {
    seen,       ///< what sensors saw
    simulated,  ///< a demonstration: the numbers are made
};

/// What only the program's writing store knows; a reading one cannot see a disk that was too full to say so.
struct WriterState {
    bool full = false;                 ///< the last write failed for lack of space
    std::uint64_t refused_writes = 0;  ///< since the start
};

struct Context {
    store::EventStore& store;
    const store::GeoDb& geo;
    core::Time now;
    Origin origin = Origin::seen;
    std::optional<WriterState> writer = std::nullopt;
    const store::IpData& ip = store::IpData::none();
    store::Book* book = nullptr;  ///< nothing: answers have no records
    /// Whether the address belonged to that autonomous system then. Empty: no database tells.
    std::function<bool(const core::Address& source, core::Time at, std::uint32_t number)>
        network_has = {};
    const Visibility* visibility = nullptr;  ///< whose benign list classes sources; nothing: none
};

/// The store's state, with what the writer knows better.
inline core::Result<store::StoreState> store_state(const Context& context) {
    auto state = context.store.state();
    if (state.has_value() && context.writer) {
        state->full = context.writer->full;
        state->refused_writes = context.writer->refused_writes;
    }
    return state;
}

/// A sensor whose last heartbeat is older is down: two were missed, and some delay is allowed.
constexpr core::Duration up_for = std::chrono::seconds{150};

}  // namespace hitme::console::api
