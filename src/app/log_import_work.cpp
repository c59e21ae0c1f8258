// SPDX-License-Identifier: Apache-2.0
#include "app/log_import_work.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "app/log_file.h"
#include "console/campaigns/follow.h"
#include "console/findings/judging_job.h"
#include "console/findings/judging_thread.h"
#include "console/judge/logs.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

using console::log_import::LogImport;
using console::log_import::Work;

constexpr auto look_again = std::chrono::milliseconds{200};

core::Result<void> read(LogImport& import, const std::string& path, const Work::Append& append,
                        core::Time now) {
    auto log = read_log_file({path, import.name, import.wanted.columns, import.wanted.signal}, now,
                             append);
    if (!log) return log.error();
    import.format = log->report.format;
    import.skipped = std::move(log->report.skipped);
    import.truncated = std::move(log->report.truncated);
    import.first = log->first;
    import.last = log->last;
    if (log->failed) return *log->failed;
    return {};
}

/// Steps look for the busiest signals in the roll-ups, so these must have what was imported. Waits as the judging thread does.
core::Result<void> wait_for_roll_ups(store::EventStore& store, std::stop_token stop) {
    const auto wanted = store.arrivals();
    if (!wanted) return wanted.error();
    const auto end = std::chrono::steady_clock::now() + console::roll_up_within;
    while (std::chrono::steady_clock::now() < end) {
        const auto applied = store.applied();
        if (!applied) return applied.error();
        if (console::rolled_up(*applied, *wanted)) return {};
        if (stop.stop_requested())
            return core::error(core::ErrorCode::cancelled, "the program ends");
        std::this_thread::sleep_for(look_again);
    }
    return {};
}

core::Result<void> judge(LogImport& import, std::stop_token stop, const Work::Progress& progress,
                         const std::string& folder, const store::IpDataSettings& networks,
                         const runtime::Clock& clock) {
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return store.error();
    auto book = store::open_sqlite_book(folder, store::Access::write);
    if (!book) return book.error();
    if (auto counted = wait_for_roll_ups(**store, stop); !counted) return counted;

    const auto zone = runtime::Zone::local();
    console::SignalLogs logs{runtime::secret_number(), zone, store::IpData::open(networks)};
    logs.stop_at(stop);
    console::JudgingSettings settings;
    settings.every = import_judged_every;
    std::optional<std::string> only;
    if (import.wanted.signal) only = import.wanted.signal->to_string();
    // Nobody is told: these are verdicts on what is over.
    console::JudgingJob job{**store, **book, logs, nullptr, settings, zone, only};
    const core::Time first = core::bin_of(*import.first, import_judged_every) + import_judged_every;
    // One step behind the end, so that it holds the last contact.
    const core::Time last = std::min(
        core::bin_of(*import.last, import_judged_every) + import_judged_every, clock.now());
    import.steps = last < first ? 0
        : static_cast<std::uint64_t>((last - first) / import_judged_every) + 1;
    if (import.steps > max_import_steps)
        return core::error(core::ErrorCode::over_limit,
                           "its times are years apart: hitme judge keep --from --to");
    for (core::Time at = first; at <= last; at += import_judged_every) {
        if (stop.stop_requested())
            return core::error(core::ErrorCode::cancelled, "the program ends");
        const auto step = job.step(at, clock.now());
        if (!step) return step.error();
        ++import.steps_done;
        import.findings += step->kept.size();
        progress(import);
    }
    const auto moved = console::follow_campaigns(**book, last, clock.now(), nullptr);
    if (!moved) return moved.error();
    if (import.steps > 0 && import.findings == 0)
        import.why =
            "nothing new was found: these signals were judged before, or later than this log";
    return {};
}

}  // namespace

Work log_import_work(const std::string& store_folder, const store::IpDataSettings& networks,
                     const runtime::Clock& clock) {
    Work work;
    work.read = [&clock](LogImport& import, const std::string& path, const Work::Append& append) {
        return read(import, path, append, clock.now());
    };
    work.judge = [store_folder, networks, &clock](LogImport& import, std::stop_token stop,
                                                  const Work::Progress& progress) {
        return judge(import, std::move(stop), progress, store_folder, networks, clock);
    };
    return work;
}

}  // namespace hitme::app
