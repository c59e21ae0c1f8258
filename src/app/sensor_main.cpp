// SPDX-License-Identifier: Apache-2.0
// hitme-sensor: the HoneyPoints of a decoy host by themselves, reporting as JSON lines.
//
//   hitme-sensor [--config FILE] [--output FILE|-] [--check-config]
//
// No web server and no SQL here, and never an outgoing connection. The transport to a console comes later.
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "core/text.h"
#include "runtime/confinement.h"
#include "runtime/log.h"
#include "runtime/privileges.h"
#include "runtime/settings.h"
#include "runtime/signals.h"
#include "sensor/decoy/decoys.h"
#include "sensor/doors.h"
#include "sensor/json_lines_outbox.h"
#include "sensor/settings.h"

namespace {

using namespace hitme;

constexpr const char* usage =
    "hitme-sensor [--config FILE] [--output FILE] [--check-config]\n"
    "  --config FILE    settings (TOML); without: the HoneyPoints of hitme config\n"
    "  --output FILE    where JSON lines are appended; - (default): standard output\n"
    "  --check-config   read the settings, say what is wrong, and end\n";

int fail(const core::Error& failed) {
    std::fprintf(stderr, "hitme-sensor: %s\n", core::printable(failed.context, 2000).c_str());
    return 1;
}

struct Options {
    std::string config;
    std::string output = "-";
    bool check_only = false;
};

int run(const Options& options) {
    std::string text;
    if (!options.config.empty()) {
        auto read = runtime::read_settings_file(options.config);
        if (!read) return fail(read.error());
        text = std::move(*read);
    }
    const auto settings = sensor::parse_settings(text, options.config);
    if (!settings) return fail(settings.error());
    if (options.check_only) return 0;

    auto signals = runtime::Signals::open();
    if (!signals) return fail(signals.error());
    if (auto limit = runtime::raise_descriptor_limit(1 << 20); !limit) return fail(limit.error());
    auto doors = sensor::open_doors(*settings);
    if (!doors) return fail(doors.error());
    auto outbox = sensor::JsonLinesOutbox::open(options.output);
    if (!outbox) return fail(outbox.error());
    const auto dropped = runtime::drop_privileges(settings->user);
    if (!dropped) return fail(dropped.error());
    runtime::log(
        runtime::Level::info, "sensor",
        std::to_string(doors->listeners.bound.size()) + " listeners, " + dropped->description);

    const auto epoch = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const std::vector<int> answering = doors->listeners.answering_datagrams();
    sensor::Decoys decoys{*settings, std::move(doors->listeners), std::move(doors->syn_watch),
                          static_cast<std::uint64_t>(epoch.count()), *outbox};
    std::jthread stopper{[&](const std::stop_token& token) {
        while (!token.stop_requested())
            if (signals->wait(std::chrono::milliseconds{200})) return decoys.stop();
    }};
    // This thread alone speaks to strangers; the one that waits for signals was made before.
    const auto confined = runtime::confine_decoys(answering);
    if (!confined) return fail(confined.error());
    runtime::log(runtime::Level::info, "sensor", confined->description);
    const auto ended = decoys.run();
    if (ended && outbox->waiting() > 0)
        return fail(core::error(core::ErrorCode::io, std::to_string(outbox->waiting()) +
                                                         " bytes of events could not be written"));
    return ended ? 0 : fail(ended.error());
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--check-config") {
            options.check_only = true;
        } else if (word == "--help") {
            std::fputs(usage, stdout);
            return 0;
        } else if (word == "--version") {
            std::puts(HITME_VERSION);
            return 0;
        } else if ((word == "--config" || word == "--output") && i + 1 < argc) {
            (word == "--config" ? options.config : options.output) = argv[++i];
        } else {
            std::fputs(usage, stderr);
            return 2;
        }
    }
    return run(options);
}
