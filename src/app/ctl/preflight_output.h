// SPDX-License-Identifier: Apache-2.0
// The preflight as `hitme check` and `hitme up` say it.
#pragma once

#include "sensor/settings.h"

namespace hitme::app {

/// Runs the preflight and prints what is not as it should be, on standard error.
void print_preflight_problems(const sensor::SensorSettings& settings);

}  // namespace hitme::app
