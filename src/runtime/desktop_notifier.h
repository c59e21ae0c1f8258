// SPDX-License-Identifier: Apache-2.0
// Shows a notification on the desktop of the user who runs us: org.freedesktop.Notifications on the session bus
// (Desktop Notifications Specification 1.2, section "org.freedesktop.Notifications.Notify").
//
// Text      summary and body are shown as text: a server that knows markup reads &, < and >, so they are escaped in the body;
//           the summary never has markup (section "Markup").
// Threads   any; a bus connection per call. Waits up to desktop_timeout.
// Errors    not_found: there is no session bus. network: the bus or the service did not take it.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

constexpr core::Duration desktop_timeout = std::chrono::seconds{5};

enum class Urgency : std::uint8_t { low, normal, critical };

struct DesktopNote {
    std::string summary;
    std::string body;
    Urgency urgency = Urgency::normal;
};

/// Whether a session bus is named or at its usual place.
bool has_session_bus();
core::Result<void> show_on_desktop(const DesktopNote& note);

}  // namespace hitme::runtime
