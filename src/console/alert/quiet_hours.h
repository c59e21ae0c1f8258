// SPDX-License-Identifier: Apache-2.0
// Whether a channel's quiet hours hold at a time: local time of day in the channel's zone, across midnight and changes of
// the clock.
#pragma once

#include "console/alert/channel.h"
#include "core/time.h"

namespace hitme::console::alert {

/// A zone that does not exist has no quiet hours: silence by mistake would be worse.
bool is_quiet(const QuietHours& quiet, core::Time at);

}  // namespace hitme::console::alert
