// SPDX-License-Identifier: Apache-2.0
// /api/v1/sensors: sensors with their last heartbeat and counters.
#pragma once

#include <string>

#include "console/api/context.h"
#include "core/result.h"

namespace hitme::console::api {

/// An object whose `sensors` are Sensor objects of api.yaml.
core::Result<std::string> answer_sensors(const Context& context);

}  // namespace hitme::console::api
