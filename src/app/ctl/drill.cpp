// SPDX-License-Identifier: Apache-2.0
// hitme drill: this machine, or this network namespace, is the marked test host of a running `hitme up`. Exit status: 0 PASS,
// 1 FAIL or it could not be run.
#include <unistd.h>
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/response/drill.h"
#include "console/settings.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

/// "10.0.0.5:445" or "[2001:db8::5]:445" into the settings; false for another form.
bool set_target(const std::string& text, console::DrillSettings& to) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    std::string host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = core::Address::parse(host);
    const auto port = core::parse_unsigned(text.substr(colon + 1), 65'535);
    if (!address || !port || *port == 0) return false;
    to.target = *address;
    to.target_port = static_cast<std::uint16_t>(*port);
    return true;
}

}  // namespace

int run_drill_command(const DrillOptions& options) {
    const auto text = settings_text(options.config);
    if (!text) return say_failure(text.error());
    const auto settings = console::parse_console_settings(*text, options.config);
    if (!settings) return say_failure(settings.error());
    console::DrillSettings drill = settings->drill;
    bool has_source = drill.whole, has_target = drill.whole;
    if (!options.source.empty()) {
        const auto address = core::Address::parse(options.source);
        if (!address)
            return say_failure(
                core::error(core::ErrorCode::bad_input,
                            "--source: " + core::printable(options.source, 80) + " is no address"));
        drill.source = *address;
        has_source = true;
    }
    if (!options.target.empty()) {
        if (!set_target(options.target, drill))
            return say_failure(core::error(
                core::ErrorCode::bad_input,
                "--target: " + core::printable(options.target, 80) + " is no address and port"));
        has_target = true;
    }
    if (!has_source || !has_target)
        return say_failure(core::error(core::ErrorCode::bad_input,
                                       "who touches what? --source and --target, or [drill] in the "
                                       "settings"));
    if (options.within) drill.within = *options.within;
    const std::string folder =
        store_folder(options.store.empty() ? settings->store_folder : options.store);
    auto book = store::open_sqlite_book(folder, store::Access::write);
    if (!book) return say_failure(book.error());
    const runtime::SystemClock clock;
    const auto prober = console::tcp_prober(drill);
    const char* person = ::getlogin();
    const auto done = console::run_drill(**book, drill, *prober, clock,
                                         person != nullptr ? person : "command line");
    if (!done) return say_failure(done.error());
    if (options.form == Form::json)
        std::printf("%s\n", console::drill_json(*done).c_str());
    else
        std::printf("%s", console::drill_words(*done).c_str());
    return done->verdict == "PASS" ? 0 : 1;
}

}  // namespace hitme::app
