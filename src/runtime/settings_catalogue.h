// SPDX-License-Identifier: Apache-2.0
// The one table of all settings.
//
// It stands in this room because sensor and console share one file and may not know each other, yet
// each has to tell an unknown key of the other's section from a known one. What a value means is
// the business of the room that uses it: sensor/settings and console/settings turn it into their
// own types.
#pragma once

#include "runtime/settings.h"

namespace hitme::runtime {

/// Every section, from [sensor] to [[feed]]. Lives as long as the program.
Catalogue settings_catalogue();

/// The HoneyPoints of a file without any, as TOML.
std::string_view shipped_honeypoints();

}  // namespace hitme::runtime
