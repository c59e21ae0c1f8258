// SPDX-License-Identifier: Apache-2.0
// The report of a store: counted from the events themselves, so that it says what a replay of the same events says.
#pragma once

#include <functional>
#include <optional>

#include "console/report/report.h"
#include "core/result.h"
#include "store/event_store.h"

namespace hitme::console {

struct ReportQuestion {
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
    /// Not guessable by a source, so that it cannot aim at one slot of the tables. The numbers do not depend on it.
    std::uint64_t hash_secret = 0;
    /// Is given every event too, so that a store need not be walked again for what else is asked of it.
    std::function<void(const event::Event&)> also = {};
};

/// Reads the whole store up to `to`, also what lies before `from`: who is not new depends on it.
core::Result<Report> report_of(store::EventStore& store, const ReportQuestion& question);

}  // namespace hitme::console
