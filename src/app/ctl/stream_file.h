// SPDX-License-Identifier: Apache-2.0
// Reads what `hitme judge` is given: stream files (CSV with t_ms or time_ms, sensor, src, dport, class, tz_h), any other
// form that replay reads, uptime files, and streams.json of a batch.
//
// Stream files  t_ms counts from a Monday 00:00 UTC that the file does not name, taken as 1970-01-05; time_ms is Unix
//               time. A row that cannot be read is skipped and counted by reason.
// Uptime        JSON: {"SENSOR": [[from, to], ...], ...} in milliseconds on the stream's own scale, or an object that has
//               it as `uptime_ms`; or one of many such by name, as streams.json is.
// Limits        max_stream_rows, max_uptime_bytes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/judge/stream.h"
#include "core/result.h"
#include "event/kinds.h"

namespace hitme::app {

constexpr std::uint64_t max_stream_rows = 200'000'000;
constexpr std::size_t max_uptime_bytes = 64 << 20;

/// What an entry of streams.json says. Milliseconds on the stream's own scale.
struct StreamEntry {
    std::string name;
    std::optional<std::int64_t> t0_ms;
    std::optional<std::int64_t> now_ms;
    std::optional<std::int64_t> watch_from_ms;
    std::vector<std::pair<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>>> uptime;
};

/// Errors   bad_input: no JSON, or not of that shape; the place is named.
core::Result<std::vector<StreamEntry>> parse_streams(std::string_view text);
/// `stream`: whose entry is taken where the text is of many streams.
core::Result<StreamEntry> parse_uptime(std::string_view text, const std::string& stream = {});

/// The text of an uptime file or a streams.json.
/// Errors   not_found: it cannot be read. over_limit: longer than max_uptime_bytes, of which no more than that was read.
core::Result<std::string> uptime_text(const std::string& path);

/// Heartbeats that say what the entry says, one an hour at most, as records of the run `epoch`. Its milliseconds count from a
/// Monday 1970-01-05 where they are below relative_ms, else they are Unix times.
constexpr std::int64_t relative_ms = 100'000'000'000;  // March 1973
std::vector<event::Heartbeat> heartbeats_of(const StreamEntry& entry, std::uint64_t epoch);

/// A moment as a call gives it: RFC 3339, or milliseconds on a stream file's own scale (below relative_ms those of t_ms, else Unix
/// time). Nothing where it is neither.
std::optional<core::Time> moment_of(std::string_view text);

struct StreamQuestion {
    std::string columns;  ///< map of a stream file without a header line; empty: by the header
    std::optional<event::Signal> signal;
    std::uint64_t secret = 0;
    console::Taken taken = console::Taken::proved;
    /// The machine's clock: what is dated later is left out, and counted in Stream::future. Nothing: all is taken.
    std::optional<core::Time> now = {};
};

struct StreamFile {
    console::Stream stream;
    std::map<std::string, std::uint64_t> skipped;
    std::string truncated;
};

/// Columns of a stream file by the line, or nothing where it names no time in milliseconds.
class StreamColumns {
 public:
    static std::optional<StreamColumns> parse(std::string_view line);
    bool counts_from_monday() const { return counts_from_monday_; }
    /// Fills the row; its texts point into `line`. Returns empty, or why it is skipped: bad_row, bad_time, bad_address,
    /// bad_port, bad_zone.
    std::string_view decode(std::string_view line, console::StreamBuilder::Row& row,
                            std::optional<std::uint16_t>& port) const;

 private:
    enum class Role : std::uint8_t { ignored, time, sensor, source, port, source_class, zone };
    std::vector<Role> roles_;
    bool counts_from_monday_ = false;
};

/// Errors   as sensor::read_file().
core::Result<StreamFile> read_stream(const std::string& path, const StreamQuestion& question,
                                     const std::optional<StreamEntry>& entry);

/// 1970-01-05, a Monday, for `t_ms`.
core::Time monday_epoch();

}  // namespace hitme::app
