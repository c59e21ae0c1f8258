// SPDX-License-Identifier: Apache-2.0
// Who may be isolated, and when the hook stops itself. capabilities C-45.
//
// Only        a source that completed a TCP handshake with a decoy on an internal sensor, whose address lies inside the internal
//             networks of the settings (and, where it is a public address, inside a registered own network). Never a datagram, a
//             bare SYN, an address on the never list, a decoy's own address, or a contact that is simulated but of no drill.
// Stop        more requests than `limit` within `window` are a fault of ours or a fire: it stops, and a person decides.
// Pure.
#pragma once

#include <deque>
#include <string_view>

#include "console/prefix_set.h"
#include "core/time.h"
#include "event/kinds.h"

namespace hitme::console {

struct ResponsePolicy {
    PrefixSet internal;
    PrefixSet never;
    PrefixSet own;  ///< registered own networks; with it a public address must lie in one
};

/// Which kind of sensor saw it.
enum class SeenBy : std::uint8_t { internal_sensor, other_sensor };

/// Empty: it may be asked for. Else one of: sensor_not_internal, unproven, simulated, not_internal, not_own, never.
std::string_view reason_not_to_isolate(const event::Contact& contact, SeenBy seen_by,
                                       const ResponsePolicy& policy);

/// Counts requests within a window.
class StopRule {
 public:
    StopRule(std::uint64_t limit, core::Duration window) : limit_(limit), window_(window) {}
    /// Counts one at `now`; false: it is one too many, and was not counted.
    bool take(core::Time now);
    std::uint64_t recent(core::Time now);
    void clear() { times_.clear(); }

 private:
    std::uint64_t limit_;
    core::Duration window_;
    std::deque<core::Time> times_;
};

}  // namespace hitme::console
