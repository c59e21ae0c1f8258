// SPDX-License-Identifier: Apache-2.0
// Whether what is said of a rise rests on one that chance hardly opens, and the words where it does not: a monitor that is watched for
// months opens a few by chance alone (docs/methods/onset.md).
#pragma once

#include <string>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "core/time.h"

namespace hitme::console {

bool is_rise(const analytics::OpenEvent& event);
/// Some rise was confirmed that went on at `from` or later.
bool is_confirmed(const std::vector<analytics::OpenEvent>& events, core::Time from);

/// " Suspected only: ..." for what is said beside an open rise that nothing confirmed.
std::string suspected_rise();
/// The same where no rise was confirmed at all.
std::string suspected_without_rise();

}  // namespace hitme::console
