// SPDX-License-Identifier: Apache-2.0
// The settings of alerts: [alerts] and [[channel]] of the settings file, with the files that it names for secrets and templates.
//
// Secrets   password_file, url_file and header_file are read here, at the start, while we may still have rights; others than the
//           owner and its group must not be able to read them.
// Errors    bad_input: file, line, key and what is wrong; of a template its own line, too. not_found, refused: a named file.
#pragma once

#include <string>
#include <vector>

#include "console/alert/channel.h"
#include "core/result.h"

namespace hitme::console::alert {

struct AlertSettings {
    std::string
        link;  ///< how the dashboard is reached from where messages are read; empty: no links
    std::vector<Channel> channels;
};

/// [alerts] link alone, without the files that channels name. Errors   bad_input.
core::Result<std::string> parse_dashboard_link(const std::string& text, const std::string& where);

core::Result<AlertSettings> parse_alert_settings(const std::string& text, const std::string& where);

}  // namespace hitme::console::alert
