// SPDX-License-Identifier: Apache-2.0
// Reads a file of what was seen somewhere else and gives its events: pcap, pcapng, our own JSON lines, CSV, and the logs
// of Dionaea, Cowrie, OpenCanary and DShield. gzip, zstd and tar are read through. Event time is kept.
//
// Nothing is dropped in silence: what cannot be read is counted by reason, and a file that ends early gives what it
// holds and says where it ends.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "sensor/event_sink.h"

namespace hitme::sensor {

struct ReadOptions {
    std::string sensor;  ///< name for events of files that name none; default: the file's name
    std::uint32_t first_bytes = 4096;  ///< payload bytes kept per contact
    std::string columns;  ///< CSV column map, as "t_ms,sensor,src"; empty: by the header line
    std::optional<event::Signal> signal;  ///< for forms that name no port
};

struct ReadReport {
    std::string file;
    std::string format;                             ///< "pcap", "csv: marx", "dionaea", ...
    std::uint64_t records = 0;                      ///< packets or lines looked at
    std::uint64_t events = 0;                       ///< given to the sink
    std::map<std::string, std::uint64_t> skipped;   ///< by reason; never events
    std::map<std::string, std::uint64_t> counters;  ///< other counts, such as backscatter packets
    std::string truncated;  ///< where and how the file ends early; empty: it does not
};

/// Errors   not_found, io; bad_input: no reader knows the form of this file; whatever the sink answers.
core::Result<ReadReport> read_file(const std::string& path, const ReadOptions& options,
                                   EventSink& sink);

}  // namespace hitme::sensor
