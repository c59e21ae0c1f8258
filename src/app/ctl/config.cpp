// SPDX-License-Identifier: Apache-2.0
// hitme config: the settings explained, printed as an example, or checked in a file.
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/alert/settings.h"
#include "console/benign_file.h"
#include "console/settings.h"
#include "runtime/clock.h"
#include "runtime/settings_catalogue.h"
#include "sensor/settings.h"

namespace hitme::app {

int run_config(const ConfigOptions& options) {
    if (!options.check.empty()) {
        const auto text = settings_text(options.check);
        if (!text) return say_failure(text.error());
        const auto sensor = sensor::parse_settings(*text, options.check);
        if (!sensor) return say_failure(sensor.error());
        const auto console = console::parse_console_settings(*text, options.check);
        if (!console) return say_failure(console.error());
        const auto alerts = console::alert::parse_alert_settings(*text, options.check);
        if (!alerts) return say_failure(alerts.error());
        const auto benign =
            console::check_benign_file(console->cases.benign_list, runtime::SystemClock{}.now());
        if (!benign) return say_failure(benign.error());
        std::printf("%s: good\n", options.check.c_str());
        return 0;
    }
    std::string text;
    if (!options.explain.empty()) {
        auto explained = runtime::explain_setting(runtime::settings_catalogue(), options.explain);
        if (!explained) return say_failure(explained.error());
        text = std::move(*explained);
    } else if (options.reference) {
        text = runtime::settings_reference(runtime::settings_catalogue());
    } else {
        text = runtime::settings_example(runtime::settings_catalogue());
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

}  // namespace hitme::app
