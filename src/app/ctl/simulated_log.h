// SPDX-License-Identifier: Apache-2.0
// Simulated outbreaks (simulation/) as files: a stream for `hitme judge`, or an event log for `hitme import`, and the truth.
//
// Every event is marked simulated. Sources are in 198.18.0.0/15, which is for measuring (RFC 2544), and beyond its 131,072 in
// 100.64.0.0/10 (RFC 6598): no address of the Internet is written, but for a flood of forged ones that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/time.h"
#include "simulation/forged_flood.h"

namespace hitme::app {

/// What any of the generators gives, in one form.
struct SimulatedLog {
    struct Row {
        core::Time at;
        std::optional<std::uint32_t> source;  ///< nothing: a new host each
        std::uint16_t sensor = 0;
    };
    struct Listened {
        core::Time from;
        core::Time to;
    };
    std::vector<Row> rows;                         ///< in order
    std::vector<simulation::ForgedPacket> forged;  ///< bare SYNs, in order; only in events
    std::vector<std::vector<Listened>> listening;  ///< by sensor
    std::vector<int> zones_h;                      ///< by source; empty: not told
    std::optional<core::Time> window_from;
    std::optional<core::Time> watch_from;
    core::Time start;  ///< a Monday 00:00 UTC: t_ms counts from it
    core::Time now;
    std::string truth;  ///< a JSON object
};

/// Whether one host of 20,000 probes is among them (growth kinds).
enum class LoudHost : std::uint8_t { none, one };

/// Names of what can be simulated, for a message.
std::string_view simulated_kinds();

/// none, linear, exponential, logistic, tapering: growth; jump: a step inside the judged window; step, ramp, rise: new hosts alone
/// with an onset; quiet: 14 days of them without one; persistent, gone, sleep, daily: hosts' habits; few: 12 new hosts an hour,
/// growing linearly.
/// Nothing for any other name.
std::optional<SimulatedLog> simulate(std::string_view kind, std::uint64_t seed,
                                     LoudHost loud_host = LoudHost::none);

/// A flood of `count` forged SYNs over the log's last day, at all of its sensors.
void add_forged(SimulatedLog& log, std::uint64_t count, std::uint64_t seed);
constexpr std::uint64_t max_forged = 10'000'000;

core::Address simulated_source(std::uint32_t number);

/// "t_ms,sensor,src" and its rows; without sources "t_ms", with zones "t_ms,src,tz_h".
std::string stream_text(const SimulatedLog& log);
/// What streams.json and --uptime take: t0_ms, now_ms, watch_from_ms, uptime_ms; and the truth. Beside events_text() with its
/// `start`: on the scale and with the sensor names of those events.
std::string truth_text(const SimulatedLog& log, std::optional<core::Time> start = std::nullopt);
/// JSON lines of contacts on tcp/`port` and a heartbeat an hour for each sensor, from `start` on, all marked simulated.
std::string events_text(const SimulatedLog& log, core::Time start, std::uint16_t port);

}  // namespace hitme::app
