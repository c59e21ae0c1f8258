// SPDX-License-Identifier: Apache-2.0
// A file of what was seen elsewhere as batches for a store: for `hitme import` and for what is imported in the dashboard.
//
// Twice    a file is known by the hash of its bytes: the same file given again, whole or after an import that was cut short,
//          adds only what is missing. Read in another way (columns, signal) the same bytes are other events.
// Future   a record of more than a day ahead, or before the first day that a store has, is counted as bad_time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "sensor/capture/read_file.h"
#include "store/event_store.h"

namespace hitme::app {

using AppendBatch = std::function<core::Result<store::Appended>(const event::Batch&)>;

struct LogFileQuestion {
    std::string path;
    std::string sensor;   ///< for events of files that name none; empty: the file's name
    std::string columns;  ///< of a CSV; empty: by its header line
    std::optional<event::Signal> signal;
};

struct LogFileRead {
    sensor::ReadReport report;
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::optional<core::Time> first;  ///< of the contacts
    std::optional<core::Time> last;
    /// Why it ended before the file did; what was read until then is stored. `report` is then empty.
    std::optional<core::Error> failed;
};

/// Errors   io, bad_input: the file itself cannot be read.
core::Result<LogFileRead> read_log_file(const LogFileQuestion& question, core::Time now,
                                        const AppendBatch& append);

/// What an uptime file says about when each sensor listened, as heartbeats. Returns how many were new.
/// Errors   those of the file and of `append`.
core::Result<std::uint64_t> read_uptime_file(const std::string& path, core::Time now,
                                             const AppendBatch& append);

}  // namespace hitme::app
