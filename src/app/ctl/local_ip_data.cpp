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
    auto wanted = settings.ip_data();
    wanted.country_v4 = settings.country_v4_file;
    wanted.country_v6 = settings.country_v6_file;
    return store::IpData::open(wanted);
}

}  // namespace hitme::app
