// SPDX-License-Identifier: Apache-2.0
// The link of the Personal Edition: a bounded queue between a sensor's thread and the ingest's thread.
//
// Numbers      deliveries of a run are numbered from 1 in the order of offer(); a batch keeps its numbers until
//              acknowledge(), so an ingest that failed gets the same batch again.
// When full    offer() refuses; the sensor then counts the contact into an aggregate. Nothing waits, nothing is dropped
//              in silence.
// Threads      offer() on one thread, take() and acknowledge() on one other; close() on any.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "core/time.h"
#include "event/kinds.h"

namespace hitme::link {

class MemoryLink {
 public:
    /// `capacity` in events; and at most max_bytes of captured bytes wait, whatever their number.
    MemoryLink(std::string sensor, std::uint64_t epoch, std::size_t capacity);
    static constexpr std::size_t max_bytes =
        64 << 20;  // ours: like the capture memory of open connections

    /// Moves `event` into the queue; false when it is full or closed, and `event` is untouched.
    bool offer(event::Event& event);

    /// The batch that was taken last and not acknowledged, or up to `most` waiting events. Waits up to `wait` for the
    /// first one; nothing on time-out, or when closed and empty.
    std::optional<event::Batch> take(std::size_t most, core::Duration wait);
    /// The batch taken last is durable.
    void acknowledge();

    /// No more offers; take() gives what is left.
    void close();
    bool closed() const;
    std::size_t waiting() const;
    const std::string& sensor() const { return sensor_; }
    std::uint64_t epoch() const { return epoch_; }

 private:
    const std::string sensor_;
    const std::uint64_t epoch_;
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<event::Event> queue_;
    std::optional<event::Batch> taken_;
    std::size_t bytes_ = 0;  ///< captured bytes in queue_ and taken_
    std::size_t taken_bytes_ = 0;
    std::uint64_t next_delivery_ = 1;
    bool closed_ = false;
};

}  // namespace hitme::link
