// SPDX-License-Identifier: Apache-2.0
// A report: what a log says, as text, JSON or Markdown. `hitme report`, `hitme replay` and the API print the same.
//
// Every number stands with its window and its coverage; what cannot be known is said so. JSON times are RFC 3339 in UTC.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/coverage.h"
#include "analytics/summary.h"
#include "console/report/chain.h"
#include "core/time.h"
#include "event/signal.h"
#include "runtime/zone.h"

namespace hitme::console {

/// What was read besides the events, for a replay.
struct ReportFile {
    std::string file;
    std::string format;
    std::uint64_t records = 0;
    std::uint64_t events = 0;
    std::string truncated;
    std::map<std::string, std::uint64_t> counters;
};

struct Report {
    std::optional<core::Time> from;  ///< as asked
    std::optional<core::Time> to;
    std::optional<event::Signal> signal;  ///< only this one is listed under signals
    analytics::Summary summary;
    analytics::Coverage coverage;
    std::map<std::string, std::uint64_t> skipped;
    std::vector<ReportFile> files;
    /// What the contacts of one signal mean (console/judge), where it was asked for.
    struct Judged {
        event::Signal signal;
        std::vector<std::string> findings;   ///< JSON objects
        std::vector<std::string> sentences;  ///< the same in words, already safe to print
        KeptStory kept;  ///< what was said before, where a job kept it; then it is told instead
    };
    std::optional<Judged> judged;

    /// The window that rates speak of: as asked, else all that contacts and heartbeats speak of.
    core::Time window_from() const;
    core::Time window_to() const;
};

/// Measures the coverage of the report's window from its summary's heartbeats.
void measure(Report& report);

std::string to_json(const Report& report);
/// For a terminal: at most 100 columns, printable ASCII only.
std::string to_text(const Report& report, const runtime::Zone& zone);
std::string to_markdown(const Report& report, const runtime::Zone& zone);

constexpr std::size_t max_text_signals = 20;  // the text forms; JSON lists all

}  // namespace hitme::console
