// SPDX-License-Identifier: Apache-2.0
// hitme judge of what needs more than one signal's sightings: population, ladder, bias, control ports, ... (console/judge/wide_questions.h).
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/ctl/each_event.h"
#include "app/ctl/local_ip_data.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/stream_file.h"
#include "console/judge/grouping.h"
#include "runtime/secret_number.h"
#include "sensor/capture/read_file.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

core::Result<console::WideLog> log_of(const JudgeOptions& options) {
    console::WideBuilder builder{options.signal, runtime::secret_number()};
    if (options.events.empty()) {
        auto store =
            store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
        if (!store) return store.error();
        const auto visited =
            (*store)->visit(core::Time::min(), options.to.value_or(core::Time::max()),
                            [&](const event::Event& event) {
                                builder.add(event);
                                return true;
                            });
        if (!visited) return visited.error();
        return builder.take(options.signal ? options.signal->to_string() : "all");
    }
    EachEvent sink{builder};
    sensor::ReadOptions read;
    read.columns = options.columns;
    read.signal = options.signal;
    const auto file = sensor::read_file(options.events, read, sink);
    if (!file) return file.error();
    say_skipped(options.events, file->skipped);
    if (!options.uptime.empty()) {
        const auto text = uptime_text(options.uptime);
        if (!text) return text.error();
        const auto entry = parse_uptime(*text);
        if (!entry)
            return core::Error{entry.error().code, options.uptime + ": " + entry.error().context};
        for (auto& beat : heartbeats_of(*entry, 0)) builder.add(event::Event{std::move(beat)});
    }
    return builder.take(std::filesystem::path(options.events).filename().string());
}

}  // namespace

int run_judge_wide(const JudgeOptions& options) {
    const auto zone = answer_zone(options.form, options.zone);
    if (!zone) return say_failure(zone.error());
    auto log = log_of(options);
    if (!log) return say_failure(log.error());
    if (options.wide == console::WideJudgement::ladder) {
        const auto databases = local_ip_data(options.config);
        if (!databases) return say_failure(databases.error());
        console::number_networks(log->stream, *databases);
    }
    if (log->left_out > 0)
        std::fprintf(stderr, "hitme: %llu contacts are more than can be held; left out\n",
                     static_cast<unsigned long long>(log->left_out));
    console::WideOptions asked;
    asked.window.from = options.from;
    asked.window.to = options.to;
    asked.window.zone = *zone;
    asked.addresses = options.addresses;
    asked.probes_per_second = options.scan_rate;
    asked.share_scanned = options.share_scanned;
    asked.with = options.with;
    const std::string line = console::judge_wide(*log, *options.wide, asked);
    std::printf("%s\n",
                options.form == Form::json ? line.c_str() : console::in_words(line).c_str());
    return 0;
}

}  // namespace hitme::app
