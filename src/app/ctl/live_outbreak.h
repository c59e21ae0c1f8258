// SPDX-License-Identifier: Apache-2.0
// A simulated outbreak against live HoneyPoints, in two network namespaces that it makes itself: strangers' addresses on one
// side of a wire, hitme-sensor on the other. Nothing of it can leave the machine.
//
// Needs    root, `ip` (iproute2) and hitme-sensor beside this program.
// Sources  addresses of 198.18.0.0/15 (RFC 2544), each added to the strangers' side of the wire.
// Bounded  max_live_contacts, max_live_sources, max_live_duration. It ends by itself, or at SIGINT or SIGTERM; either way the
//          sensor is stopped and the namespaces are removed.
// Marks    the sensor sees real connections: its events are not marked simulated. Their addresses say what they are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ctl/simulated_log.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::app {

constexpr std::size_t max_live_contacts = 50'000;
constexpr std::size_t max_live_sources = 10'000;
constexpr core::Duration max_live_duration = std::chrono::minutes{30};

/// A contact of a plan: at so long after the start, from that address.
struct PlannedContact {
    core::Duration after{};
    core::Address source;
    friend bool operator==(const PlannedContact&, const PlannedContact&) = default;
};
/// The log's judged window (all of it where there is none), its time shrunk to `lasting`, cut to the limits above: later
/// contacts go, and contacts of sources above the limit. Rows without a source are a host each.
std::vector<PlannedContact> plan_contacts(const SimulatedLog& log, core::Duration lasting);

/// Lines for `ip -batch`: the strangers' side gets each source of the plan once.
std::string address_lines(const std::vector<PlannedContact>& plan, const std::string& device);

struct LiveOutbreak {
    std::vector<PlannedContact> plan;
    std::uint16_t port = 445;
    std::string output;  ///< where the sensor's JSON lines go
};
struct LiveResult {
    std::uint64_t tried = 0;
    std::uint64_t connected = 0;
    std::uint64_t sources = 0;
    std::uint64_t seen = 0;  ///< contacts in the sensor's lines
    bool interrupted = false;
};
/// Errors   refused: not root, or no namespace can be made here. not_found: ip or hitme-sensor. io: the sensor did not start.
core::Result<LiveResult> run_live_outbreak(const LiveOutbreak& outbreak);

}  // namespace hitme::app
