// SPDX-License-Identifier: Apache-2.0
// hitme up: the Personal Edition.
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/preflight_output.h"
#include "app/ctl/shared_words.h"
#include "app/personal.h"
#include "core/text.h"

namespace hitme::app {
namespace {

/// "127.0.0.1:7445", "[::1]:7445"; nothing for another form or an address that is not loopback.
bool parse_dashboard(const std::string& text, console::ConsoleSettings& to) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    std::string host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = core::Address::parse(host);
    const auto port = core::parse_unsigned(text.substr(colon + 1), 65535);
    if (!address || !address->is_loopback() || !port) return false;
    to.dashboard_address = *address;
    to.dashboard_port = static_cast<std::uint16_t>(*port);
    return true;
}

}  // namespace

int run_up(const UpOptions& options) {
    const auto text = settings_text(options.config);
    if (!text) return say_failure(text.error());
    auto sensor = sensor::parse_settings(*text, options.config);
    if (!sensor) return say_failure(sensor.error());
    auto console = console::parse_console_settings(*text, options.config);
    if (!console) return say_failure(console.error());

    auto alerts = console::alert::parse_alert_settings(*text, options.config);
    if (!alerts) return say_failure(alerts.error());

    PersonalSettings settings{std::move(*sensor), std::move(*console), std::move(*alerts),
                              options.ui_dir, options.demo};
    settings.console.store_folder =
        store_folder(options.store.empty() ? settings.console.store_folder : options.store);
    if (options.demo) {
        settings.console.store_folder += "-demo";
        settings.sensor.name = "demo-1";
    }
    if (!options.dashboard.empty() && !parse_dashboard(options.dashboard, settings.console)) {
        std::fprintf(stderr,
                     "hitme: --dashboard %s: a loopback address and a port is wanted, such as "
                     "127.0.0.1:7445\n",
                     core::printable(options.dashboard, 100).c_str());
        return 2;
    }

    print_preflight_problems(settings.sensor);
    if (auto ended = run_personal(settings); !ended) return say_failure(ended.error());
    return 0;
}

}  // namespace hitme::app
