// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/local_ip_data.h"

#include "app/ctl/shared_words.h"
#include "console/settings.h"

namespace hitme::app {

core::Result<store::IpData> local_ip_data(const std::string& settings_file) {
    console::ConsoleSettings settings;
    if (!settings_file.empty()) {
        const auto text = settings_text(settings_file);
        if (!text) return text.error();
        auto parsed = console::parse_console_settings(*text, settings_file);
        if (!parsed) return parsed.error();
        settings = std::move(*parsed);
    }
    return store::IpData::open(settings.ip_data_and_countries());
}

}  // namespace hitme::app
