// SPDX-License-Identifier: Apache-2.0
// The local databases of addresses as a settings file names them, for commands (`hitme judge attribution --by`, `hitme ask`).
#pragma once

#include <string>

#include "core/result.h"
#include "store/ip_data.h"

namespace hitme::app {

/// An empty path: the defaults. Files that are missing are no error (IpData::problems() has them).
/// Errors   not_found: the settings file cannot be read; those of console::parse_console_settings().
core::Result<store::IpData> local_ip_data(const std::string& settings_file);

}  // namespace hitme::app
