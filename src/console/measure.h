// SPDX-License-Identifier: Apache-2.0
// Numbers of the store for an advisory: how often a new host comes (C-11), how many sources, from where they came first, on
// which sensors, with which coverage. Each with its window and the query that gives it again.
//
// New      hosts are counted after the first 24 h that the store holds before them; where none are held, there is no interval.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "store/event_store.h"

namespace hitme::console {

constexpr std::size_t max_listed_sources = 11;  // as many as post A names

struct Measure {
    std::string id;  ///< "new_host_interval", "sources", "sensors", "coverage"
    std::optional<double> value;
    std::optional<double> low;  ///< 95 %
    std::optional<double> high;
    std::string unit;
    core::Time from;
    core::Time to;
    std::string query;     ///< path of the API
    std::string sentence;  ///< printable text
};

/// Measures of `signal` in [from, to). Errors   those of the store.
core::Result<std::vector<Measure>> measures_of(store::EventStore& store, event::Signal signal,
                                               core::Time from, core::Time to);

using Measurer = std::function<core::Result<std::vector<Measure>>(store::EventStore&, event::Signal,
                                                                  core::Time, core::Time)>;

}  // namespace hitme::console
