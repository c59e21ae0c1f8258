// SPDX-License-Identifier: Apache-2.0
// hitme import: reads files of what was seen elsewhere into a store (app/log_file.h).
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "app/log_file.h"
#include "console/jobs/roll_up.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

void print(const std::string& path, const LogFileRead& read) {
    std::printf("%s: %s, %llu events stored", core::printable(path, 500).c_str(),
                read.report.format.c_str(), static_cast<unsigned long long>(read.stored));
    if (read.duplicates > 0)
        std::printf(", %llu were there already", static_cast<unsigned long long>(read.duplicates));
    for (const auto& [reason, count] : read.report.skipped)
        std::printf(", %llu skipped (%s)", static_cast<unsigned long long>(count),
                    core::printable(reason, 60).c_str());
    if (!read.report.truncated.empty())
        std::printf(", the file ends early: %s",
                    core::printable(read.report.truncated, 200).c_str());
    std::printf("\n");
}

}  // namespace

int run_import(const ImportOptions& options) {
    auto store =
        store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::write);
    if (!store) return say_failure(store.error());
    const core::Time now = runtime::SystemClock{}.now();
    const AppendBatch append = [&](const event::Batch& batch) { return (*store)->append(batch); };
    int status = 0;
    std::uint64_t stored = 0;
    for (const auto& path : options.files) {
        const auto read = read_log_file({path, {}, options.columns, options.signal}, now, append);
        if (!read) {
            status = say_failure(read.error());
            continue;
        }
        stored += read->stored;
        if (read->failed) {
            status = say_failure(*read->failed);
            continue;
        }
        for (const auto& [reason, count] : read->report.skipped) {
            if (read->duplicates > 0) continue;  // noted when the file came first
            if (auto noted = (*store)->note_skipped(path, reason, count); !noted)
                return say_failure(noted.error());
        }
        print(path, *read);
    }
    if (!options.uptime.empty()) {
        const auto beats = read_uptime_file(options.uptime, now, append);
        if (!beats) return say_failure(beats.error());
        std::printf("%s: %llu heartbeats stored\n", core::printable(options.uptime, 500).c_str(),
                    static_cast<unsigned long long>(*beats));
    }
    if (stored > 0) {
        console::RollUpJob job{**store, 0};
        auto counted = job.catch_up();
        if (counted && job.needs_rebuild()) counted = job.rebuild();
        if (!counted) return say_failure(counted.error());
    }
    return status;
}

}  // namespace hitme::app
