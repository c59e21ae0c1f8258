// SPDX-License-Identifier: Apache-2.0
// hitme check: whether each listener would get packets, and what to do where it would not.
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/preflight_output.h"
#include "app/ctl/shared_words.h"
#include "sensor/preflight/evaluate.h"
#include "sensor/preflight/host.h"

namespace hitme::app {

namespace preflight = sensor::preflight;

void print_preflight_problems(const sensor::SensorSettings& settings) {
    auto findings = preflight::evaluate(settings, preflight::look_at_host(settings));
    std::erase_if(findings,
                  [](const auto& finding) { return finding.verdict == preflight::Verdict::pass; });
    if (findings.empty()) return;
    std::fputs(preflight::as_text(findings).c_str(), stderr);
}

int run_check(const CheckOptions& options) {
    const auto text = settings_text(options.config);
    if (!text) return say_failure(text.error());
    const auto settings = sensor::parse_settings(*text, options.config);
    if (!settings) return say_failure(settings.error());
    const auto findings = preflight::evaluate(*settings, preflight::look_at_host(*settings));
    const std::string out =
        options.form == Form::json ? preflight::as_json(findings) : preflight::as_text(findings);
    std::fwrite(out.data(), 1, out.size(), stdout);
    return preflight::exit_status(findings);
}

}  // namespace hitme::app
