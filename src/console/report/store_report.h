// SPDX-License-Identifier: Apache-2.0
// The report of a store: counted from the events themselves, so that it says what a replay of the same events says.
#pragma once

#include <optional>

#include "console/report/report.h"
#include "core/result.h"
#include "store/event_store.h"

namespace hitme::console {

struct ReportQuestion {
    std::optional<event::Signal> signal;
    std::optional<core::Time> from;
    std::optional<core::Time> to;
};

/// Reads the whole store up to `to`, also what lies before `from`: who is not new depends on it.
core::Result<Report> report_of(store::EventStore& store, const ReportQuestion& question);

}  // namespace hitme::console
