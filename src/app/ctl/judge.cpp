// SPDX-License-Identifier: Apache-2.0
// hitme judge: what the contacts of one signal mean. Growth, onset, dormancy, attribution, counts, coordination.
#include <cstdio>
#include <filesystem>

#include "app/ctl/local_ip_data.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/stream_file.h"
#include "console/judge/questions.h"
#include "runtime/clock.h"
#include "runtime/secret_number.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

// Counts are of every recorded contact; all else is judged on addresses that are proved.
console::Taken taken_for(const JudgeOptions& options) {
    return options.question == console::Judgement::counts ? console::Taken::all
                                                          : console::Taken::proved;
}

core::Result<console::Stream> stream_of_store(const JudgeOptions& options) {
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return store.error();
    return console::stream_of(**store, options.signal, options.to, runtime::secret_number(),
                              taken_for(options));
}

void say_left_out(const std::string& path, const StreamFile& file) {
    say_skipped(path, file.skipped);
    if (file.stream.future > 0)
        std::fprintf(stderr, "hitme: %s: %llu skipped: dated later than now\n", path.c_str(),
                     static_cast<unsigned long long>(file.stream.future));
    if (!file.truncated.empty())
        std::fprintf(stderr, "hitme: %s: %s\n", path.c_str(), file.truncated.c_str());
}

bool asks_of_classes(const JudgeOptions& options) {
    return options.question == console::Judgement::attribution ||
           options.question == console::Judgement::daily_cycle;
}

// Whose they are, where classes are asked of: by what the file says, unless the call or its silence asks the databases.
void group(const JudgeOptions& options, const store::IpData& data, console::Stream& stream) {
    if (!asks_of_classes(options)) return;
    if (options.by || stream.classes.empty())
        console::group_sources(stream, options.by.value_or(console::Grouping::class_region), data);
}

core::Result<store::IpData> databases_for(const JudgeOptions& options) {
    if (!asks_of_classes(options)) return store::IpData{};
    return local_ip_data(options.config);
}

void answer(const JudgeOptions& options, const console::Stream& stream,
            const console::JudgeWindow& window) {
    const std::string line = console::judge(stream, options.question, window);
    std::printf("%s\n",
                options.form == Form::json ? line.c_str() : console::in_words(line).c_str());
    std::fflush(stdout);
}

std::optional<core::Time> at_ms(const console::Stream& stream,
                                const std::optional<std::int64_t>& ms) {
    if (!ms) return std::nullopt;
    return stream.epoch + std::chrono::milliseconds{*ms};
}

// "growth-linear-201" of growth-linear-201.csv.gz: the name that a truth.json or a streams.json knows it by.
std::string stem_of(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename().string();
    return name.substr(0, name.find('.'));
}

// What dormancy is told of how soon a host could be seen again.
void take_exposure(const JudgeOptions& options, console::JudgeWindow& window) {
    window.clock_error = std::chrono::seconds{options.clock_error_seconds};
    window.addresses = options.addresses;
    if (options.scan_rate) window.probes_per_second = options.scan_rate->likely;
}

int judge_batch(const JudgeOptions& options, const runtime::Zone& zone,
                const store::IpData& databases) {
    const std::filesystem::path folder{options.batch};
    const auto text = uptime_text((folder / "streams.json").string());
    if (!text) return say_failure(text.error());
    const auto entries = parse_streams(*text);
    if (!entries)
        return say_failure({entries.error().code,
                            (folder / "streams.json").string() + ": " + entries.error().context});
    int status = 0;
    for (const auto& entry : *entries) {
        // The name comes from the file: it must stay inside the folder.
        if (entry.name.find('/') != std::string::npos || entry.name.starts_with('.')) {
            status = say_failure({core::ErrorCode::bad_input, "streams.json: no stream's name"});
            continue;
        }
        const std::string path = (folder / (entry.name + ".csv.gz")).string();
        auto file = read_stream(path,
                                {options.columns, options.signal, runtime::secret_number(),
                                 taken_for(options), runtime::SystemClock{}.now()},
                                entry);
        if (!file) {
            status = say_failure(file.error());
            continue;
        }
        say_left_out(path, *file);
        group(options, databases, file->stream);
        console::JudgeWindow window;
        // What the call says goes before what the folder says.
        window.from = options.from ? options.from : at_ms(file->stream, entry.t0_ms);
        window.to = options.to ? options.to : at_ms(file->stream, entry.now_ms);
        window.watch_from = options.from ? options.from : at_ms(file->stream, entry.watch_from_ms);
        window.zone = zone;
        window.bin = options.bin;
        take_exposure(options, window);
        answer(options, file->stream, window);
    }
    return status;
}

}  // namespace

int run_judge(const JudgeOptions& options) {
    if (const auto window = check_window(options.from, options.to); !window)
        return say_failure(window.error());
    const auto zone = answer_zone(options.form, options.zone);
    if (!zone) return say_failure(zone.error());
    const auto databases = databases_for(options);
    if (!databases) return say_failure(databases.error());
    if (!options.batch.empty()) return judge_batch(options, *zone, *databases);
    console::JudgeWindow window;
    window.from = options.from;
    window.to = options.to;
    window.watch_from = options.from;
    window.zone = *zone;
    window.bin = options.bin;
    take_exposure(options, window);
    if (options.events.empty()) {
        auto stream = stream_of_store(options);
        if (!stream) return say_failure(stream.error());
        group(options, *databases, *stream);
        answer(options, *stream, window);
        return 0;
    }
    std::optional<StreamEntry> entry;
    if (!options.uptime.empty()) {
        const auto text = uptime_text(options.uptime);
        if (!text) return say_failure(text.error());
        auto parsed = parse_uptime(*text, stem_of(options.events));
        if (!parsed)
            return say_failure(
                {parsed.error().code, options.uptime + ": " + parsed.error().context});
        entry = std::move(*parsed);
        entry->name.clear();
    }
    auto file = read_stream(options.events,
                            {options.columns, options.signal, runtime::secret_number(),
                             taken_for(options), runtime::SystemClock{}.now()},
                            entry);
    if (!file) return say_failure(file.error());
    say_left_out(options.events, *file);
    group(options, *databases, file->stream);
    if (entry) {
        if (!window.from) window.from = at_ms(file->stream, entry->t0_ms);
        if (!window.to) window.to = at_ms(file->stream, entry->now_ms);
        if (!window.watch_from) window.watch_from = at_ms(file->stream, entry->watch_from_ms);
    }
    answer(options, file->stream, window);
    return 0;
}

}  // namespace hitme::app
