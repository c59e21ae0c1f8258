// SPDX-License-Identifier: Apache-2.0
// One frame of `hitme watch`: the state of a store as lines for a terminal. Text in, text out.
#pragma once

#include <string>
#include <vector>

#include "analytics/interval.h"
#include "core/time.h"
#include "runtime/zone.h"
#include "store/event_store.h"

namespace hitme::app {

struct WatchState {
    core::Time now;
    std::uint64_t events_24h = 0;
    analytics::Interval new_hosts_24h;
    analytics::Interval new_hosts_1h;
    std::vector<store::EventStore::SignalTotal> top;
    std::vector<store::StoredContact> latest;
    std::vector<store::SensorRow> sensors;
    bool warming = false;  ///< in the first 24 h every host is new
    bool simulated = false;
    bool store_full = false;
};

/// Reads what a frame shows from the roll-ups.
core::Result<WatchState> read_watch_state(store::EventStore& store, core::Time now);

/// At most `rows` lines of at most `columns` characters, printable ASCII only.
std::string watch_frame(const WatchState& state, const runtime::Zone& zone, std::size_t rows,
                        std::size_t columns);

}  // namespace hitme::app
