// SPDX-License-Identifier: Apache-2.0
// Whether a TCP port can be reached from here: a connection is made and closed at once, and not one byte is sent over it.
//
// For      the operator's own addresses (console/networks/exposure_check.h decides which those are).
// Limits   per_second new connections, at_once open ones, patience for each.
// Threads  blocks its caller; any number beside each other.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

struct ReachTarget {
    core::Address address;
    std::uint16_t port = 0;
};

enum class Reach : std::uint8_t {
    open,         ///< the connection was made
    refused,      ///< something answered that it is closed
    silent,       ///< nothing answered within `patience`
    unreachable,  ///< this machine or a router said that there is no way
    not_asked,    ///< `stop` came before
};

struct ReachLimits {
    std::uint32_t per_second = 20;
    std::size_t at_once = 64;
    core::Duration patience = std::chrono::seconds{3};
};

/// One answer for each target, in their order. Errors   bad_input: a limit of 0; io: no socket can be made.
core::Result<std::vector<Reach>> reach(std::span<const ReachTarget> targets,
                                       const ReachLimits& limits, const std::atomic<bool>& stop);

}  // namespace hitme::runtime
