// SPDX-License-Identifier: Apache-2.0
// What the subcommands share: where the store is when nobody says, the settings file, the zone, how a failure and what was passed
// over are said.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "app/ctl/options.h"
#include "console/settings.h"
#include "core/result.h"
#include "core/time.h"
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

/// The zone of an answer: JSON is UTC's where nobody names one, words are the host's own.
core::Result<runtime::Zone> answer_zone(Form form, const std::string& name);

/// bad_input where both are given and `from` does not lie before `to`.
core::Result<void> check_window(const std::optional<core::Time>& from,
                                const std::optional<core::Time>& to);

/// Says on standard error what of a file was passed over, and why.
void say_skipped(const std::string& path, const std::map<std::string, std::uint64_t>& skipped);

/// Prints "hitme: <context>" on standard error; returns 1, the exit status.
int say_failure(const core::Error& failed);

}  // namespace hitme::app
