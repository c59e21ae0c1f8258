// SPDX-License-Identifier: Apache-2.0
// Ingest: takes batches off the link, stores them, acknowledges; in that order.
//
// Runs      run() takes its thread; the store belongs to that thread while it runs.
// Outage    a store that is full or failing keeps the batch unacknowledged and is tried again, slower and slower up to
//           max_retry; meanwhile the sensor's queue fills, and the sensor counts into aggregates. Nothing is lost in
//           silence.
// Stops     when the link is closed and empty, or cannot be stored within `grace` after closing.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "core/result.h"
#include "event/kinds.h"
#include "link/memory_link.h"
#include "store/event_store.h"

namespace hitme::console {

struct IngestCounters {
    std::atomic<std::uint64_t> received{0};  ///< received = stored + completed + duplicates
    std::atomic<std::uint64_t> stored{0};
    std::atomic<std::uint64_t> completed{0};
    std::atomic<std::uint64_t> duplicates{0};
    std::atomic<std::uint64_t> failed_writes{0};
    std::atomic<bool> store_full{false};
};

class Ingest {
 public:
    struct Steps {
        /// After a batch is durable.
        std::function<void(const event::Batch&, const store::Appended&)> stored;
        /// After a write failed; what was stored of the batch will come back as duplicates.
        std::function<void(const core::Error&)> failed;
        /// About four times a second, also when nothing comes.
        std::function<void()> idle;
        /// Before a batch is stored, and again before each further try: what must be written into the events themselves.
        std::function<void(event::Batch&)> before = {};
    };

    Ingest(link::MemoryLink& link, store::EventStore& store, Steps steps)
        : link_(link), store_(store), steps_(std::move(steps)) {}

    void run();
    const IngestCounters& counters() const { return counters_; }

    static constexpr std::size_t batch_events = 2'000;  // ours: one commit each
    static constexpr core::Duration turn = std::chrono::milliseconds{250};
    static constexpr core::Duration max_retry = std::chrono::seconds{5};
    static constexpr core::Duration grace = std::chrono::seconds{5};

 private:
    link::MemoryLink& link_;
    store::EventStore& store_;
    Steps steps_;
    IngestCounters counters_;
};

}  // namespace hitme::console
