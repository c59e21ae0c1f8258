// SPDX-License-Identifier: Apache-2.0
// What the subcommands share: where the store is when nobody says, the settings file, the zone, how a failure is said.
#pragma once

#include <string>

#include "console/settings.h"
#include "core/result.h"
#include "runtime/zone.h"

namespace hitme::app {

/// `asked` when not empty, else the default.
std::string store_folder(const std::string& asked);

/// The text of a settings file; empty for an empty path.
core::Result<std::string> settings_text(const std::string& path);

/// The console's part of a settings file; the defaults for an empty path.
core::Result<console::ConsoleSettings> console_settings(const std::string& path);

/// The zone of that name; the host's own for an empty one.
core::Result<runtime::Zone> zone_named(const std::string& name);

/// Prints "hitme: <context>" on standard error; returns 1, the exit status.
int say_failure(const core::Error& failed);

}  // namespace hitme::app
