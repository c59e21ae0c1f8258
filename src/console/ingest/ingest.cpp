// SPDX-License-Identifier: Apache-2.0
#include "console/ingest/ingest.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "runtime/log.h"

namespace hitme::console {

void Ingest::run() {
    using Clock = std::chrono::steady_clock;
    core::Duration retry = turn;
    bool complained = false;
    std::optional<Clock::time_point> closing;
    auto last_idle = Clock::now();
    while (true) {
        auto batch = link_.take(batch_events, turn);
        if (Clock::now() - last_idle >= turn) {
            last_idle = Clock::now();
            if (steps_.idle) steps_.idle();
        }
        if (!batch) {
            if (link_.closed()) return;
            continue;
        }
        if (steps_.before) steps_.before(*batch);
        auto appended = store_.append(*batch);
        if (appended) {
            counters_.store_full = false;
            if (std::exchange(complained, false))
                runtime::log(runtime::Level::info, "ingest", "the store takes events again");
            counters_.received += batch->events.size();
            counters_.stored += appended->stored;
            counters_.completed += appended->completed;
            counters_.duplicates += appended->duplicates;
            link_.acknowledge();
            if (steps_.stored) steps_.stored(*batch, *appended);
            retry = turn;
            continue;
        }
        ++counters_.failed_writes;
        if (appended.error().code == core::ErrorCode::disk_full) counters_.store_full = true;
        if (!std::exchange(complained, true))
            runtime::log(
                runtime::Level::error, "ingest",
                "cannot store, will try again and count meanwhile: " + appended.error().context);
        if (steps_.failed) steps_.failed(appended.error());
        if (link_.closed()) {
            if (!closing) closing = Clock::now();
            if (Clock::now() - *closing > grace) {
                runtime::log(
                    runtime::Level::error, "ingest",
                    std::to_string(link_.waiting()) + " events could not be stored before the end");
                return;
            }
        }
        std::this_thread::sleep_for(retry);
        retry = std::min(retry * 2, core::Duration{max_retry});
    }
}

}  // namespace hitme::console
